"""Questions about service levels. Nothing here writes.

Calendars and policies are the same for all stores; clocks belong to the ticket's store.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Mapping
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.domain.sla.models import (
    Calendar,
    Clock,
    Policy,
    Priority,
    Recount,
    ReplySlots,
    Shift,
)
from firsthand.domain.sla.rules import Problem, Target, read_days, read_week, write_week
from firsthand.domain.sla.rules.slots import SlotPlan, Wait, read_times, write_times
from firsthand.domain.sla.rules.writing import Unreadable
from firsthand.foundation.scoping import SeesStores
from firsthand.foundation.working_time import WorkingTime

__all__ = [
    "CHANNELS",
    "Calendar",
    "Clock",
    "Policy",
    "Priority",
    "Problem",
    "SlotPlan",
    "Target",
    "Unreadable",
    "Wait",
    "calendars",
    "clocks_of",
    "escalated",
    "has_clocks",
    "on_shift",
    "plans_of",
    "policies",
    "policies_in_use",
    "read_days",
    "read_times",
    "read_week",
    "recount_at_hand",
    "shifts_of",
    "slots_of",
    "time_zones",
    "why_unreadable",
    "write_times",
    "write_week",
]

# The ways to reach us on which something can be promised.
CHANNELS = ("amazon", "email")

_TO_LEADS = (Policy.To.LEAD, Policy.To.BOTH)
_TO_ASSIGNEES = (Policy.To.ASSIGNEE, Policy.To.BOTH)


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones a calendar may be in, by name: those of cities, and UTC."""
    cities = (zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return (*sorted(cities), "UTC")


def why_unreadable(unreadable: Unreadable) -> str:
    """Say what is wrong with hours or days as somebody wrote them."""
    words = {
        Problem.UNREADABLE: _("“%(text)s” cannot be read."),
        Problem.BACKWARDS: _(
            "“%(text)s” ends before it begins. A night shift is written on both days: "
            "22:00-24:00, and 00:00-06:00 the day after."
        ),
        Problem.OVERLAP: _("“%(text)s” has stretches that overlap."),
    }
    return words[unreadable.problem] % {"text": unreadable.text[:60]}


def calendars() -> QuerySet[Calendar]:
    """Return all calendars, those in use first, by name."""
    return Calendar.objects.order_by("archived_at", "name")


def policies() -> QuerySet[Policy]:
    """Return all policies with what they refer to, those in use first, by name."""
    return Policy.objects.select_related("calendar", "store", "reason", "buyer").order_by(
        "archived_at", "name"
    )


def policies_in_use() -> list[Policy]:
    """Return the policies that are kept now, each with its calendar."""
    return list(Policy.objects.filter(archived_at=None).select_related("calendar"))


def clocks_of(person: SeesStores, ticket_id: int) -> list[Clock]:
    """Return the clocks of a ticket that have not ended, first to run out first."""
    return list(
        Clock.objects.all()
        .visible_to(person)
        .filter(ticket_id=ticket_id, ended_at=None)
        .select_related("policy__calendar")
        .order_by("due_at", "pk")
    )


def has_clocks(ticket_id: int) -> bool:
    """Say whether a ticket has clocks, running or not."""
    return Clock.objects.filter(ticket_id=ticket_id).exists()


def escalated(*, to_leads: bool) -> QuerySet[Clock, int]:
    """Return ids of tickets with a clock that was escalated and has not ended.

    Args:
        to_leads: those leads are told of; else those assignees are told of.
    """
    told: Collection[str] = _TO_LEADS if to_leads else _TO_ASSIGNEES
    return Clock.objects.filter(
        ended_at=None, escalated_at__isnull=False, escalated_to__in=told
    ).values_list("ticket_id", flat=True)


def recount_at_hand() -> Recount | None:
    """Return the recount that is not done yet."""
    return Recount.objects.filter(done_at=None).order_by("-pk").first()


def shifts_of(person_ids: Collection[int]) -> dict[int, WorkingTime]:
    """Return when these people work, by id; of those left out nobody knows."""
    found = Shift.objects.filter(person_id__in=person_ids).select_related("calendar")
    return {shift.person_id: shift.calendar.working_time() for shift in found}


def on_shift(calendar_id: int) -> set[int]:
    """Return the ids of the people whose hours a calendar says."""
    return set(
        Shift.objects.filter(calendar_id=calendar_id).values_list("person_id", flat=True)
    )


def slots_of(store_id: int) -> SlotPlan | None:
    """Return when the buyers of a store are answered; None: at no fixed times.

    Whoever asks has been shown something of the store.
    """
    found = ReplySlots.objects.filter(store_id=store_id).select_related("store").first()
    return None if found is None else found.plan()


def plans_of(person: SeesStores) -> Mapping[int, SlotPlan]:
    """Return the plans of the stores `person` may see, by store."""
    found = ReplySlots.objects.all().visible_to(person).select_related("store")
    return {slots.store_id: slots.plan() for slots in found}

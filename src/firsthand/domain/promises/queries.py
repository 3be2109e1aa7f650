"""Questions about promises. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from firsthand.domain.promises import rules
from firsthand.domain.promises.models import Promise
from firsthand.domain.promises.rules import Detected, detect, times_in
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.scoping import SeesStores, StoreScoped
from firsthand.foundation.working_time import WorkingTime

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

__all__ = [
    "Detected", "Promise", "detect", "due_between", "is_on_duty", "is_on_shift", "kept_by",
    "office_of", "owed", "owed_on", "promises_of", "read_in", "ticket_ids_promised",
    "times_in", "today_in",
]  # fmt: skip


def read_in(
    ticket: Ticket, text: str, language: str, *, at: datetime
) -> tuple[Detected, ...]:
    """Return what a text for the buyer of a ticket would promise if it were sent `at`.

    Args:
        ticket: the ticket with its store; the clock of the store's marketplace counts.
        text: the reply as it stands.
        language: of the reply; empty: that of the ticket, else of the store.
        at: when it would be sent (UTC).
    """
    code = (language or ticket.language or ticket.store.language).split("-")[0].lower()
    store = ticket.store
    return detect(text, code, at, store.time_zone, store.marketplace)


def owed_on(ticket: Ticket) -> QuerySet[Promise]:
    """Return what is owed on a ticket and on those merged into it, first due first."""
    return (
        _on(tickets.numbers_of(ticket.pk))
        .filter(confirmed_at__isnull=False, kept_at=None, withdrawn_at=None)
        .order_by("due_at", "pk")
    )


def owed() -> StoreScoped[Promise]:
    """Return all that is owed by a time, for the machine: not for a person."""
    return Promise.objects.all().filter(
        confirmed_at__isnull=False, kept_at=None, withdrawn_at=None, due_at__isnull=False
    )


def promises_of(person: SeesStores, ticket: Ticket) -> list[Promise]:
    """Return all promises on a ticket and on those merged into it, first due first.

    Those that were found and are neither confirmed nor dismissed come along; dismissed
    ones do not.
    """
    found = _on(tickets.numbers_of(ticket.pk)).visible_to(person)
    return list(
        found.filter(dismissed_at=None)
        .select_related("keeper", "promised_by", "store")
        .order_by("due_at", "pk")
    )


def due_between(
    person: SeesStores, since: datetime, until: datetime, *, keeper_id: int | None = None
) -> list[Promise]:
    """Return what is owed and due from `since` until before `until`, first due first.

    Args:
        person: who asks; of the stores he may see.
        since: from when (UTC).
        until: until when.
        keeper_id: only what this person has to see to.
    """
    found = Promise.objects.all().visible_to(person)
    found = found.filter(
        confirmed_at__isnull=False,
        kept_at=None,
        withdrawn_at=None,
        due_at__gte=since,
        due_at__lt=until,
    )
    if keeper_id is not None:
        found = found.filter(keeper_id=keeper_id)
    return list(found.select_related("keeper", "store").order_by("due_at", "pk"))


def kept_by(person: SeesStores, keeper_id: int, *, until: datetime) -> list[Promise]:
    """Return what somebody would have to hand over: owed by `until`, what is late too."""
    return due_between(person, datetime.min.replace(tzinfo=until.tzinfo), until,
                       keeper_id=keeper_id)  # fmt: skip


def ticket_ids_promised(since: datetime, until: datetime) -> QuerySet[Promise, int]:
    """Return ids of tickets on which something owed is due then, for another query."""
    return Promise.objects.filter(
        confirmed_at__isnull=False,
        kept_at=None,
        withdrawn_at=None,
        due_at__gte=since,
        due_at__lt=until,
    ).values_list("ticket_id", flat=True)


def today_in(zone: str, at: datetime) -> tuple[datetime, datetime]:
    """Return when the day begins and ends that a zone has at a moment."""
    day = at.astimezone(ZoneInfo(zone)).date()
    begins = datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
    next_day = day + timedelta(days=1)
    return begins, datetime.combine(next_day, time(), tzinfo=ZoneInfo(zone))


def office_of(person: SeesStores, ticket: Ticket) -> WorkingTime | None:
    """Return the working time that the ticket's clocks are counted in; None: none is."""
    clocks = sla.clocks_of(person, ticket.pk)
    return clocks[0].policy.calendar.working_time() if clocks else None


def is_on_duty(person: SeesStores, ticket: Ticket, due_at: datetime) -> bool:
    """Say whether somebody works when a promise is due; so it is where nobody knows."""
    office = office_of(person, ticket)
    return office is None or rules.is_on_duty(due_at, office)


def is_on_shift(person: Person, due_at: datetime) -> bool:
    """Say whether somebody works when a promise is due; so it is where nobody knows."""
    hours = sla.shifts_of([person.pk]).get(person.pk)
    return hours is None or rules.is_on_duty(due_at, hours)


def _on(ticket_ids: Sequence[int]) -> StoreScoped[Promise]:
    return Promise.objects.all().filter(ticket_id__in=ticket_ids)

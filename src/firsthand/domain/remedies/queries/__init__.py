"""Questions about remedies. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from firsthand.domain.remedies.models import (
    AccountHealth,
    Incident,
    Ledger,
    Remedy,
    Stop,
)
from firsthand.domain.remedies.rules.states import RESERVING, State
from firsthand.foundation.scoping import SeesStores

KINDS_NAMED = dict(Remedy.KindOf.choices)
STATES_NAMED = dict(Remedy.State.choices)
# How many notes of somebody a new one is held against, the newest.
MOST_NOTES = 200


def remedy_for(person: SeesStores, remedy_id: int) -> Remedy | None:
    """Return a remedy, if `person` may see it."""
    seen = Remedy.objects.all().visible_to(person)
    return seen.select_related("ledger__order").filter(pk=remedy_id).first()


def remedies_of_order(person: SeesStores, order_id: int) -> list[Remedy]:
    """Return the remedies of an order that `person` may see, the newest first."""
    seen = Remedy.objects.all().visible_to(person).filter(ledger_id=order_id)
    return list(seen.prefetch_related("parts").order_by("-requested_at", "-pk"))


def waiting_for_approval(person: SeesStores) -> QuerySet[Remedy]:
    """Return what waits for somebody to agree, what runs out first in front."""
    seen = Remedy.objects.all().visible_to(person)
    return seen.filter(state=State.PENDING_APPROVAL).order_by("expires_at", "pk")


def needing_a_person(person: SeesStores) -> QuerySet[Remedy]:
    """Return what no machine can settle, the oldest first."""
    seen = Remedy.objects.all().visible_to(person)
    return seen.filter(state=State.NEEDS_HUMAN).order_by("state_at", "pk")


def oldest_unknown_since(person: SeesStores) -> datetime | None:
    """Return since when the oldest remedy without a known outcome has been one."""
    seen = Remedy.objects.all().visible_to(person)
    unknown = seen.filter(state__in=(State.UNKNOWN, State.NEEDS_HUMAN))
    return unknown.order_by("state_at").values_list("state_at", flat=True).first()


def tickets_with_open_remedies(ticket_ids: Collection[int]) -> set[int]:
    """Return those of these tickets with a remedy that has not ended."""
    still = Remedy.objects.filter(ticket_id__in=ticket_ids, state__in=RESERVING)
    return {ticket for ticket in still.values_list("ticket_id", flat=True) if ticket}


def notes_on_other_orders(
    person_id: int, *, order_id: int, since: datetime
) -> tuple[str, ...]:
    """Return the notes somebody wrote since a moment, but for those on this order."""
    his = Remedy.objects.filter(requested_by=person_id, requested_at__gte=since)
    notes = his.exclude(ledger=order_id).exclude(note="").order_by("-requested_at", "-pk")
    return tuple(notes.values_list("note", flat=True)[:MOST_NOTES])


def ledger_for(person: SeesStores, order_id: int) -> Ledger | None:
    """Return the money of an order with its cells, once anybody has touched it."""
    seen = Ledger.objects.all().visible_to(person)
    return seen.prefetch_related("cells").filter(pk=order_id).first()


def open_incidents(person: SeesStores) -> QuerySet[Incident]:
    """Return what must not go by unseen, the newest first."""
    seen = Incident.objects.all().visible_to(person).filter(closed_at=None)
    return seen.order_by("-at", "-pk")


def standing_stops() -> list[Stop]:
    """Return the kill switches that are on."""
    return list(Stop.objects.filter(lifted_at=None).order_by("stopped_at", "pk"))


def is_agent_stopped(person_id: int) -> bool:
    """Say whether nothing may be sent of this agent's remedies."""
    stops = Stop.objects.filter(scope=Stop.Scope.AGENT, name=str(person_id))
    return stops.filter(lifted_at=None).exists()


def resting_accounts(*, at: datetime) -> list[AccountHealth]:
    """Return the accounts that are left alone for a while after failures."""
    return list(AccountHealth.objects.filter(rests_until__gt=at).order_by("account"))

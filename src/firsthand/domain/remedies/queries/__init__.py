"""Questions about remedies. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from firsthand.domain.remedies.models import (
    AccountHealth,
    Cell,
    HandDecision,
    Incident,
    Ledger,
    OutsideRefund,
    Remedy,
    Stop,
    Verification,
)
from firsthand.domain.remedies.queries.beside import order_money, remedies_beside
from firsthand.domain.remedies.queries.figures import CellMoney, OrderMoney
from firsthand.domain.remedies.queries.possible import (
    Around,
    Possible,
    possible,
    what_does_not_fit,
    what_is_too_much,
)
from firsthand.domain.remedies.queries.watching import (
    UNSIGNED_AT_MOST,
    OrderBooks,
    Standing,
    closed_incidents,
    held_back_by,
    incident_for,
    keys_of_listed,
    lifted_stops,
    money_of_order,
    newest_verification,
    of_unknown_outcome,
    open_decision,
    standing,
    stop_numbered,
)
from firsthand.domain.remedies.queries.words import why_in_words
from firsthand.domain.remedies.rules.states import RESERVING, State
from firsthand.foundation.scoping import SeesStores

__all__ = [
    "UNSIGNED_AT_MOST", "Around", "Cell", "CellMoney", "HandDecision", "Incident",
    "Ledger", "OrderBooks", "OrderMoney", "Possible", "Remedy", "Standing", "Stop",
    "Verification", "closed_incidents", "held_back_by", "incident_for", "is_agent_stopped",
    "keys_of_listed", "last_given_back", "ledger_for", "lifted_stops", "money_of_order",
    "needing_a_person", "newest_verification", "notes_on_other_orders",
    "of_unknown_outcome", "oldest_unknown_since", "open_decision", "open_incidents",
    "order_money", "possible", "remedies_beside", "remedies_of_order", "remedy_for",
    "remedy_with_key", "resting_accounts", "standing", "standing_stops", "stop_numbered",
    "tickets_with_open_remedies", "waiting_for_approval", "what_does_not_fit",
    "what_is_too_much", "why_in_words",
]  # fmt: skip
KINDS_NAMED = dict(Remedy.KindOf.choices)
STATES_NAMED = dict(Remedy.State.choices)
# How many notes of somebody a new one is held against, the newest.
MOST_NOTES = 200


def remedy_for(person: SeesStores, remedy_id: int) -> Remedy | None:
    """Return a remedy, if `person` may see it."""
    seen = Remedy.objects.all().visible_to(person)
    return seen.select_related("ledger__order").filter(pk=remedy_id).first()


def remedy_with_key(person: SeesStores, key: UUID | str) -> Remedy | None:
    """Return what was asked for with this key, if `person` may see it."""
    seen = Remedy.objects.all().visible_to(person).select_related("requested_by")
    return seen.filter(key=key).first()


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
    """Return the money of an order, once anybody has touched it."""
    return Ledger.objects.all().visible_to(person).filter(pk=order_id).first()


def outside_refunds_of(person: SeesStores, order_id: int) -> list[OutsideRefund]:
    """Return what of an order went back without us, as far as `person` sees it, in order.

    But for what turned out to be a remedy of ours: that is told with the remedies.
    """
    seen = OutsideRefund.objects.all().visible_to(person).filter(ledger_id=order_id)
    return list(seen.filter(explained_by=None).order_by("happened_at", "pk"))


def given_back_among(order_ids: Collection[int]) -> set[int]:
    """Return those of these orders of which money went back, with us or without us."""
    some = Ledger.objects.filter(pk__in=order_ids).exclude(settled=0, over=0)
    uncounted = OutsideRefund.objects.filter(ledger_id__in=order_ids, is_counted=False)
    return {
        *some.values_list("pk", flat=True),
        *uncounted.values_list("ledger_id", flat=True),
    }


def last_given_back(order_ids: Collection[int]) -> dict[int, datetime]:
    """Return when money last went back on these orders, with us or without us."""
    ours = Remedy.objects.filter(
        ledger_id__in=order_ids, state=State.SUCCEEDED, minor_units__gt=0
    )
    others = OutsideRefund.objects.filter(ledger_id__in=order_ids)
    found: dict[int, datetime] = {}
    for order_id, at in ours.values_list("ledger_id", "state_at").union(
        others.values_list("ledger_id", "happened_at")
    ):
        found[order_id] = max(at, found.get(order_id, at))
    return found


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

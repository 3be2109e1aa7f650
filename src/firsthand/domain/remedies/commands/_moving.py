"""Bring a remedy into another state: row, journal and, by trigger, money and audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from firsthand.domain.journal import commands as journal
from firsthand.domain.remedies import events
from firsthand.domain.remedies.models import Incident, Ledger, Remedy
from firsthand.domain.remedies.rules.states import State, may_follow
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation.postgres.standing import StandingList

_when_due: list[Callable[[], None]] = []


def ring_when_due(bell: Callable[[], None]) -> None:
    """Have `bell` called after each commit that leaves a remedy to be sent; set once."""
    _when_due[:] = [bell]


def locked_ledger(order_id: int) -> Ledger:
    """Return the order's ledger, locked: whoever changes money of an order waits here.

    The first lock of every transaction about one order; cells, remedy and audit follow.
    """
    assert connection.in_atomic_block
    (ledger,) = _ledgers(order_id)
    return ledger


@StandingList
def _ledgers(order_id: int) -> QuerySet[Ledger]:
    ledgers = Ledger.objects.select_for_update(of=("self",), no_key=True)
    return ledgers.select_related("order").filter(pk=order_id)


def locked(remedy_id: int) -> Remedy:
    """Return a remedy with its ledger, both locked, in the fixed order."""
    order_id = Remedy.objects.values_list("ledger_id", flat=True).get(pk=remedy_id)
    ledger = locked_ledger(order_id)
    remedy = Remedy.objects.select_for_update(no_key=True).get(pk=remedy_id)
    remedy.ledger = ledger
    return remedy


def move(
    remedy: Remedy,
    to: State,
    *,
    at: datetime,
    by: journal.Actor | None = None,
    why: str = "",
    **changes: Any,
) -> None:
    """Bring a locked remedy into the state `to`, with a journal entry.

    Args:
        remedy: locked, with its ledger.
        to: a state that may follow.
        at: when (UTC); it is due at once unless `changes` say otherwise.
        by: who; None for the machine.
        why: for people who ask later.
        changes: what else is written with it.
    """
    before = State(remedy.state)
    assert may_follow(before, to), (remedy.pk, before, to)
    values = {
        "state": to.value,
        "state_at": at,
        "state_by_id": by.pk if by else None,
        "state_why": why[:300],
        "due_at": at,
        "tries": 0,
        **changes,
    }
    for name, value in values.items():
        setattr(remedy, name, value)
    remedy.save(update_fields=[*values])
    note(remedy, before=before, at=at, by=by)


def note(remedy: Remedy, *, before: str, at: datetime, by: journal.Actor | None) -> None:
    """Write the journal entry of the state a remedy is in now; its ticket waits with it."""
    _keep_ticket_waiting(remedy, before=before, at=at)
    if remedy.state == State.APPROVED:
        for bell in _when_due:
            transaction.on_commit(bell, robust=True)
    journal.record(
        events.OF_STATE[State(remedy.state)],
        subject_id=remedy.pk,
        at=at,
        by=by,
        about=journal.About(
            store_id=remedy.store_id,
            buyer_id=remedy.ledger.order.buyer_id,
            ticket_id=remedy.ticket_id,
        ),
        facts={
            "key": str(remedy.key),
            "kind": remedy.kind,
            "minor_units": remedy.minor_units,
            "currency": remedy.currency,
            "reason": remedy.reason,
            "order": remedy.ledger_id,
            "from": before,
            "requested_by": remedy.requested_by_id,
        },
    )


def _keep_ticket_waiting(remedy: Remedy, *, before: str, at: datetime) -> None:
    """Let a ticket know what of it waits for approval; its lock comes after the order's."""
    if remedy.ticket_id is None:
        return
    if remedy.state == State.PENDING_APPROVAL:
        tickets.await_approval(ticket_id=remedy.ticket_id, key=remedy.key, at=at)
    elif before == State.PENDING_APPROVAL:
        tickets.approval_decided(key=remedy.key)


def put_off(remedy: Remedy, *, until: datetime) -> None:
    """Have a locked remedy looked at again later, in the state it is in."""
    remedy.due_at = until
    remedy.tries = min(remedy.tries + 1, 30_000)
    remedy.save(update_fields=["due_at", "tries"])


def raise_incident(
    kind: Incident.Kind,
    ledger: Ledger,
    *,
    at: datetime,
    remedy: Remedy | None = None,
    **facts: object,
) -> None:
    """Note something that must not go by unseen."""
    Incident.objects.create(
        kind=kind,
        store_id=ledger.store_id,
        ledger=ledger,
        remedy=remedy,
        at=at,
        facts=facts,
    )

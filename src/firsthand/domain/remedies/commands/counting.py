"""Count money that went back without us into an order's ledger. A fact is never refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from firsthand.domain.journal import commands as journal
from firsthand.domain.remedies import events
from firsthand.domain.remedies.commands._moving import locked, move, raise_incident
from firsthand.domain.remedies.models import (
    Cell,
    Incident,
    Ledger,
    OutsidePart,
    OutsideRefund,
    Remedy,
)
from firsthand.domain.remedies.ports import Seen
from firsthand.domain.remedies.rules.splitting import in_order
from firsthand.domain.remedies.rules.states import UNSENT, State
from firsthand.domain.remedies.rules.why import Why


def take_fact(
    seen: Seen, *, ledger: Ledger, account: str, at: datetime
) -> OutsideRefund | None:
    """Record an effect on a locked order that no remedy of ours had; None: known already.

    It first uses up what is free, of its own line before others; then reservations that
    have not left are cancelled; the rest is `over`, with an incident.
    """
    if _is_known(seen, account):
        return None
    fact = _fact_of(seen, ledger=ledger, account=account, at=at)
    fact.save()
    over = _count(fact, ledger, at=at)
    _tell_if_twice(fact, ledger, at=at)
    journal.record(
        events.OUTSIDE,
        subject_id=fact.pk,
        at=at,
        by=None,
        about=journal.About(store_id=ledger.store_id, buyer_id=ledger.order.buyer_id),
        facts={
            "order": ledger.pk,
            "minor_units": fact.minor_units,
            "currency": fact.currency,
            "over_minor_units": over,
        },
    )
    return fact


def count_waiting(ledger: Ledger, *, at: datetime) -> int:
    """Count the facts that were recorded before the ledger could be opened; how many."""
    facts = ledger.outside.filter(is_counted=False, explained_by=None).order_by("pk")
    for fact in facts:
        _count(fact, ledger, at=at)
    return len(facts)


def record_explained(seen: Seen, remedy: Remedy, *, at: datetime) -> None:
    """Record an effect as a locked remedy's, which it happened by; the ledger stays.

    Unless it had been counted as a fact before: then it no longer is.
    """
    known = OutsideRefund.objects.filter(
        account=remedy.account, external_id=seen.external_id
    )
    fact = known.first()
    if fact is None:
        ledger, account = remedy.ledger, remedy.account
        fact = _fact_of(seen, ledger=ledger, account=account, at=at)
        fact.explained_by = remedy  # From the first: it is never counted as a fact.
        fact.save()
        _note_explained(fact, remedy, at=at)
    else:
        explain(fact, remedy, at=at)


def explain(fact: OutsideRefund, remedy: Remedy, *, at: datetime) -> None:
    """Say that a fact was this remedy all along; the ledger counts it as such from now."""
    fact.explained_by = remedy
    fact.save(update_fields=["explained_by"])
    _note_explained(fact, remedy, at=at)


def _note_explained(fact: OutsideRefund, remedy: Remedy, *, at: datetime) -> None:
    journal.record(
        events.EXPLAINED,
        subject_id=fact.pk,
        at=at,
        by=None,
        about=journal.About(store_id=fact.store_id, ticket_id=remedy.ticket_id),
        facts={"remedy": remedy.pk},
    )


def _fact_of(seen: Seen, *, ledger: Ledger, account: str, at: datetime) -> OutsideRefund:
    return OutsideRefund(
        store_id=ledger.store_id,
        ledger=ledger,
        account=account,
        external_id=seen.external_id,
        reference=seen.reference[:80],
        minor_units=seen.minor_units,
        currency=seen.currency,
        line_number=seen.line_number,
        happened_at=seen.at,
        recorded_at=at,
    )


def _is_known(seen: Seen, account: str) -> bool:
    ours = Remedy.objects.filter(account=account, external_id=seen.external_id)
    facts = OutsideRefund.objects.filter(account=account, external_id=seen.external_id)
    return ours.exists() or facts.exists()


def _count(fact: OutsideRefund, ledger: Ledger, *, at: datetime) -> int:
    """Bring a fact into the cells; return how much went beyond what was paid."""
    kind = Incident.Kind
    facts: dict[str, Any] = {
        "outside": fact.pk,
        "minor_units": fact.minor_units,
        "currency": fact.currency,
    }
    if ledger.opened_at is None:
        raise_incident(kind.NOT_COUNTED, ledger, at=at, **facts)
        return 0
    if fact.currency != ledger.currency:
        raise_incident(kind.OTHER_CURRENCY, ledger, at=at, **facts)
        return 0
    cells = _cells_for(fact, ledger)
    if sum(cell.free for cell in cells) < fact.minor_units:
        _cancel_unsent(ledger, fact.minor_units, at=at)
        cells = _cells_for(fact, ledger)
    shares, over = in_order(fact.minor_units, [cell.free for cell in cells])
    fact.is_counted = True
    fact.save(update_fields=["is_counted"])
    OutsidePart.objects.bulk_create(
        OutsidePart(
            refund=fact,
            cell=cell,
            minor_units=share,
            over_minor_units=over if place == 0 else 0,
        )
        for place, (cell, share) in enumerate(zip(cells, shares, strict=True))
        if share or (over and place == 0)
    )
    if over:
        raise_incident(kind.OVER, ledger, at=at, **facts, over_minor_units=over)
    return over


def _cells_for(fact: OutsideRefund, ledger: Ledger) -> Sequence[Cell]:
    """Return the order's cells, those of the fact's own line first."""
    cells = Cell.objects.filter(ledger=ledger).order_by("pk")
    return sorted(cells, key=lambda cell: cell.line_number != fact.line_number)


def _cancel_unsent(ledger: Ledger, needed: int, *, at: datetime) -> None:
    """Take back what has not left, the newest first, until enough is free again."""
    unsent = ledger.remedies.filter(state__in=UNSENT, minor_units__gt=0)
    for remedy_id in unsent.order_by("-pk").values_list("pk", flat=True):
        remedy = locked(remedy_id)
        if remedy.ledger.free >= needed:
            return
        move(remedy, State.CANCELLED, at=at, why=Why.MONEY_WENT_OUTSIDE)


def _tell_if_twice(fact: OutsideRefund, ledger: Ledger, *, at: datetime) -> None:
    """Raise the alarm if the effect carries the key of a remedy that has its own."""
    if not fact.reference:
        return
    twin = ledger.remedies.filter(key__in=_as_key(fact.reference)).first()
    if twin is not None:
        raise_incident(
            Incident.Kind.TWICE, ledger, at=at, remedy=twin, outside=fact.pk,
            external_id=fact.external_id,
        )  # fmt: skip


def _as_key(reference: str) -> list[UUID]:
    """Return the reference if it is a key at all: a channel echoes other people's too."""
    try:
        return [UUID(reference)]
    except ValueError:
        return []

"""Claims as compliance works through them: what runs out first in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from firsthand.domain.claims.models import Claim, Finding, PackExport
from firsthand.domain.claims.rules import evidence, periods
from firsthand.domain.claims.rules.evidence import Check, Known
from firsthand.domain.claims.rules.periods import Assumed
from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order, Setback

PAGE = 50
# What was filed longer ago and never touched is history that came with an import.
_FOLLOWED = timedelta(days=90)
_SOON = timedelta(hours=72)


class State(StrEnum):
    """How far a claim is."""

    OPEN = "open"  # Nobody has answered it.
    ANSWERED = "answered"  # The marketplace has to decide.
    DECIDED = "decided"
    PAST = "past"  # Older than 90 days, and nothing was ever noted about it.


@dataclass(frozen=True)
class Line:
    """One claim or chargeback with all that its defence needs.

    Attributes:
        claim: what was noted of it; None: nothing yet.
        assumed: by when to answer by a published period, where nothing was stated.
        stake: what the buyer paid: at most that is lost.
        checks: what a defence needs, and whether it is there.
        pack: the newest that was given out.
    """

    setback: Setback
    claim: Claim | None
    state: State
    assumed: Assumed | None
    stake: Money
    ticket_id: int | None
    checks: Sequence[Check]
    pack: PackExport | None

    @property
    def order(self) -> Order:
        """Return the order it is about."""
        return self.setback.order

    @property
    def respond_by(self) -> datetime | None:
        """Return by when to answer as stated, never as assumed."""
        return self.claim.respond_by if self.claim else None

    @property
    def lacks(self) -> list[Check]:
        """Return what the defence misses."""
        return [check for check in self.checks if check.is_lack]


@dataclass(frozen=True)
class Page:
    """One page of the list. `has_more`: there is another behind it."""

    lines: Sequence[Line]
    number: int
    has_more: bool


def claims_page(person: SeesStores, state: State, *, at: datetime, number: int = 1) -> Page:
    """Return a page of the claims in this state that `person` may see.

    Open ones by when they have to be answered, as stated or else as assumed; others the
    newest first.
    """
    found = in_state(orders.claims_against(person), state, at)
    start = (number - 1) * PAGE
    rows = list(found[start : start + PAGE + 1])
    return Page(_lines(rows[:PAGE], at), number, len(rows) > PAGE)


def claim_for(person: SeesStores, setback_id: int, *, at: datetime) -> Line | None:
    """Return one claim, if `person` may see it."""
    found = orders.claims_against(person).select_related(
        "claim__set_by", "claim__answered_by", "claim__decided_by"
    )
    rows = list(found.filter(pk=setback_id))
    return _lines(rows, at)[0] if rows else None


def line_of(setback: Setback, *, at: datetime) -> Line:
    """Return one claim with all that its defence needs, as it is now."""
    return _lines([setback], at)[0]


def in_state(found: QuerySet[Setback], state: State, at: datetime) -> QuerySet[Setback]:
    """Return those of these claims that are in a state, in the order of their list."""
    found = found.select_related("claim__answered_by", "claim__decided_by")
    undecided = Q(denied_at=None) & (Q(claim=None) | Q(claim__outcome=""))
    answered = Q(claim__answered_at__isnull=False)
    followed = Q(happened_at__gte=at - _FOLLOWED) | Q(claim__isnull=False)
    match state:
        case State.OPEN:
            soon = ExpressionWrapper(Value(_SOON), output_field=DurationField())
            due = Coalesce("claim__respond_by", F("happened_at") + soon)
            return found.filter(undecided & ~answered & followed).order_by(due, "pk")
        case State.ANSWERED:
            return found.filter(undecided & answered).order_by("-claim__answered_at", "-pk")
        case State.DECIDED:
            decided = found.filter(~undecided)
            return decided.order_by(
                Coalesce("claim__decided_on", "denied_at").desc(), "-pk"
            )
        case State.PAST:
            past = found.filter(undecided & ~answered & ~followed)
            return past.order_by("-happened_at", "-pk")


def _lines(rows: Sequence[Setback], at: datetime) -> list[Line]:
    """Return the lines of these claims with a fixed number of questions for all of them."""
    order_ids = {row.order_id for row in rows}
    about = tickets.tickets_of_orders(order_ids)
    all_tickets = [ticket for each in about.values() for ticket in each]
    wrote = tickets.with_words_of_buyers(all_tickets)
    pictured = tickets.with_images(all_tickets)
    refunded = remedies.given_back_among(order_ids)
    judged = _judged(order_ids, all_tickets)
    packs = _packs(order_ids)
    lines = []
    for row in rows:
        mine = about.get(row.order_id, [])
        known = _known(
            row.order,
            has_photo=not pictured.isdisjoint(mine),
            has_buyer_words=not wrote.isdisjoint(mine),
            has_earlier_refund=row.order_id in refunded,
            has_finding=("order", row.order_id) in judged
            or any(("ticket", ticket) in judged for ticket in mine),
        )
        claim: Claim | None = getattr(row, "claim", None)
        lines.append(
            Line(
                setback=row,
                claim=claim,
                state=_state(row, claim, at),
                assumed=_assumed(row, claim),
                stake=Money(row.order.currency, row.order.total_minor_units),
                ticket_id=(claim.ticket_id if claim else None) or next(iter(mine), None),
                checks=evidence.checklist(known),
                pack=packs.get(row.order_id),
            )
        )
    return lines


def _known(order: Order, **rest: bool) -> Known:
    parcels = list(order.parcels.all())
    delivered = order.delivered_at is not None and bool(parcels)
    return Known(
        is_tracked=any(parcel.tracking_number for parcel in parcels),
        is_scanned_delivered=delivered
        or (bool(parcels) and all(parcel.delivered_at for parcel in parcels)),
        has_return=bool(order.returns.all()),
        **rest,
    )


def _assumed(row: Setback, claim: Claim | None) -> Assumed | None:
    if claim is not None and claim.respond_by is not None:
        return None
    channel = row.order.store.channel
    return periods.assumed(row.kind, channel=channel, happened_at=row.happened_at)


def _state(row: Setback, claim: Claim | None, at: datetime) -> State:
    if row.denied_at is not None or (claim is not None and claim.outcome):
        return State.DECIDED
    if claim is None:
        return State.OPEN if row.happened_at >= at - _FOLLOWED else State.PAST
    return State.ANSWERED if claim.answered_at is not None else State.OPEN


def _judged(order_ids: set[int], ticket_ids: Sequence[int]) -> set[tuple[str, int]]:
    found = Finding.objects.filter(
        Q(order_id__in=order_ids) | Q(ticket_id__in=ticket_ids), replaced_by=None
    ).exclude(truth=Finding.Truth.UNKNOWN)
    judged: set[tuple[str, int]] = set()
    for order_id, ticket_id in found.values_list("order_id", "ticket_id"):
        judged |= {("order", order_id or 0), ("ticket", ticket_id)}
    return judged


def _packs(order_ids: set[int]) -> dict[int, PackExport]:
    found = PackExport.objects.filter(order_id__in=order_ids).select_related("by")
    return {pack.order_id: pack for pack in found.order_by("at", "pk")}

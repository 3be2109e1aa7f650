"""Everything a decision about an order needs, from what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firsthand.domain.authority import rules
from firsthand.domain.authority.queries import notes, using, words
from firsthand.domain.authority.queries.policies import InForce, in_force
from firsthand.domain.authority.queries.using import Asking
from firsthand.domain.orders import queries as orders
from firsthand.domain.reasons import queries as reasons
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants for an order. Amounts in minor units of the order's currency.

    Attributes:
        given_minor_units: what the order was given or promised before.
        paid_minor_units: what the buyer paid; None where nobody knows.
        reason: a code of the tree of reasons.
        notes_since: gives what the same author wrote from a moment on; how far back is
            looked, the policy says.
    """

    order_id: int
    kind: str
    minor_units: int
    given_minor_units: int
    paid_minor_units: int | None
    reason: str
    note: str
    notes_since: Callable[[datetime], Sequence[str]] = lambda _since: ()
    level: int = 0
    mastery: int = 0
    is_defence: bool = False
    ticket_id: int | None = None


@dataclass(frozen=True)
class Gathered:
    """What is asked, what its note lacks, and by which policy that was found."""

    asking: Asking
    lacks: tuple[rules.Lack, ...]
    policy: InForce


def gathered(wish: Wish, *, at: datetime, order: Order | None = None) -> Gathered:
    """Return what is asked about an order, with its claims, risk and note looked at.

    A claim or chargeback that was not denied counts as open: whether it was paid, nobody
    told us, and a second payment would be ours.

    Args:
        wish: what is wanted.
        at: when (UTC).
        order: where it was read just now, with all that belongs to it; None: to be read.

    Raises:
        LookupError: there is no such order; whoever asks has looked.
    """
    order = order or orders.order_for(Everything(), wish.order_id)
    if order is None:
        raise LookupError(f"there is no order {wish.order_id}")
    open_kinds = _open_setbacks(order)
    policy = in_force(order.store_id, at)
    names, risk, begun_with = _about_reason(wish)
    lacks = rules.judge(
        wish.note,
        reason_names=names,
        earlier=wish.notes_since(at - timedelta(days=policy.terms.note.days)),
        begun_with=begun_with,
        terms=policy.terms.note,
    )
    paid = wish.paid_minor_units
    asking = Asking(
        store_id=order.store_id,
        order_number=order.number,
        buyer_id=order.buyer_id,
        kind=wish.kind,
        amount=Money(order.currency, wish.minor_units),
        given=_money(order.currency, wish.given_minor_units),
        order_total=None if paid is None else Money(order.currency, paid),
        reason=wish.reason,
        risk=risk,
        fulfilment=order.fulfilment,
        level=wish.level,
        mastery=wish.mastery,
        has_claim="claim" in open_kinds,
        has_chargeback="chargeback" in open_kinds,
        is_defence=wish.is_defence,
        has_note=not lacks,
        ticket_id=wish.ticket_id,
    )
    return Gathered(asking, lacks, policy)


@dataclass(frozen=True)
class Prospect:
    """What would be said to a wish with a complete note, and what its note lacks."""

    decision: rules.Decision
    lacks: tuple[rules.Lack, ...]
    standing: using.Standing


def prospect(wish: Wish, order: Order, *, by: Person, at: datetime) -> Prospect:
    """Return what would be said to a wish. Nothing is taken; what counts is said then.

    Args:
        wish: what is wanted.
        order: for which, with its store and setbacks.
        by: who wants it.
        at: when (UTC).
    """
    found = gathered(wish, at=at, order=order)
    # Whoever is still writing the note wants to know all the same.
    asking = replace(found.asking, has_note=True)
    standing = using.standing(asking, by=by, at=at, policy=found.policy)
    return Prospect(standing.decide(), found.lacks, standing)


def never_from_here(order: Order, kind: str) -> str:
    """Say why nobody does this for an order from here; empty where somebody may.

    Args:
        order: with its store and setbacks.
        kind: what would be done for the buyer.
    """
    open_kinds = _open_setbacks(order)
    found = rules.never(
        kind=kind,
        channel=order.store.channel,
        fulfilment=order.fulfilment,
        has_claim="claim" in open_kinds,
        has_chargeback="chargeback" in open_kinds,
    )
    return " ".join(words.of_ground(rules.Ground(why, {}), "") for why in found)


def _open_setbacks(order: Order) -> set[str]:
    return {each.kind for each in order.setbacks.all() if each.denied_at is None}


def _money(currency: str, minor_units: int) -> tuple[Money, ...]:
    return (Money(currency, minor_units),) if minor_units else ()


def _about_reason(wish: Wish) -> tuple[list[str], str, str]:
    """Return the names of a reason and those above it, its risk, and how notes of it begin.

    Of a code that is not there only the code itself, which a note may still name.
    """
    tree = reasons.taxonomy()
    begun_with = notes.beginnings(wish.reason, wish.kind, tree)
    node = tree.by_code(wish.reason)
    if node is None:
        return [wish.reason], "", begun_with
    path = tree.path(node.id)
    names = [name for each in path for name in each.labels.values()]
    return names, node.risk, begun_with

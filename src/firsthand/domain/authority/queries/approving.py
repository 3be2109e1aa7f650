"""What an approver has to know: whether he may, who else may, and why he is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from firsthand.domain.authority import rules
from firsthand.domain.authority.models import Draw
from firsthand.domain.authority.queries import using
from firsthand.domain.authority.queries.gathering import Wish, gathered
from firsthand.domain.authority.queries.policies import in_force, rates
from firsthand.domain.authority.queries.using import Standing
from firsthand.domain.stores import queries as stores
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Reach:
    """What an order will have been given, and whose limit covers it.

    Attributes:
        currency: the policy's.
        order_sum_minor_units: in that currency; None: a rate is unknown.
        is_covered: whether the viewer's own limit covers it.
        approvers: the roles that may approve so much, the least authority first.
    """

    currency: str
    order_sum_minor_units: int | None
    is_covered: bool
    approvers: tuple[str, ...]


class Reaches:
    """How far one person's limit goes, for many requests: each store's policy read once."""

    def __init__(self, person: Person, *, at: datetime) -> None:
        self._person, self._at = person, at
        self._known: dict[int, tuple[rules.Terms, rules.Rates]] = {}

    def of(self, store_id: int, order_sum: Money, *, level: int = 0) -> Reach:
        """Return how a sum stands to the limit; `order_sum` is in the order's currency.

        What counts is what `commands.check_approval` finds when it is approved.
        """
        terms, known = self._of(store_id)
        total = None
        if known.unknown(order_sum.currency) is None:
            total = rules.rounded_up(known.exact(order_sum))
        may = rules.may_approve(
            terms, role=self._person.role, level=level, order_sum_minor_units=total
        )
        return Reach(terms.currency, total, may, rules.approvers(terms, total))

    def converted(self, store_id: int, amount: Money) -> Money | None:
        """Return an amount in the policy's currency, rounded up; None: no rate is known."""
        terms, known = self._of(store_id)
        if known.unknown(amount.currency) is not None:
            return None
        return Money(terms.currency, rules.rounded_up(known.exact(amount)))

    def _of(self, store_id: int) -> tuple[rules.Terms, rules.Rates]:
        if store_id not in self._known:
            terms = in_force(store_id, self._at).terms
            zone = ZoneInfo(stores.store_numbered(store_id).time_zone)
            today = self._at.astimezone(zone).date()
            self._known[store_id] = terms, rates(terms, today)
        return self._known[store_id]


def standing_of(wish: Wish, *, by: Person, at: datetime) -> Standing:
    """Return how somebody stands towards a wish for an order; its note counts as complete.

    Raises:
        LookupError: there is no such order.
    """
    found = gathered(wish, at=at)
    asking = replace(found.asking, has_note=True)
    return using.standing(asking, by=by, at=at, policy=found.policy)


def claim_on(order: Order) -> rules.Ground | None:
    """Return what keeps everybody from giving on this order: a claim or a chargeback."""
    open_kinds = {each.kind for each in order.setbacks.all() if each.denied_at is None}
    found = {"claim": rules.Why.CLAIM_OPEN, "chargeback": rules.Why.CHARGEBACK_OPEN}
    return next(
        (rules.Ground(w, {}) for kind, w in found.items() if kind in open_kinds), None
    )


def draws_of(keys: Collection[UUID]) -> Mapping[UUID, Draw]:
    """Return what was said to these requests when they were made, by key."""
    return {draw.key: draw for draw in Draw.objects.filter(key__in=keys)}


def grounds_of(draw: Draw) -> list[rules.Ground]:
    """Return what stood against a use, as it was then."""
    return [rules.Ground(rules.Why(why), facts) for why, facts in draw.grounds]

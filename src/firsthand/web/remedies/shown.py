"""The money of an order and what can be asked for, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firsthand import wiring
from firsthand.domain.authority import queries as authority
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries import Remedy
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.queries import OrderMoney, Possible


@dataclass(frozen=True)
class Kinds:
    """One kind of remedy as a button; `why_not` empty: it can be asked for."""

    kind: Kind
    name: str
    why_not: str


@dataclass(frozen=True)
class Shown:
    """What of an order's money a page shows, and what can be asked for.

    Attributes:
        is_claimed: nobody gives anything any more: compliance takes the ticket over.
    """

    money: OrderMoney
    paid: Money
    given: Money
    under_way: Money
    left: Money
    over: Money | None
    kinds: Sequence[Kinds]
    is_claimed: bool

    @property
    def why_not(self) -> dict[str, list[str]]:
        """Return by reason what cannot be asked for now."""
        found: dict[str, list[str]] = {}
        for each in self.kinds:
            if each.why_not:
                found.setdefault(each.why_not, []).append(each.name)
        return found

    @property
    def first(self) -> Kinds | None:
        """Return the first kind that can be asked for."""
        return next((each for each in self.kinds if not each.why_not), None)


def shown_for(person: Person, order: Order) -> Shown:
    """Return the money of an order and what `person` can ask for."""
    money = queries.order_money(order)

    def of(minor_units: int) -> Money:
        return Money(money.currency, minor_units)

    return Shown(
        money=money,
        paid=of(money.captured),
        given=of(money.settled),
        under_way=of(money.reserved),
        left=of(money.left),
        over=of(money.over) if money.over else None,
        kinds=[_named(each) for each in wiring.possibilities(person, order, money)],
        is_claimed=authority.claim_on(order) is not None,
    )


def _named(each: Possible) -> Kinds:
    return Kinds(each.kind, str(Remedy.KindOf(each.kind.value).label), each.why_not)

"""What somebody wants to give, and what has been given before: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from firsthand.domain.authority.rules.terms import Flag, Window
from firsthand.foundation.money import Money

# Kinds that pay the buyer; on an order of Amazon's own warehouse Amazon does that.
PAYING = frozenset({"refund", "returnless_refund"})


@dataclass(frozen=True, kw_only=True)
class Use:
    """What somebody wants to do for a buyer, as far as his authority is concerned.

    Attributes:
        kind: of remedy.
        amount: what it costs us; 0 where nothing is given.
        given: what the order was given before, by whomever, pending ones too.
        order_total: what the buyer paid; None where nobody knows.
        reason, risk: of the ticket; empty without one.
        role, level, mastery: of whoever wants it; mastery of this reason.
        has_claim, has_chargeback: one is open on the order.
        is_defence: it answers a formal claim.
        has_note: a note that was judged and found complete.
        sets_limits: he wrote or published the version in force.
    """

    kind: str
    amount: Money
    given: tuple[Money, ...] = ()
    order_total: Money | None = None
    reason: str = ""
    risk: str = ""
    channel: str = ""
    marketplace: str = ""
    fulfilment: str = ""
    role: str
    level: int = 0
    mastery: int = 0
    flags: frozenset[Flag] = frozenset()
    has_claim: bool = False
    has_chargeback: bool = False
    is_defence: bool = False
    has_note: bool = False
    sets_limits: bool = False

    def __post_init__(self) -> None:
        assert self.amount.minor_units >= 0, self.amount
        assert all(each.minor_units >= 0 for each in self.given), self.given


@dataclass(frozen=True)
class Spent:
    """What is used of one budget. Minor units of the policy's currency."""

    of: str
    period: str
    most_minor_units: int
    minor_units: int

    @property
    def left_minor_units(self) -> int:
        """Return what is left; never less than nothing."""
        return max(0, self.most_minor_units - self.minor_units)


@dataclass(frozen=True)
class Sums:
    """What counts beside the order itself: budgets that apply, and sums within hours."""

    budgets: tuple[Spent, ...] = ()
    windows: tuple[tuple[Window, int], ...] = ()


@dataclass(frozen=True)
class Reckoned:
    """A use in the policy's currency, exact minor units.

    Attributes:
        order_sum: what the order will have been given in all.
        paid: what the buyer paid for it; None where nobody knows.
    """

    amount: Fraction
    order_sum: Fraction
    paid: Fraction | None

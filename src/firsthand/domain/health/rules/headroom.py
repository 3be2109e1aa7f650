"""How much more may go wrong before a line is crossed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

LESS, GREATER, EQUALS = "LESS_THAN", "GREATER_THAN", "EQUALS"


@dataclass(frozen=True)
class Line:
    """The most that may go wrong of n, as a share of them.

    "Less than 1 %" is missed at exactly 1 %; "greater than 95 %" is met at exactly 95 %:
    Amazon's own example calls 190 of 200 met.

    Attributes:
        most: the share that may go wrong.
        is_allowed: whether that very share is still fine.
    """

    most: Fraction
    is_allowed: bool

    def allows(self, n: int) -> int:
        """Return how many of n may go wrong; below 0 where not even none may."""
        limit = self.most * n
        return int(limit) if self.is_allowed else ceil(limit) - 1

    def is_crossed(self, bad: int, n: int) -> bool:
        """Say whether so many of n are too many; of none, nothing is."""
        return n > 0 and bad > self.allows(n)


@dataclass(frozen=True)
class Headroom:
    """How far a measure is from its line.

    Attributes:
        bad: units that count against us.
        n: of so many.
        allowed: how many may, with as many units.
        left: how many more may; below 0, how many are too many.
    """

    bad: int
    n: int
    allowed: int

    @property
    def left(self) -> int:
        """Return how many more may go wrong before the line is crossed."""
        return self.allowed - self.bad

    @property
    def is_tight(self) -> bool:
        """Say whether a fifth or less of it is left."""
        return self.left * 5 <= self.allowed


def line_of(target: Decimal | None, condition: str) -> Line | None:
    """Return a report's target as a line; None where it says none that we understand."""
    if target is None:
        return None
    share = Fraction(target)
    if condition == LESS:
        return Line(share, is_allowed=False)
    if condition == GREATER:
        return Line(1 - share, is_allowed=True)
    if condition == EQUALS:
        return Line(share, is_allowed=True)
    return None


def headroom(bad: int, n: int, line: Line) -> Headroom | None:
    """Return how much more may go wrong with as many units; None without any.

    That another defect falls on an order that is counted already is what a defect does;
    where it is a unit more (a parcel), the room is a little larger than said.

    Raises:
        ValueError: more that went wrong than units.
    """
    if not 0 <= bad <= n:
        raise ValueError(f"{bad} of {n} cannot have gone wrong")
    return Headroom(bad, n, line.allows(n)) if n else None

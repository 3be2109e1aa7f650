"""The marketplace's count against ours: how far apart, and what makes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

ALARM = Fraction(1, 1000)  # A tenth of a percentage point.
_ROUNDING = Fraction(1, 2000)  # Half of that: a rate may be said in tenths of a percent.


@dataclass(frozen=True)
class Counted:
    """Units with the mark, of units."""

    hits: int
    n: int

    @property
    def rate(self) -> Fraction | None:
        """Return the share; None of nothing."""
        return Fraction(self.hits, self.n) if self.n else None


@dataclass(frozen=True)
class Difference:
    """Ours less theirs. All shares.

    Attributes:
        theirs, ours: the counts.
        by_hits: what of the difference is due to our counting other hits.
        by_units: what is due to our counting other units.
    """

    theirs: Counted
    ours: Counted
    by_hits: Fraction
    by_units: Fraction

    @property
    def of_rates(self) -> Fraction:
        """Return the whole difference."""
        return self.by_hits + self.by_units

    @property
    def is_alarm(self) -> bool:
        """Say whether they are further apart than data that agree can be."""
        return abs(self.of_rates) > ALARM


@dataclass(frozen=True)
class Stated:
    """What a report counts, in whole units.

    Attributes:
        counted: by its counts; by its rate, where the two do not agree.
        agrees: whether they do, or only one of them was said.
    """

    counted: Counted
    agrees: bool


def stated(hits: int | None, n: int | None, rate: Fraction | None) -> Stated | None:
    """Return what a report says in units; None where it does not say of how many.

    Where counts and rate contradict each other the rate is believed, for it is what the
    marketplace judges by, and the contradiction is told.
    """
    if n is None:
        return None
    if hits is not None and hits <= n:
        counted = Counted(hits, n)
        if rate is None or not n or abs(Fraction(hits, n) - rate) <= _ROUNDING:
            return Stated(counted, agrees=True)
    if rate is None:
        return None
    return Stated(Counted(round(rate * n), n), agrees=hits is None)


def difference(theirs: Counted, ours: Counted) -> Difference | None:
    """Split the difference of two rates into that of hits and that of units.

    Each is changed once first and once second, and the mean of both is taken, so that the
    two add up to the whole (L. S. Shapley, "A Value for n-Person Games", 1953).

    Returns:
        None where one of them counted nothing.
    """
    if not theirs.n or not ours.n:
        return None
    means = Fraction(1, 2) * (Fraction(1, theirs.n) + Fraction(1, ours.n))
    by_hits = (ours.hits - theirs.hits) * means
    whole = Fraction(ours.hits, ours.n) - Fraction(theirs.hits, theirs.n)
    return Difference(theirs, ours, by_hits, whole - by_hits)

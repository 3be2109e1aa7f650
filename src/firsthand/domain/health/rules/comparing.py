"""The marketplace's count against ours: how far apart, and what makes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

ALARM = Fraction(1, 1000)  # A tenth of a percentage point.


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

"""Two shares held against each other: before and after, with and without."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Literal

from firsthand.foundation.statistics import Z95, newcombe

# With fewer on a side a change of any size could be chance.
ENOUGH = 30


@dataclass(frozen=True)
class Counted:
    """Units with a mark, of all."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """Return hits per unit; None where nothing was counted."""
        return self.hits / self.n if self.n else None


class Verdict(StrEnum):
    """What a comparison lets say."""

    TOO_FEW = "too_few"
    UNCLEAR = "unclear"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Difference:
    """A difference of shares with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """A share after something, against the one before; None: there is nothing to hold."""

    before: Counted
    after: Counted
    difference: Difference | None
    verdict: Verdict


def change(
    before: Counted, after: Counted, *, better: Literal["higher", "lower"]
) -> Change:
    """Return what became of a share; "unclear" as long as the interval covers no change.

    Source of the interval: Newcombe (1998), method 10.
    """
    if not before.n or not after.n:
        return Change(before, after, None, Verdict.TOO_FEW)
    low, high = newcombe(after.hits, after.n, before.hits, before.n)
    value = after.hits / after.n - before.hits / before.n
    found = Difference(value, low, high)
    if min(before.n, after.n) < ENOUGH:
        return Change(before, after, found, Verdict.TOO_FEW)
    if low <= 0 <= high:
        return Change(before, after, found, Verdict.UNCLEAR)
    is_good = (low > 0) == (better == "higher")
    return Change(before, after, found, Verdict.BETTER if is_good else Verdict.WORSE)


def did(
    before: Counted, after: Counted, other_before: Counted, other_after: Counted
) -> Difference | None:
    """Return by how much more a share changed than that of others in the same time.

    It takes out what changed for everybody, a season say, if both would have gone the same
    way otherwise. Standard error of four independent shares; J. D. Angrist, J.-S. Pischke,
    "Mostly Harmless Econometrics" (2009), ch. 5.2.

    Returns:
        None where nothing was counted on one of the four sides.
    """
    groups = (after, before, other_after, other_before)
    if not all(each.n for each in groups):
        return None
    shares = [each.hits / each.n for each in groups]
    value = (shares[0] - shares[1]) - (shares[2] - shares[3])
    error = sqrt(sum(p * (1 - p) / each.n for p, each in zip(shares, groups, strict=True)))
    return Difference(value, value - Z95 * error, value + Z95 * error)


def prevented(answered: Counted, unanswered: Counted) -> Difference | None:
    """Return how many more of the answered came to nothing than unanswered ones let expect.

    In units of the answered: their n times the difference of the two shares. Negative
    where answering went with more. None where nothing was counted on one side.
    """
    if not answered.n or not unanswered.n:
        return None
    low, high = newcombe(answered.hits, answered.n, unanswered.hits, unanswered.n)
    value = answered.hits / answered.n - unanswered.hits / unanswered.n
    return Difference(answered.n * value, answered.n * low, answered.n * high)

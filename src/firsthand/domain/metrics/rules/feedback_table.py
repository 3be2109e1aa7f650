"""A table of feedback before and after a change, in whole percents: can it be true?"""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.foundation import statistics

Interval = tuple[float, float]
Counts = tuple[int, int, int]  # Positive, neutral, negative.


@dataclass(frozen=True, kw_only=True)
class StatedMix:
    """Whole percents of positive, neutral and negative ratings, and of how many.

    Raises:
        ValueError: a percentage outside 0 and 100, or no ratings at all.
    """

    positive: int
    neutral: int
    negative: int
    n: int

    def __post_init__(self) -> None:
        if not all(0 <= percentage <= 100 for percentage in self.percentages):
            raise ValueError("a percentage lies between 0 and 100")
        if self.n < 1:
            raise ValueError(f"no percentages were made from {self.n} ratings")

    @property
    def percentages(self) -> Counts:
        """Return the three percentages."""
        return self.positive, self.neutral, self.negative


@dataclass(frozen=True, kw_only=True)
class CheckedMix:
    """A stated mix with the counts that can be behind it.

    Attributes:
        stated: as handed in.
        counts: counts of the stated n that round to the percentages; None: n is wrong, or
            the percentages are.
        nearest_n: the n nearest to the stated one that can make the percentages; None when
            no n can.
        nearest_counts: the counts of that n.
    """

    stated: StatedMix
    counts: Counts | None
    nearest_n: int | None
    nearest_counts: Counts | None

    @property
    def interval(self) -> Interval | None:
        """Return the 95 % interval of the positive share; None when no n can be right."""
        if self.nearest_n is None or self.nearest_counts is None:
            return None
        return statistics.wilson(self.nearest_counts[0], self.nearest_n)


def checked(mix: StatedMix) -> CheckedMix:
    """Return the mix with the counts that can be behind it."""
    nearest = statistics.nearest_total(mix.percentages, mix.n)
    return CheckedMix(
        stated=mix,
        counts=_counts(mix, mix.n),
        nearest_n=nearest,
        nearest_counts=None if nearest is None else _counts(mix, nearest),
    )


def _counts(mix: StatedMix, n: int) -> Counts | None:
    found = statistics.counts_behind(mix.percentages, n)
    return None if found is None else (found[0], found[1], found[2])


@dataclass(frozen=True, kw_only=True)
class FeedbackChange:
    """What changed between two mixes, and whether chance explains it.

    Attributes:
        points: change of each percentage, in points.
        volume: ratings after per rating before, as stated.
        p: two-sided, of the positive shares; None when one mix cannot be true for any n.
        difference: 95 % interval of the positive share after minus before; None likewise.
    """

    before: CheckedMix
    after: CheckedMix
    points: Counts
    volume: float
    p: float | None
    difference: Interval | None


def compared(before: StatedMix, after: StatedMix) -> FeedbackChange:
    """Return what changed; where a stated n is impossible, the nearest one is used."""
    first, second = checked(before), checked(after)
    p, difference = None, None
    if first.nearest_n and first.nearest_counts and second.nearest_n:
        assert second.nearest_counts is not None
        sides = (
            second.nearest_counts[0],
            second.nearest_n,
            first.nearest_counts[0],
            first.nearest_n,
        )
        p, difference = statistics.fisher_exact(*sides), statistics.newcombe(*sides)
    return FeedbackChange(
        before=first,
        after=second,
        points=(
            after.positive - before.positive,
            after.neutral - before.neutral,
            after.negative - before.negative,
        ),
        volume=after.n / before.n,
        p=p,
        difference=difference,
    )

"""Control charts: what lies within the band of ordinary variation, and what does not.

Source: D. J. Wheeler, D. S. Chambers, "Understanding Statistical Process Control", 3rd ed.
(2010), for the limits; D. B. Laney, "Improved control charts for attributes", Quality
Engineering 14 (2002), 531-537, for shares of many units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

# The mean range of two values of a normal distribution, in standard deviations.
D2 = 1.128
# Three standard deviations of single values and of their ranges, in mean ranges.
SINGLE_VALUES, RANGES = 2.66, 3.268
# Above this the points vary clearly more than counting alone explains.
OVERDISPERSED = 1.2
# Limits from fewer points move too much themselves to be held against anything.
ENOUGH_POINTS = 20


@dataclass(frozen=True, kw_only=True)
class ShareChart:
    """Shares over time with the limits of ordinary variation.

    Attributes:
        centre: the share of all points together.
        scores: how many standard deviations of pure counting each point lies from the
            centre; None for a point where nothing was counted.
        sigmas: the standard deviation of pure counting at each point.
        sigma_z: how much more neighbouring points vary than counting alone explains;
            None below two points.
    """

    centre: float
    scores: tuple[float | None, ...]
    sigmas: tuple[float | None, ...]
    sigma_z: float | None

    @property
    def inflation(self) -> float:
        """Return the factor of Laney's limits; never under 1, where nothing would alarm."""
        return max(1.0, self.sigma_z or 0.0)

    @property
    def outside_counting(self) -> list[int]:
        """Return the points beyond what counting alone explains: the plain p-chart."""
        return self._beyond(3.0)

    @property
    def outside_laney(self) -> list[int]:
        """Return the points beyond Laney's limits."""
        return self._beyond(3 * self.inflation)

    @property
    def outside(self) -> list[int]:
        """Return the points beyond the limits that suit these points."""
        return self._beyond(3 * self._factor)

    @property
    def bands(self) -> list[tuple[float, float] | None]:
        """Return the limits that suit these points, for each within 0 and 1."""
        return [
            None
            if sigma is None
            else (
                max(0.0, self.centre - 3 * sigma * self._factor),
                min(1.0, self.centre + 3 * sigma * self._factor),
            )
            for sigma in self.sigmas
        ]

    @property
    def is_firm(self) -> bool:
        """Say whether there are enough points for the limits to be trusted."""
        return sum(score is not None for score in self.scores) >= ENOUGH_POINTS

    @property
    def _factor(self) -> float:
        return self.inflation if self.inflation > OVERDISPERSED else 1.0

    def _beyond(self, limit: float) -> list[int]:
        scores = enumerate(self.scores)
        return [i for i, score in scores if score is not None and abs(score) > limit]


def share_chart(counts: Sequence[tuple[int, int]]) -> ShareChart | None:
    """Return the chart of (hits, n), oldest first; None when nothing was counted at all.

    Points where nothing was counted stay as gaps: their neighbours become neighbours.

    Raises:
        ValueError: more hits than units, or fewer than none.
    """
    if any(not 0 <= hits <= n for hits, n in counts):
        raise ValueError("a point has more hits than units, or fewer than none")
    total = sum(n for _, n in counts)
    if not total:
        return None
    centre = sum(hits for hits, _ in counts) / total
    sigmas = [sqrt(centre * (1 - centre) / n) if n else None for _, n in counts]
    scores = [
        None if sigma is None else (hits / n - centre) / sigma if sigma else 0.0
        for (hits, n), sigma in zip(counts, sigmas, strict=True)
    ]
    steps = [abs(b - a) for a, b in pairwise(s for s in scores if s is not None)]
    return ShareChart(
        centre=centre,
        scores=tuple(scores),
        sigmas=tuple(sigmas),
        sigma_z=fmean(steps) / D2 if steps else None,
    )


@dataclass(frozen=True, kw_only=True)
class SingleValueChart:
    """One value per period (an XmR chart): the values and the steps between them.

    Attributes:
        mean: of the values.
        mean_step: mean distance between neighbours.
        low, high: limits of the values.
        step_limit: above it a step is unusual.
        outside: places of the values beyond their limits.
        unusual_steps: places of the values reached by an unusual step.
    """

    mean: float
    mean_step: float
    low: float
    high: float
    step_limit: float
    outside: list[int]
    unusual_steps: list[int]


def single_value_chart(values: Sequence[float]) -> SingleValueChart:
    """Return the chart of values, oldest first.

    Raises:
        ValueError: fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("limits need at least two values")
    steps = [abs(b - a) for a, b in pairwise(values)]
    mean, mean_step = fmean(values), fmean(steps)
    low, high = mean - SINGLE_VALUES * mean_step, mean + SINGLE_VALUES * mean_step
    step_limit = RANGES * mean_step
    return SingleValueChart(
        mean=mean,
        mean_step=mean_step,
        low=low,
        high=high,
        step_limit=step_limit,
        outside=[i for i, value in enumerate(values) if not low <= value <= high],
        unusual_steps=[i for i, step in enumerate(steps, start=1) if step > step_limit],
    )


def long_runs(values: Sequence[float], centre: float, length: int = 8) -> list[range]:
    """Return the places of at least `length` neighbours on one side of the centre."""
    return list(_stretches([_sign(value - centre) for value in values], length))


def steady_trends(values: Sequence[float], length: int = 6) -> list[range]:
    """Return the places of at least `length` values that each rise, or each fall."""
    steps = [_sign(b - a) for a, b in pairwise(values)]
    return [range(r.start, r.stop + 1) for r in _stretches(steps, length - 1)]


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _stretches(signs: Sequence[int], length: int) -> Iterator[range]:
    """Yield the places of at least `length` equal signs in a row, zeros apart."""
    start = 0
    for place in range(1, len(signs) + 1):
        if place < len(signs) and signs[place] == signs[start]:
            continue
        if signs[start] and place - start >= length:
            yield range(start, place)
        start = place

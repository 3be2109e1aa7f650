"""When a rolling rate will cross its line, if things go on as they do.

Per unit so many go wrong; how many is not known but estimated, with all that chance leaves
open: a Gamma distribution, from which what is still to come follows as a negative binomial
one (A. Gelman et al., "Bayesian Data Analysis", 3rd ed., 2013, ch. 2.6). Old days leave
the window with what went wrong on them; young ones still gather what comes late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean

from firsthand.domain.health.rules.headroom import Line

HORIZON = 60  # Days ahead; further on nothing of today is left in any window.
_EARLY, _LIKELY, _LATE = 0.1, 0.5, 0.9
_FEWEST_DAYS, _FEWEST_UNITS = 14, 50
_PACE = 28  # Days whose mean stands for the days to come: whole weeks.
_PRIOR = 0.5  # Jeffreys: half a unit that nobody has seen.
_MANY = 400  # From here on the negative binomial is as good as normal.


@dataclass(frozen=True)
class Day:
    """What was counted under one day."""

    on: date
    bad: int
    n: int


@dataclass(frozen=True)
class Arrivals:
    """How long what goes wrong takes to be known: days after the unit's own day.

    Without any history everything is taken to be known at once.
    """

    delays: Sequence[int] = ()

    @cached_property
    def _sorted(self) -> list[int]:
        return sorted(max(0, delay) for delay in self.delays)

    @cached_property
    def _shares(self) -> list[float]:
        """Return what share is known after each number of days, up to the longest."""
        counts = [0] * (self._sorted[-1] + 1)
        for delay in self._sorted:
            counts[delay] += 1
        total, shares = 0, []
        for count in counts:
            total += count
            shares.append(total / len(self._sorted))
        return shares

    def known(self, age: int) -> float:
        """Return what share of a day's bad units is known when it is so many days old."""
        if age < 0:
            return 0.0
        if not self.delays:
            return 1.0
        return self._shares[min(age, len(self._shares) - 1)]


@dataclass(frozen=True, kw_only=True)
class Course:
    """A rolling measure up to today.

    Attributes:
        days: without gaps, oldest first; the last is the last that is judged by now.
        window: how many of them are judged together.
        lag: so many days after its last day a window is judged.
        line: what it is held against.
        arrivals: how late things are known.
    """

    days: Sequence[Day]
    window: int
    line: Line
    lag: int = 0
    arrivals: Arrivals = field(default_factory=Arrivals)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When the line will be crossed, and what that is guessed from.

    Attributes:
        n, bad: the units and bad ones the pace was estimated from.
        units_a_day: how many units are expected.
        rate: of units that are expected to go wrong in the end.
        path: by day, the chance that the line is crossed.
        is_crossed: whether it is today.
        early, likely, late: the first day with a chance of 10, 50, 90 in 100; None: not
            within the horizon.
        over: where it is crossed today, the first day it more likely is not.
    """

    n: int
    bad: int
    units_a_day: float
    rate: float
    path: Sequence[tuple[date, float]]
    is_crossed: bool
    early: date | None
    likely: date | None
    late: date | None
    over: date | None


def forecast(course: Course, *, horizon: int = HORIZON) -> Forecast | None:
    """Return when the line will be crossed; None where there is too little to tell by.

    Args:
        course: what was counted.
        horizon: how many days to look ahead.
    """
    days = course.days
    n, bad = sum(day.n for day in days), sum(day.bad for day in days)
    if len(days) < _FEWEST_DAYS or n < _FEWEST_UNITS:
        return None
    last = len(days) - 1
    known = [course.arrivals.known(last - place) for place in range(len(days))]
    shape = bad + _PRIOR
    exposure = sum(day.n * share for day, share in zip(days, known, strict=True))
    if exposure <= 0:
        return None
    a_day = fmean(day.n for day in days[-_PACE:])
    path = [
        (
            days[-1].on + timedelta(days=ahead + course.lag),
            _chance(course, ahead, a_day, shape, exposure),
        )
        for ahead in range(1, horizon + 1)
    ]
    window = days[-course.window :]
    is_crossed = course.line.is_crossed(
        sum(day.bad for day in window), sum(day.n for day in window)
    )
    return Forecast(
        n=n,
        bad=bad,
        units_a_day=a_day,
        rate=shape / exposure,
        path=path,
        is_crossed=is_crossed,
        early=_first(path, _EARLY),
        likely=_first(path, _LIKELY),
        late=_first(path, _LATE),
        over=next((on for on, chance in path if chance < _LIKELY), None)
        if is_crossed
        else None,
    )


def _first(path: Sequence[tuple[date, float]], chance: float) -> date | None:
    return next((on for on, found in path if found >= chance), None)


def _chance(
    course: Course, ahead: int, a_day: float, shape: float, exposure: float
) -> float:
    """Return the chance that the line is crossed so many days ahead."""
    days, known = course.days, course.arrivals.known
    stay = max(0, course.window - ahead)
    kept = days[len(days) - stay :] if stay else []
    coming = min(ahead, course.window)
    units = sum(day.n for day in kept) + a_day * coming
    # What is still to come: late on the days that stay, and all on those to come.
    to_come = sum(
        day.n * (known(age + ahead) - known(age)) for age, day in enumerate(reversed(kept))
    )
    to_come += sum(a_day * known(age) for age in range(coming))
    needed = course.line.allows(round(units)) + 1 - sum(day.bad for day in kept)
    return _at_least(needed, shape, to_come / exposure)


def _at_least(needed: int, shape: float, ratio: float) -> float:
    """Return the chance of so many or more, where `shape * ratio` are expected."""
    if needed <= 0:
        return 1.0
    if ratio <= 0:
        return 0.0
    mean = shape * ratio
    if needed > _MANY:
        spread = sqrt(mean * (1 + ratio))
        return 1 - NormalDist(mean, spread).cdf(needed - 0.5)
    fewer = sum(
        exp(
            lgamma(shape + k)
            - lgamma(shape)
            - lgamma(k + 1)
            + k * log(ratio)
            - (shape + k) * log1p(ratio)
        )
        for k in range(needed)
    )
    return min(1.0, max(0.0, 1 - fewer))

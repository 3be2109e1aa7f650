"""Periods of figures: days, weeks, months and quarters of a zone, and rolling windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from firsthand.domain.metrics.dimensions import PERIOD_CUTS, PeriodCut

_ROLLING: Mapping[str, int] = {"rolling_7": 7, "rolling_30": 30, "rolling_90": 90}


@dataclass(frozen=True)
class Period:
    """From one moment up to, and without, another."""

    since: datetime
    until: datetime


def divided(
    since: datetime, until: datetime, tz: ZoneInfo, cut: PeriodCut
) -> list[tuple[str, Period]]:
    """Return the periods that make up a longer one, each with its name.

    Days, weeks (from Monday), months and quarters are those of the zone; the first and
    the last are perhaps cut. A rolling window ends with each local day that the period
    touches, and reaches back so many local days: before `since`, too.
    """
    if cut in _ROLLING:
        days = divided(since, until, tz, "day")
        back = timedelta(days=_ROLLING[cut] - 1)
        return [
            (name, Period(midnight(date.fromisoformat(name) - back, tz), day.until))
            for name, day in days
        ]
    found, start = [], since
    while start < until:
        first = _FIRST_DAY[cut](start.astimezone(tz).date())
        end = midnight(_next(first, cut), tz)
        found.append((first.isoformat(), Period(start, min(end, until))))
        start = end
    return found


def pieces_of(periods: Sequence[Period]) -> list[Period]:
    """Cut periods wherever one starts or ends; return the pieces that lie in any."""
    begun: dict[datetime, int] = {}
    for period in periods:
        begun[period.since] = begun.get(period.since, 0) + 1
        begun[period.until] = begun.get(period.until, 0) - 1
    edges = sorted(begun)
    running = accumulate(begun[edge] for edge in edges)
    return [
        Period(start, end)
        for (start, end), many in zip(pairwise(edges), running, strict=False)
        if many
    ]


def midnight(day: date, tz: ZoneInfo) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time(), tz)


def period_cut(names: list[str]) -> PeriodCut | None:
    """Return the one name of periods among these; None: there is none."""
    found = [cut for cut in PERIOD_CUTS if cut in names]
    return found[0] if found else None


_FIRST_DAY: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
}
_LONGER_THAN = {"day": 0, "week": 6, "month": 31, "quarter": 92}


def _next(first: date, cut: str) -> date:
    """Return the first day of the period after the one that begins on `first`."""
    within_the_next = first + timedelta(days=_LONGER_THAN[cut] + 1)
    return _FIRST_DAY[cut](within_the_next)

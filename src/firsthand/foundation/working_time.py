"""Time that counts only while an office is open: several stretches a day, holidays, a zone.

All moments are UTC. A stretch begins and ends at the first moment its local day's clock
shows that time, or a later one: where the clock is put forward over it, at the change;
where it is put back, at the first of the two. So a stretch over the change is as long as
people sit there, an hour less or more than its wall times say.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
# Where nothing was found for this long, nothing will be.
_LONGEST_CLOSURE = timedelta(days=3 * 366)


class NeverOpen(ValueError):
    """No working time for three years: the calendar's holidays cover everything."""


@dataclass(frozen=True, order=True)
class Stretch:
    """From minute to minute of a local day; 1440 is the next midnight."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends <= DAY_MINUTES:
            raise ValueError(f"no stretch of a day: {self.begins} to {self.ends}")


@dataclass(frozen=True)
class WorkingTime:
    """When people work: stretches for each weekday, Monday first, and days off.

    Raises:
        ValueError: the stretches of a day overlap or are not in order, there are none in
            the whole week, or there is no such zone.
    """

    zone: str
    week: tuple[tuple[Stretch, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for stretches in self.week:
            for one, next_one in pairwise(stretches):
                if next_one.begins < one.ends:
                    raise ValueError("the stretches of a day overlap")
        if not any(self.week):
            raise ValueError("there is no working hour in the week")
        try:
            zoneinfo.ZoneInfo(self.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as problem:
            raise ValueError(f"no such time zone: {self.zone}") from problem

    def is_open(self, at: datetime) -> bool:
        """Say whether anybody works at this moment."""
        return any(begins <= at < ends for begins, ends in self._on(self._day_of(at)))

    def after(self, start: datetime, length: timedelta) -> datetime:
        """Return the first moment by which `length` of working time has passed.

        That is the evening the work ends, not the morning after; `start` itself for none.

        Raises:
            NeverOpen: the calendar has no such moment within three years.
        """
        left, reached = length, start
        if left <= timedelta(0):
            return start
        for begins, ends in self._from(start):
            if begins - reached > _LONGEST_CLOSURE:
                break
            reached = max(begins, start)
            if ends - reached >= left:
                return reached + left
            left -= ends - reached
            reached = ends
        raise NeverOpen(self.zone)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments; none if `end` is first."""
        total = timedelta(0)
        if end <= start:
            return total
        for begins, ends in self._from(start, until=end):
            total += max(min(ends, end) - max(begins, start), timedelta(0))
        return total

    def _from(
        self, start: datetime, *, until: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches that end after `start`, in order, as moments."""
        day = self._day_of(start)
        last = self._day_of(until) if until else None
        quiet_since = day
        while last is None or day <= last:
            for begins, ends in self._on(day):
                quiet_since = day
                if ends > start:
                    yield begins, ends
            if day - quiet_since > _LONGEST_CLOSURE:
                return
            day += _DAY

    def _on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if day in self.holidays:
            return ()
        return tuple(
            (begins, ends)
            for stretch in self.week[day.weekday()]
            if (begins := moment_of(self.zone, day, stretch.begins))
            < (ends := moment_of(self.zone, day, stretch.ends))
        )

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(zoneinfo.ZoneInfo(self.zone)).date()


@lru_cache(maxsize=4096)
def moment_of(zone: str, day: date, minute: int) -> datetime:
    """Return the first moment (UTC) at which a local clock shows this minute or later."""
    place = zoneinfo.ZoneInfo(zone)
    if minute == DAY_MINUTES:
        day, minute = day + _DAY, 0
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=place)
    earlier, later = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    assert earlier is not None
    assert later is not None
    if later <= earlier:  # It exists; of two the first.
        return wall.astimezone(UTC)
    # TRICKY: put forward over it. The change lies between what the two offsets say.
    naive = wall.replace(tzinfo=UTC)
    low, high = naive - later, naive - earlier
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == earlier:
            low = middle
        else:
            high = middle
    return high


def always(zone: str = "UTC") -> WorkingTime:
    """Return the time of a desk that never closes."""
    return WorkingTime(zone, ((Stretch(0, DAY_MINUTES),),) * 7)

"""Time inside opening hours, for figures that name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class OpenHours:
    """When a team works: whole hours, the same on each of its ISO weekdays (Monday 1)."""

    tz: ZoneInfo
    start_hour: int
    end_hour: int  # 24 is midnight at the end of the day.
    weekdays: frozenset[int]

    def minutes(self, since: datetime, until: datetime) -> float:
        """Return the minutes between two moments that lie inside the opening hours.

        Elapsed minutes: a day on which the clock is changed is as long as it really is.
        """
        total = timedelta()
        day = since.astimezone(self.tz).date()
        while day <= until.astimezone(self.tz).date():
            if day.isoweekday() in self.weekdays:
                midnight = datetime.combine(day, time(), self.tz)
                # Local arithmetic on purpose: nine o'clock is nine by the wall clock.
                opens = (midnight + timedelta(hours=self.start_hour)).astimezone(UTC)
                closes = (midnight + timedelta(hours=self.end_hour)).astimezone(UTC)
                total += max(timedelta(), min(until, closes) - max(since, opens))
            day += timedelta(days=1)
        return total / timedelta(minutes=1)

"""Days as people live them: by the wall clock of a zone, as long as they really are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)


def begins_at(day: date, tz: ZoneInfo) -> datetime:
    """Return the moment a local day begins, in UTC.

    A midnight the clock jumps over is the moment of the jump; of a midnight it shows
    twice the first one counts.
    """
    return datetime.combine(day, time(), tz).astimezone(UTC)


def length_of(day: date, tz: ZoneInfo) -> timedelta:
    """Return how long a local day really is.

    23 or 25 hours where the clock is put forward or back by one, 23.5 where it is put
    forward by half an hour, nothing for a day a zone left out.
    """
    return begins_at(day + timedelta(days=1), tz) - begins_at(day, tz)


def hours_in(day: date, tz: ZoneInfo) -> float:
    """Return how many hours a local day really has: what a rate per hour divides by."""
    return length_of(day, tz) / HOUR

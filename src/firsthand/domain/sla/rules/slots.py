"""Fixed times of day at which buyers are answered: when the next is, and the longest wait.

The longest wait is that of a letter that comes just after a slot, by the clock on the wall:
the nights on which clocks change are left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from firsthand.foundation.working_time import DAY_MINUTES, moment_of

_WEEK_MINUTES = 7 * DAY_MINUTES
_DAY = timedelta(days=1)
_AS_TYPED = str.maketrans("，、：", ",,:")


@dataclass(frozen=True)
class Wait:
    """From just after one slot to the next, in minutes since the Monday's midnight.

    `ends` may lie in the week after, and is counted on.
    """

    begins: int
    ends: int

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return timedelta(minutes=self.ends - self.begins)

    @property
    def nights(self) -> int:
        """Return how many midnights lie in it."""
        return self.ends // DAY_MINUTES - self.begins // DAY_MINUTES


@dataclass(frozen=True)
class SlotPlan:
    """The slots of a shop.

    Attributes:
        zone: IANA name; the times are of its clock.
        minutes: of the day, rising.
        weekdays: on which there are slots; 1 is Monday, 7 Sunday.

    Raises:
        ValueError: there is no slot at all, or one that is none of a day.
    """

    zone: str
    minutes: tuple[int, ...]
    weekdays: frozenset[int]

    def __post_init__(self) -> None:
        if not self.minutes or not self.weekdays:
            raise ValueError("there is no slot in the week")
        if not all(0 <= minute < DAY_MINUTES for minute in self.minutes):
            raise ValueError("a slot is a minute of a day")
        if list(self.minutes) != sorted(set(self.minutes)):
            raise ValueError("slots rise, each once")
        if not self.weekdays <= set(range(1, 8)):
            raise ValueError("weekdays are 1 to 7")

    def waits(self) -> list[Wait]:
        """Return the waits of a week, each from one slot to the next."""
        found = [
            (day - 1) * DAY_MINUTES + minute
            for day in sorted(self.weekdays)
            for minute in self.minutes
        ]
        return [Wait(*two) for two in pairwise([*found, found[0] + _WEEK_MINUTES])]

    def worst(self) -> Wait:
        """Return the longest wait, the first of the week if several are."""
        return max(self.waits(), key=lambda wait: wait.length)

    def keeps(self, within: timedelta) -> bool:
        """Say whether every letter is answered within so long.

        A wait of exactly so long leaves no time to write, and does not.
        """
        return self.worst().length < within

    def next_after(self, at: datetime) -> datetime:
        """Return the first slot after a moment (UTC); one at that moment has passed."""
        day = at.astimezone(ZoneInfo(self.zone)).date()
        while True:
            if day.isoweekday() in self.weekdays:
                for minute in self.minutes:
                    slot = moment_of(self.zone, day, minute)
                    if slot > at:
                        return slot
            day += _DAY


def plan(zone: str, minutes: Collection[int], weekdays: Collection[int]) -> SlotPlan:
    """Return the plan of these slots, in whatever order they are given."""
    return SlotPlan(zone, tuple(sorted(set(minutes))), frozenset(weekdays))


def read_times(text: str) -> tuple[int, ...]:
    """Return the minutes that "9:30, 17:00" says, rising, each once.

    Raises:
        ValueError: a part of it is no time of a day; its argument is that part.
    """
    parts = [part.strip() for part in text.translate(_AS_TYPED).split(",")]
    return tuple(sorted({_minute(part) for part in parts if part}))


def _minute(part: str) -> int:
    hours, colon, minutes = part.partition(":")
    fits = part.isascii() and hours.isdigit() and minutes.isdigit() and colon
    if not fits or len(hours) > 2 or len(minutes) != 2:
        raise ValueError(part)
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(part)
    return int(hours) * 60 + int(minutes)


def write_times(minutes: Collection[int]) -> str:
    """Return minutes of a day as they are typed: "09:30, 17:00"."""
    return ", ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)

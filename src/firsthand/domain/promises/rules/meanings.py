"""What a time phrase means, and which moment that is for somebody who reads it now."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DayOf = Callable[[date], date]

FRIDAY = 4
DAY_ENDS = time(18)
LAST_MINUTE = time(23, 59)
NOON = time(12)


class Part(StrEnum):
    """A part of the day; without a clock time it is due when that part is over."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    CLOSE = "close"  # The end of the working day.
    MIDNIGHT = "midnight"


_OVER = {
    Part.MORNING: NOON,
    Part.NOON: NOON,
    Part.AFTERNOON: DAY_ENDS,
    Part.EVENING: time(21),
    Part.CLOSE: DAY_ENDS,
    Part.MIDNIGHT: LAST_MINUTE,
}
_ENDS = ("day", "clock", "part")


@dataclass(frozen=True)
class Clock:
    """A time of day as it is written.

    Attributes:
        is_twelve: written by the dial: 3 may be 15:00, the part of the day says.
    """

    hour: int
    minute: int = 0
    is_twelve: bool = False

    def on(self, part: Part | None) -> time:
        """Return the time of day, which the part of the day may put into the afternoon."""
        if self.hour == 24 or (self.hour == 12 and part in {Part.EVENING, Part.MIDNIGHT}):
            return LAST_MINUTE
        return time(self.hour + (12 if self._is_late(part) else 0), self.minute)

    def _is_late(self, part: Part | None) -> bool:
        if self.hour >= 12:
            return False
        if part is Part.NOON:
            return self.hour < 4
        # Nobody promises the small hours: "by 3" is in the afternoon.
        guessed = part is Part.CLOSE or (part is None and self.hour < 7)
        return part in {Part.AFTERNOON, Part.EVENING} or (self.is_twelve and guessed)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What one time phrase, or a part of one, says of a time.

    Attributes:
        day: leads from the day of sending to the day that is meant.
        rank: of two days in one phrase the one of the higher rank counts: a date says more
            than a weekday.
        ends: when that day is over without a clock time.
        after: so long after sending, elapsed time.
        follows: so many days after the day named before it ("the same day"), if one is.
        is_vague: it names no moment ("soon").
        is_none: it looks like a time to come and is none ("last Friday").
        is_span: its day is counted from the day of sending ("in three days").
        is_near: its day is named from that of sending ("today", "tomorrow").
        weeks: it is a week, so many after that of sending.
        weekday: it is a weekday and names no week; Monday is 0.
    """

    day: DayOf | None = None
    rank: int = 0
    ends: time = DAY_ENDS
    clock: Clock | None = None
    part: Part | None = None
    after: timedelta | None = None
    zone: str | None = None
    follows: int | None = None
    is_vague: bool = False
    is_none: bool = False
    is_span: bool = False
    is_near: bool = False
    weeks: int | None = None
    weekday: int | None = None

    @property
    def is_dated(self) -> bool:
        """Say whether it names a day of the calendar, and no mere span or time of day."""
        return self.day is not None and not self.is_span

    @property
    def says_when(self) -> bool:
        """Say whether it is a time at all, and not only a zone or "in the course of"."""
        exact = (self.day, self.clock, self.part, self.after)
        return self.is_vague or any(one is not None for one in exact)

    @property
    def is_counted(self) -> bool:
        """Say whether it is counted from the moment of sending."""
        return self.is_span or self.after is not None

    @property
    def is_timed(self) -> bool:
        """Say whether it is a time of some day that is not named."""
        return self.day is None and (self.clock is not None or self.part is not None)

    def joined(self, other: Moment, *, is_range: bool) -> Moment | None:
        """Return both as one phrase; None: they are two.

        Args:
            other: what comes after it.
            is_range: from this one to the other: the later end counts.
        """
        if self.is_none and other.is_timed:
            return self  # "yesterday at three"
        if self.is_none or other.is_none or self.is_vague or other.is_vague:
            return None
        if self.after is not None or other.after is not None:
            return self._with_span(other, is_range=is_range)
        # "mardi à 14 h" is no range.
        is_range = is_range and any(self._both(other, one) for one in _ENDS)
        if not is_range and self._both(other, "clock"):
            return None
        part = other.part or (None if is_range and other.clock else self.part)
        if not is_range and self._both(other, "part") and self.part is not other.part:
            if Part.MIDNIGHT not in {self.part, other.part}:
                return None
            part = Part.MIDNIGHT  # "by midnight tonight"
        later = is_range or other.rank >= self.rank
        day = self._in_its_week(other)
        if day is None:
            day = other if other.day and (later or not self.day) else self
        return replace(
            self,
            day=day.day,
            rank=day.rank,
            ends=max(self.ends, other.ends),
            clock=other.clock or (None if is_range and other.part else self.clock),
            part=part,
            zone=other.zone or self.zone,
        )

    def _both(self, other: Moment, name: str) -> bool:
        return getattr(self, name) is not None and getattr(other, name) is not None

    def _in_its_week(self, other: Moment) -> Moment | None:
        """Return the weekday in the week named beside it: "next week, on Thursday"."""
        for week, day in ((self, other), (other, self)):
            if week.weeks is not None and day.weekday is not None:
                return replace(day, day=weekday_of(day.weekday, weeks=week.weeks))
        return None

    def _with_span(self, other: Moment, *, is_range: bool) -> Moment | None:
        if is_range and self.after is not None and other.after is not None:
            return other
        if other == Moment(zone=other.zone):
            return replace(self, zone=other.zone)
        return None

    def due(self, sent_at: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the moment (UTC) that is meant by it; None: none is named."""
        if self.is_vague:
            return None
        if self.after is not None:
            return sent_at.astimezone(UTC) + self.after
        zone = ZoneInfo(self.zone) if self.zone else zone
        sent = sent_at.astimezone(zone)
        at = self._time()
        if self.day is not None:
            return _utc(self.day(sent.date()), at, zone)
        # A time without a day: the next time the clock shows it.
        due = _utc(sent.date(), at, zone)
        return due if due > sent_at else _utc(sent.date() + timedelta(1), at, zone)

    def _time(self) -> time:
        if self.clock is not None:
            return self.clock.on(self.part)
        return self.ends if self.part is None else _OVER[self.part]


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def in_days(number: int) -> DayOf:
    return lambda sent: sent + timedelta(number)


def in_business_days(number: int) -> DayOf:
    """Return the nth day from Monday to Friday after sending; holidays do not count."""

    def day(sent: date) -> date:
        left = number
        while left > 0:
            sent += timedelta(1)
            left -= sent.weekday() <= FRIDAY
        return sent

    return day


def in_months(number: int) -> DayOf:
    def day(sent: date) -> date:
        year, month = divmod(sent.year * 12 + sent.month - 1 + number, 12)
        return date(year, month + 1, min(sent.day, monthrange(year, month + 1)[1]))

    return day


def weekday(number: int) -> DayOf:
    """Return the next such day after the day of sending; Monday is 0."""
    return lambda sent: sent + timedelta((number - sent.weekday() - 1) % 7 + 1)


def weekday_of(number: int, *, weeks: int) -> DayOf:
    """Return that day of the week so many weeks after that of sending."""
    return lambda sent: sent + timedelta(number - sent.weekday() + 7 * weeks)


def this_weekday(number: int) -> DayOf:
    """Return that day of this week; where it has passed, of the next."""

    def day(sent: date) -> date:
        found = weekday_of(number, weeks=0)(sent)
        return found if found >= sent else found + timedelta(7)

    return day


def end_of_month(months: int = 0) -> DayOf:
    def day(sent: date) -> date:
        found = in_months(months)(sent.replace(day=1))
        return found.replace(day=monthrange(found.year, found.month)[1])

    return day


def end_of_named_month(month: int) -> DayOf:
    """Return the last day of the next month of that number, this one included."""

    def day(sent: date) -> date:
        year = sent.year + (month < sent.month)
        return date(year, month, monthrange(year, month)[1])

    return day


def day_of_month(number: int) -> DayOf | None:
    """Return the next day of that number, today included; None: no month has it."""
    if not 1 <= number <= 31:
        return None

    def day(sent: date) -> date:
        found = sent
        while found.day != number:
            found += timedelta(1)
        return found

    return day


def on_date(day: int, month: int, year: int | None = None) -> DayOf | None:
    """Return that date, without a year the next such date; None: there is none."""
    leap = 2024
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year or leap, month)[1]):
        return None
    if year is not None:
        return lambda _sent: date(year, month, day)

    def of_year(number: int) -> date:
        return date(number, month, min(day, monthrange(number, month)[1]))

    def found(sent: date) -> date:
        this = of_year(sent.year)
        return this if this >= sent else of_year(sent.year + 1)

    return found

"""What the grammars of all languages build their moments with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import reduce
from types import MappingProxyType

from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import (
    FRIDAY,
    LAST_MINUTE,
    Clock,
    Moment,
    Part,
)
from firsthand.domain.promises.rules.reading import Build, Reader, Rows

Numbers = Mapping[str, float]

# Rank of a day within one phrase: "Friday, 9 October" is the ninth.
WEEK, WEEKDAY, NEAR, DATE = 1, 2, 3, 4

NONE = Moment(is_none=True)
VAGUE = Moment(is_vague=True)
TODAY = Moment(day=meanings.in_days(0), rank=NEAR, is_near=True)
# "in the course of the day": of another day, if one is named beside it.
STILL_TODAY = Moment(day=meanings.in_days(0), rank=WEEK, ends=LAST_MINUTE)
# Of the day that was named before; of the day of sending where none was.
THAT_DAY = Moment(day=meanings.in_days(0), rank=NEAR, follows=0)
WITHIN_THAT_DAY = Moment(day=meanings.in_days(0), rank=NEAR, ends=LAST_MINUTE, follows=0)
LATER_DAY = Moment(day=meanings.in_days(1), rank=NEAR, follows=1)
TOMORROW = Moment(day=meanings.in_days(1), rank=NEAR, is_near=True)
DAY_AFTER_TOMORROW = Moment(day=meanings.in_days(2), rank=NEAR, is_near=True)
NEXT_BUSINESS_DAY = Moment(day=meanings.in_business_days(1), rank=NEAR)
END_OF_MONTH = Moment(day=meanings.end_of_month(), rank=NEAR)
END_OF_NEXT_MONTH = Moment(day=meanings.end_of_month(1), rank=NEAR)


def part(which: Part) -> Moment:
    return Moment(part=which)


def end_of_week(weeks: int = 0) -> Moment:
    """Return Friday of the week so many weeks after this one."""
    rule = meanings.weekday_of(FRIDAY, weeks=weeks)
    return Moment(day=rule, rank=WEEK, weeks=weeks)


def sunday(weeks: int = 0) -> Moment:
    return Moment(day=meanings.weekday_of(6, weeks=weeks), rank=WEEK)


def begin_of_week(weeks: int = 1) -> Moment:
    return Moment(day=meanings.weekday_of(0, weeks=weeks), rank=WEEK)


def number(text: str, words: Numbers) -> float:
    """Return what a number in figures or words comes to."""
    plain = text.strip().lower().replace(",", ".")
    return words[plain] if plain in words else float(plain)


def elapsed(unit: timedelta, words: Numbers, *, more: str = "half") -> Build:
    """Build a span of hours or minutes from group `n`; group `more` adds half a unit."""

    def build(found: re.Match[str], _reader: Reader) -> Moment:
        groups = found.groupdict()
        extra = 0.5 if groups.get(more) else 0
        return Moment(after=unit * (number(groups["n"], words) + extra))

    return build


def days(words: Numbers, *, each: int = 1) -> Build:
    """Build a number of calendar days, or of weeks of seven."""

    def build(found: re.Match[str], _reader: Reader) -> Moment:
        count = number(found["n"], words) * each
        return Moment(day=meanings.in_days(int(count)), rank=NEAR, is_span=True)

    return build


def months(words: Numbers) -> Build:
    def build(found: re.Match[str], _reader: Reader) -> Moment:
        count = int(number(found["n"], words))
        return Moment(day=meanings.in_months(count), rank=NEAR, is_span=True)

    return build


def business_days(words: Numbers) -> Build:
    def build(found: re.Match[str], _reader: Reader) -> Moment:
        count = int(number(found["n"], words))
        return Moment(day=meanings.in_business_days(count), rank=NEAR)

    return build


def weekday(names: Callable[[str], int]) -> Build:
    """Build a weekday: `this` or `week` (a number of weeks) by the groups that matched."""

    def build(found: re.Match[str], _reader: Reader) -> Moment:
        day = names(found["day"])
        groups = found.groupdict()
        if groups.get("after_next"):
            rule = meanings.weekday_of(day, weeks=2)
        elif groups.get("next"):
            rule = meanings.weekday_of(day, weeks=1)
        elif groups.get("this"):
            rule = meanings.this_weekday(day)
        else:
            return Moment(day=meanings.weekday(day), rank=WEEKDAY, weekday=day)
        return Moment(day=rule, rank=WEEKDAY)

    return build


def week_after(names: Callable[[str], int]) -> Build:
    """Build the weekday of group `day` a week after its next one ("Friday week")."""

    def build(found: re.Match[str], _reader: Reader) -> Moment:
        first = meanings.weekday(names(found["day"]))
        return Moment(day=lambda sent: first(sent) + timedelta(7), rank=WEEKDAY)

    return build


def end_of_named_month(month_of: Callable[[str], int]) -> Build:
    """Build the last day of the next month of that name, group `month`."""

    def build(found: re.Match[str], _reader: Reader) -> Moment:
        day = meanings.end_of_named_month(month_of(found["month"]))
        return Moment(day=day, rank=DATE)

    return build


def clock(words: Numbers, *, twelve: bool = False) -> Build:
    """Build a clock time from the groups h, m, half, quarter, to, am, pm.

    `half` is half past, `before` half before (halb neun is 8:30).
    """

    def build(found: re.Match[str], _reader: Reader) -> Moment | None:
        groups = found.groupdict()
        hour = int(number(groups["h"], words))
        minute = _minute(groups, words)
        if groups.get("before") or groups.get("to"):
            hour, minute = (hour - 1) % 24, 60 - minute
        if not (0 <= hour <= 24 and 0 <= minute < 60):
            return None
        return _on_the_dial(hour, minute, groups, is_twelve=twelve)

    return build


def _minute(groups: Mapping[str, str | None], words: Numbers) -> int:
    if groups.get("half") or groups.get("before"):
        return 30
    if groups.get("quarter"):
        return 15
    return int(number(groups.get("m") or "0", words))


def _on_the_dial(
    hour: int, minute: int, groups: Mapping[str, str | None], *, is_twelve: bool
) -> Moment | None:
    if not (groups.get("am") or groups.get("pm")):
        dial = is_twelve and hour <= 12
        return Moment(clock=Clock(hour, minute, is_twelve=dial))
    if hour > 12 and groups.get("am"):
        return None
    if groups.get("pm"):
        return Moment(clock=Clock(hour if hour >= 12 else hour + 12, minute))
    return Moment(clock=Clock(hour % 12, minute))


def dated(month_of: Callable[[str], int], words: Numbers = MappingProxyType({})) -> Build:
    """Build a date from the groups d, month (a name), and y or none."""

    def build(found: re.Match[str], _reader: Reader) -> Moment | None:
        day, month = int(number(found["d"], words)), month_of(found["month"])
        return _date(day, month, found.groupdict().get("y"))

    return build


def numeric(found: re.Match[str], reader: Reader) -> Moment | None:
    """Build a date from two figures a and b, in the order of the marketplace."""
    a, b = int(found["a"]), int(found["b"])
    year = found.groupdict().get("y")
    month, day = (a, b) if reader.is_month_first else (b, a)
    return _date(day, month, year) or _date(month, day, year)


def month_and_day(found: re.Match[str], _reader: Reader) -> Moment | None:
    """Build a date from figures that say which is the month: groups month, d, y."""
    return _date(int(found["d"]), int(found["month"]), found.groupdict().get("y"))


def _date(day: int, month: int, year: str | None) -> Moment | None:
    full = None if not year else int(year) + (2000 if int(year) < 100 else 0)
    if full is not None and not 2000 <= full <= 2200:
        return None
    rule = meanings.on_date(day, month, full)
    return rule and Moment(day=rule, rank=DATE)


def day_of_month(found: re.Match[str], _reader: Reader) -> Moment | None:
    rule = meanings.day_of_month(int(found["d"]))
    return rule and Moment(day=rule, rank=DATE)


def named_day_of_month(numbers: Mapping[str, int]) -> Build:
    """Build the next such day of a month from group d, an ordinal in words."""

    def build(found: re.Match[str], _reader: Reader) -> Moment | None:
        rule = meanings.day_of_month(numbers[found["d"].lower()])
        return rule and Moment(day=rule, rank=DATE)

    return build


def vague(patterns: Sequence[str]) -> Rows:
    """Return the rows of what names no moment."""
    return [(pattern, VAGUE) for pattern in patterns]


def both(*moments: Moment) -> Moment:
    """Return several moments as one: "tonight" is today and the evening."""

    def join(one: Moment, other: Moment) -> Moment:
        joined = one.joined(other, is_range=False)
        if joined is None:
            raise ValueError(one, other)
        return joined

    return reduce(join, moments)

"""Dates as marketplaces write them: in numbers, or with months in their languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# First letters that no other month of the same language begins with; several languages
# share most of them. Month by month: en, de, fr, it, es, pt, nl, sv, pl, tr.
_MONTHS = (
    "jan ene gen sty oca",
    "feb fév fev febr lut şub",
    "mar mär mrt maa marz",
    "apr avr abr kwi nis",
    "may mai mag maj mei mayı",
    "jun juin giu czer haz",
    "jul juil lug lip tem",
    "aug août aou ago sie ağu",
    "sep set wrz eyl",
    "oct okt out ott paź eki",
    "nov lis kas",
    "dec dez déc dic gru ara",
)
_MONTH_OF = {
    start: number for number, row in enumerate(_MONTHS, start=1) for start in row.split()
}
_STARTS = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_NAME = rf"(?P<name>(?:{_STARTS})[a-zà-ÿąćęłńóśźżğışç]{{0,8}})\.?"
_DAY = r"(?P<day>[0-3]?[0-9])"
_YEAR = r"(?P<year>20[0-9]{2})"
_CLEAR = r"(?<![0-9/.-])"
_OVER = r"(?![0-9/-])"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_CLEAR}{_YEAR}\s?年\s?(?P<month>[01]?[0-9])\s?月\s?{_DAY}\s?日",
        rf"{_CLEAR}(?P<month>[01]?[0-9])\s?月\s?{_DAY}\s?[日号]",
        rf"{_CLEAR}{_YEAR}[-/.](?P<month>[01]?[0-9])[-/.]{_DAY}{_OVER}",
        rf"{_CLEAR}(?P<first>[0-3]?[0-9])[-/.](?P<second>[0-3]?[0-9])[-/.]{_YEAR}{_OVER}",
        rf"{_CLEAR}{_DAY}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_NAME}"
        rf"(?:,?\s+(?:de\s+)?{_YEAR})?(?![a-z0-9])",
        rf"(?<![a-zà-ÿ]){_NAME}\s+{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?![0-9:])",
    )
)
_TIME = re.compile(
    r"\s*(?:,|at|um|alle(?: ore)?|à|a las|às|om|kl\.?|o godz\.?|saat|,?\s+)?\s*"
    r"(?P<hour>[0-2]?[0-9])(?:[:.h時时]\s?(?P<minute>[0-5][0-9])分?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?P<clock>\s*(?:uhr|h|時|时))?"
    r"\s*\(?(?P<zone>UTC|GMT|PST|PDT|JST|CET|CEST|BST)?\)?(?![0-9])",
    re.IGNORECASE,
)
# Only abbreviations that mean one thing where Amazon sells; CST, IST mean several.
_ZONES = {
    "UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "JST": 9, "CET": 1, "CEST": 2, "BST": 1,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Written:
    """A date in a text. `swapped`: the same digits with day and month the other way."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    hour: int = 0
    minute: int = 0
    zone: tzinfo | None = None
    swapped: Written | None = None

    def moment(self, zone: ZoneInfo, *, near: datetime) -> datetime | None:
        """Return when it is, by the clock it names or `zone`; None: that year has no such.

        Without a year it is the first such date from the day before `near` on. Of an hour
        that comes twice, the first.
        """
        here = self.zone or zone
        this_year = near.astimezone(here).year
        found = self._in(self.year or this_year, here)
        if self.year is None and (found is None or found < near - timedelta(days=1)):
            return self._in(this_year + 1, here)
        return found

    def _in(self, year: int, here: tzinfo) -> datetime | None:
        try:
            return datetime(year, self.month, self.day, self.hour, self.minute, tzinfo=here)
        except ValueError:
            return None


def dates_in(text: str, *, is_month_first: bool) -> Iterator[Written]:
    """Yield the dates of a text that can be ones, with their times where they have any."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if (written := _of(match, is_month_first=is_month_first)) is not None:
                yield _timed(written, text)


def _of(match: re.Match[str], *, is_month_first: bool) -> Written | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    start, end = match.span()

    def written(day: str, month: int) -> Written | None:
        return _possible(
            Written(start=start, end=end, day=int(day), month=month, year=year)
        )

    if "first" in parts:
        first, second = parts["first"], parts["second"]
        day_first, month_first = written(first, int(second)), written(second, int(first))
        one, other = (
            (month_first, day_first) if is_month_first else (day_first, month_first)
        )
        return replace(one, swapped=other) if one is not None else other
    month = int(parts["month"]) if "month" in parts else _month(parts["name"])
    return written(parts["day"], month)


def _month(name: str) -> int:
    lowered = name.lower()
    start = max((each for each in _MONTH_OF if lowered.startswith(each)), key=len)
    return _MONTH_OF[start]


def _possible(written: Written) -> Written | None:
    try:
        # Of a leap year, where none is named: 29 February may be meant.
        datetime(written.year or 2000, written.month, written.day)  # noqa: DTZ001
    except ValueError:
        return None
    return written


def _timed(written: Written, text: str) -> Written:
    match = _TIME.match(text, written.end)
    # A number alone behind a date may be anything.
    if match is None or not (match["minute"] or match["half"] or match["clock"]):
        return written
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23:
        return written
    named = _ZONES.get((match["zone"] or "").upper())
    zone = timezone(timedelta(hours=named)) if named is not None else None
    timed = replace(
        written, end=match.end(), hour=hour, minute=int(match["minute"] or 0), zone=zone
    )
    if written.swapped is None:
        return timed
    swapped = replace(
        written.swapped, end=timed.end, hour=hour, minute=timed.minute, zone=zone
    )
    return replace(timed, swapped=swapped)

"""Public holidays of the whole country, computed by their rules.

Sources: the holiday laws of each country (US 5 U.S.C. 6103; England and Wales, Banking and
Financial Dealings Act 1971; the German federal states' common nine; France, Code du
travail L3133-1; Italy, legge 260/1949 and,
from 2026, legge 151/2025; Spain, Real Decreto 2001/1983, national ones; Japan,
Act on National Holidays; Canada Labour Code; Australia, the states' common ones). Regional
holidays and single bridging days are not there. Easter: Meeus, Astronomical Algorithms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

Rule = Callable[[int], date]
_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


def holidays(country: str, year: int) -> dict[date, str]:
    """Return the public holidays of a year with their codes; none for other countries."""
    found = {rule(year): code for code, rule in _RULES.get(country, {}).items()}
    if country == "JP":
        return _substituted(found)
    if country in {"US", "UK", "CA", "AU"}:
        return found | _moved(country, found)
    return found


def next_holiday(country: str, day: date) -> tuple[date, str] | None:
    """Return the public holiday of that day, or else the next one, with its code."""
    ahead = {**holidays(country, day.year), **holidays(country, day.year + 1)}
    coming = [each for each in ahead if each >= day]
    return (min(coming), ahead[min(coming)]) if coming else None


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _easter(days: int) -> Rule:
    return lambda year: easter(year) + days * _DAY


def _nth(month: int, weekday: int, number: int) -> Rule:
    """Return that weekday of a month, Monday is 0; -1: the last."""

    def rule(year: int) -> date:
        if number < 0:
            last = date(year + month // 12, month % 12 + 1, 1) - _DAY
            return last - (last.weekday() - weekday) % 7 * _DAY
        first = date(year, month, 1)
        return first + ((weekday - first.weekday()) % 7 + 7 * (number - 1)) * _DAY

    return rule


def _victoria(year: int) -> date:
    """Return the Monday before 25 May."""
    day = date(year, 5, 24)
    return day - day.weekday() * _DAY


def _equinox(month: int, base: float) -> Rule:
    """Return a Japanese equinox day, right from 1980 to 2099 (Kaijo Hoan-cho tables)."""
    return lambda year: date(
        year, month, int(base + 0.242194 * (year - 1980) - (year - 1980) // 4)
    )


def _moved(country: str, found: Mapping[date, str]) -> dict[date, str]:
    """Return the days kept instead of those on a weekend."""
    moved: dict[date, str] = {}
    for day in sorted(found):
        if country == "US" and day.weekday() == _SATURDAY:
            moved[day - _DAY] = found[day]
        elif day.weekday() >= _SATURDAY and found[day] in _KEPT_LATER[country]:
            later = day + _DAY
            while later.weekday() >= _SATURDAY or later in found or later in moved:
                later += _DAY
            moved[later] = found[day]
    return moved


def _substituted(found: Mapping[date, str]) -> dict[date, str]:
    """Return Japan's days: after a Sunday the next free one, and the day between two."""
    days = dict(found)
    for day in sorted(found):
        if day.weekday() == _SUNDAY:
            later = day + _DAY
            while later in days:
                later += _DAY
            days[later] = found[day]
        between = day + _DAY
        if between + _DAY in found and between not in days:
            days[between] = "citizens"
    return days


_NEW_YEAR = {"new-year": _on(1, 1)}
_CHRISTMAS = {"christmas": _on(12, 25)}
_BOXING = {**_CHRISTMAS, "boxing-day": _on(12, 26)}
_EASTER_MONDAY = {"easter-monday": _easter(1)}
_GOOD_FRIDAY = {"good-friday": _easter(-2)}
_RULES: Mapping[str, Mapping[str, Rule]] = {
    "US": {
        **_NEW_YEAR, "martin-luther-king": _nth(1, 0, 3), "washington": _nth(2, 0, 3),
        "memorial": _nth(5, 0, -1), "juneteenth": _on(6, 19), "independence": _on(7, 4),
        "labor": _nth(9, 0, 1), "columbus": _nth(10, 0, 2), "veterans": _on(11, 11),
        "thanksgiving": _nth(11, 3, 4), **_CHRISTMAS,
    },
    "UK": {
        **_NEW_YEAR, **_GOOD_FRIDAY, **_EASTER_MONDAY, "early-may": _nth(5, 0, 1),
        "spring": _nth(5, 0, -1), "summer": _nth(8, 0, -1), **_BOXING,
    },
    "DE": {
        **_NEW_YEAR, **_GOOD_FRIDAY, **_EASTER_MONDAY, "labour": _on(5, 1),
        "ascension": _easter(39), "whit-monday": _easter(50), "unity": _on(10, 3),
        **_CHRISTMAS, "second-christmas": _on(12, 26),
    },
    "FR": {
        **_NEW_YEAR, **_EASTER_MONDAY, "labour": _on(5, 1), "victory": _on(5, 8),
        "ascension": _easter(39), "whit-monday": _easter(50), "bastille": _on(7, 14),
        "assumption": _on(8, 15), "all-saints": _on(11, 1), "armistice": _on(11, 11),
        **_CHRISTMAS,
    },
    "IT": {
        **_NEW_YEAR, "epiphany": _on(1, 6), **_EASTER_MONDAY, "liberation": _on(4, 25),
        "labour": _on(5, 1), "republic": _on(6, 2), "st-francis": _on(10, 4),
        "assumption": _on(8, 15),
        "all-saints": _on(11, 1), "immaculate": _on(12, 8), **_CHRISTMAS,
        "second-christmas": _on(12, 26),
    },
    "ES": {
        **_NEW_YEAR, "epiphany": _on(1, 6), **_GOOD_FRIDAY, "labour": _on(5, 1),
        "assumption": _on(8, 15), "spain": _on(10, 12), "all-saints": _on(11, 1),
        "constitution": _on(12, 6), "immaculate": _on(12, 8), **_CHRISTMAS,
    },
    "JP": {
        **_NEW_YEAR, "coming-of-age": _nth(1, 0, 2), "foundation": _on(2, 11),
        "emperor": _on(2, 23), "vernal-equinox": _equinox(3, 20.8431),
        "showa": _on(4, 29), "constitution": _on(5, 3), "greenery": _on(5, 4),
        "children": _on(5, 5), "marine": _nth(7, 0, 3), "mountain": _on(8, 11),
        "aged": _nth(9, 0, 3), "autumnal-equinox": _equinox(9, 23.2488),
        "sports": _nth(10, 0, 2), "culture": _on(11, 3), "labour-thanksgiving": _on(11, 23),
    },
    "CA": {
        **_NEW_YEAR, **_GOOD_FRIDAY, "victoria": _victoria, "canada": _on(7, 1),
        "labor": _nth(9, 0, 1), "reconciliation": _on(9, 30),
        "thanksgiving": _nth(10, 0, 2), "remembrance": _on(11, 11), **_BOXING,
    },
    "AU": {
        **_NEW_YEAR, "australia": _on(1, 26), **_GOOD_FRIDAY, **_EASTER_MONDAY,
        "anzac": _on(4, 25), **_BOXING,
    },
}  # fmt: skip
_KEPT_LATER: Mapping[str, frozenset[str]] = {
    "US": frozenset(_RULES["US"]),
    "UK": frozenset({"new-year", "christmas", "boxing-day"}),
    "CA": frozenset({"new-year", "canada", "christmas", "boxing-day"}),
    "AU": frozenset({"new-year", "australia", "christmas", "boxing-day"}),
}

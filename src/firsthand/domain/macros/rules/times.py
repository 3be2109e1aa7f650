"""Times of day in the buyer's words: "every day at 9:00 and 17:00"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_name
from babel.lists import format_list

from firsthand.domain.macros.rules.values import locale_of

_MONDAY = date(2024, 1, 1)
_EVERY_DAY = {
    "en": "every day",
    "de": "täglich",
    "fr": "tous les jours",
    "it": "tutti i giorni",
    "es": "todos los días",
    "ja": "毎日",
    "zh": "每天",
}
# Days, times, zone.
_PATTERNS = {
    "en": "{days} at {times} ({zone})",
    "de": "{days} um {times} Uhr ({zone})",
    "fr": "{days} à {times} ({zone})",
    "it": "{days} alle {times} ({zone})",
    "es": "{days} a las {times} ({zone})",
    "ja": "{days}{times}（{zone}）",
    "zh": "{days}{times}（{zone}）",
}


def slots_in_words(
    minutes: Sequence[int], weekdays: Collection[int], *, zone: str, language: str
) -> str:
    """Return when buyers are answered, as one writes it to a buyer.

    Args:
        minutes: of the day.
        weekdays: 1 is Monday, 7 Sunday.
        zone: IANA name; what its clock is called is added, summer or winter.
        language: the reply's; of others than ours in English.
    """
    locale = locale_of(language)
    if locale.language not in _PATTERNS:
        locale = locale_of("en")
    code = locale.language
    times = [f"{minute // 60}:{minute % 60:02}" for minute in minutes]
    days = _EVERY_DAY[code]
    if len(weekdays) < 7:
        named = [_MONDAY + timedelta(days=day - 1) for day in sorted(weekdays)]
        days = format_list(
            [format_date(day, "EEEE", locale=locale) for day in named], locale=locale
        )
    clock = get_timezone_name(
        ZoneInfo(zone), width="long", zone_variant="generic", locale=locale
    )
    return _PATTERNS[code].format(
        days=days, times=format_list(times, locale=locale), zone=clock
    )

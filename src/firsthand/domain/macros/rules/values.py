"""Values in the buyer's words: amounts, dates and times as his language writes them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_gmt, get_timezone_name
from babel.numbers import format_currency

from firsthand.domain.macros.rules.variables import Kind
from firsthand.foundation.money import Money, exponent

Value = str | Money | date | datetime | tuple[str, ...]
# Marketplaces whose own English is British: the day before the month, 24 hours.
_BRITISH = ("UK", "IE", "AU", "IN", "SG", "ZA")
_LONGEST = 2_000
_MOST_THINGS = 30
_LARGEST = Decimal(10**9)
_MOMENTS = {
    "en_GB": "d MMMM y, HH:mm",
    "en": "MMMM d, y, h:mm a",
    "zh": "y年M月d日 HH:mm",
    "ja": "y年M月d日 HH:mm",
    "de": "d. MMMM y, HH:mm 'Uhr'",
    "es": "d 'de' MMMM 'de' y, HH:mm",
}
_MOMENT = "d MMMM y, HH:mm"


class Unreadable(Exception):
    """What somebody typed is no value of its kind."""

    def __init__(self, kind: Kind, given: str) -> None:
        super().__init__(f"{kind}: {given!r:.60}")
        self.kind, self.given = kind, given[:60]


def read(kind: Kind, given: str, *, currency: str, zone: tzinfo) -> Value | None:
    """Return the value somebody typed into a field; None for an empty one.

    Args:
        kind: what is asked for.
        given: a date as 2026-07-05, a moment as 2026-07-05T14:30, an amount as 12.50,
            a list with one thing a line, or words.
        currency: of amounts (ISO 4217).
        zone: of moments that name none.

    Raises:
        Unreadable: it is none of its kind, or far too much.
    """
    given = given.strip()
    if not given:
        return None
    try:
        return _read(kind, given, currency, zone)
    except (ValueError, InvalidOperation) as problem:
        raise Unreadable(kind, given) from problem


def _read(kind: Kind, given: str, currency: str, zone: tzinfo) -> Value:
    if len(given) > _LONGEST:
        raise ValueError
    match kind:
        case Kind.DATE:
            return date.fromisoformat(given)
        case Kind.MOMENT:
            moment = datetime.fromisoformat(given)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        case Kind.MONEY:
            return _money(given, currency)
        case Kind.LIST:
            things = tuple(line.strip(" -•\t") for line in given.splitlines())
            things = tuple(thing for thing in things if thing)
            if not 0 < len(things) <= _MOST_THINGS:
                raise ValueError
            return things
        case _:
            return " ".join(given.split())


def _money(given: str, currency: str) -> Money:
    amount = Decimal(given)
    minor = amount.scaleb(exponent(currency))
    if not amount.is_finite() or not 0 < amount < _LARGEST or minor != int(minor):
        raise ValueError
    return Money(currency, int(minor))


def in_words(value: Value, *, language: str, zone: tzinfo, marketplace: str = "") -> str:
    """Return a value as one writes it to a buyer.

    Args:
        value: what is known.
        language: the reply's: "en", "zh-Hans", "de", "ja".
        zone: the buyer's, for moments.
        marketplace: the buyer's ("UK"), which says whose English is written.
    """
    locale = locale_of(language, marketplace)
    match value:
        case Money():
            return format_currency(value.decimal(), value.currency, locale=locale)
        case datetime():
            return _moment(value.astimezone(zone), locale)
        case date():
            return format_date(value, "long", locale=locale)
        case tuple():
            return "\n".join(f"- {thing}" for thing in value)
        case _:
            return value


def _moment(moment: datetime, locale: Locale) -> str:
    """Return "5. Juli 2026, 14:30 Uhr (MESZ)": the zone is told, he may be elsewhere."""
    pattern = _MOMENTS.get(str(locale)) or _MOMENTS.get(locale.language, _MOMENT)
    told = format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=locale)
    zone = get_timezone_name(moment, width="short", locale=locale)
    if zone[:1] in "+-":  # It has no name in this language.
        zone = get_timezone_gmt(moment, width="long", locale=locale)
    return f"{told} ({zone})"


def locale_of(language: str, marketplace: str = "") -> Locale:
    """Return how numbers and dates are written in a language; English if it is none.

    English is American, but British on marketplaces that write that ("UK").
    """
    if language == "en" and marketplace in _BRITISH:
        return Locale("en", "GB")
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")

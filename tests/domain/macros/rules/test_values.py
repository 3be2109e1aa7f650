"""Values in the buyer's words, and what somebody typed for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.macros.rules.values import Unreadable, Value, in_words, read
from firsthand.domain.macros.rules.variables import Kind
from firsthand.foundation.money import Money

BERLIN, CHICAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Chicago")
MOMENT = datetime(2026, 7, 5, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "language", "zone", "words"),
    [
        (Money("USD", 123450), "en", CHICAGO, "$1,234.50"),
        (Money("EUR", 123450), "de", BERLIN, "1.234,50\xa0€"),
        (Money("JPY", 1200), "ja", BERLIN, "￥1,200"),
        (Money("USD", 1250), "zh-Hans", BERLIN, "US$12.50"),
        (date(2026, 7, 8), "en", CHICAGO, "July 8, 2026"),
        (date(2026, 7, 8), "de", BERLIN, "8. Juli 2026"),
        (date(2026, 7, 8), "ja", BERLIN, "2026年7月8日"),
        (MOMENT, "en", CHICAGO, "July 5, 2026, 7:30 AM (CDT)"),
        (MOMENT, "de", BERLIN, "5. Juli 2026, 14:30 Uhr (MESZ)"),
        (MOMENT, "es", CHICAGO, "5 de julio de 2026, 07:30 (GMT-05:00)"),
        (("Lamp", "Screws"), "en", CHICAGO, "- Lamp\n- Screws"),
        ("UPS", "en", CHICAGO, "UPS"),
        (date(2026, 7, 8), "tlh", CHICAGO, "July 8, 2026"),
    ],
)
def test_a_value_is_written_as_the_buyers_language_does(
    value: Value, language: str, zone: ZoneInfo, words: str
) -> None:
    assert in_words(value, language=language, zone=zone) == words


def test_english_is_british_where_the_marketplace_writes_it() -> None:
    london = ZoneInfo("Europe/London")

    def said(value: Value, marketplace: str) -> str:
        return in_words(value, language="en", zone=london, marketplace=marketplace)

    assert said(date(2026, 7, 8), "UK") == "8 July 2026"
    assert said(MOMENT, "UK") == "5 July 2026, 13:30 (BST)"
    assert said(date(2026, 7, 8), "US") == "July 8, 2026"
    assert said(Money("GBP", 1250), "UK") == "£12.50"


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (Kind.DATE, "2026-07-08", date(2026, 7, 8)),
        (Kind.MOMENT, "2026-07-05T14:30", MOMENT),
        (Kind.MOMENT, "2026-07-05T07:30-05:00", MOMENT),
        (Kind.MONEY, "12.5", Money("EUR", 1250)),
        (Kind.LIST, "- Lamp\n\n • Screws ", ("Lamp", "Screws")),
        (Kind.TEXT, "  by  hand ", "by hand"),
        (Kind.DATE, "  ", None),
    ],
)
def test_what_was_typed_becomes_a_value(
    kind: Kind, given: str, value: Value | None
) -> None:
    assert read(kind, given, currency="EUR", zone=BERLIN) == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Kind.DATE, "tomorrow"),
        (Kind.DATE, "2026-02-30"),
        (Kind.MOMENT, "at noon"),
        (Kind.MONEY, "12.505"),
        (Kind.MONEY, "-1"),
        (Kind.MONEY, "0"),
        (Kind.MONEY, "NaN"),
        (Kind.MONEY, "Infinity"),
        (Kind.MONEY, "1e30"),
        (Kind.MONEY, "12,50"),
        (Kind.LIST, "-"),
        (Kind.LIST, "a\n" * 31),
        (Kind.TEXT, "a" * 2001),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused(kind: Kind, given: str) -> None:
    with pytest.raises(Unreadable):
        read(kind, given, currency="EUR", zone=BERLIN)


def test_a_currency_without_cents_takes_none() -> None:
    assert read(Kind.MONEY, "1200", currency="JPY", zone=BERLIN) == Money("JPY", 1200)
    with pytest.raises(Unreadable):
        read(Kind.MONEY, "1200.5", currency="JPY", zone=BERLIN)

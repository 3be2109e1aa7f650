from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import numbers
from django.template import engines
from django.utils import timezone, translation

from firsthand.foundation.money import Money
from firsthand.web.shared import formats

THEN = datetime(2024, 10, 14, 12, 52, tzinfo=UTC)

CASES: list[tuple[Callable[..., object], object, str, str]] = [
    (formats.duration, timedelta(minutes=25, seconds=59), "25 min", "25分钟"),
    (formats.duration, 80 * 60, "1 h 20 min", "1小时20分"),
    (formats.duration, timedelta(days=2, hours=3), "2 d 3 h", "2天3小时"),
    (formats.duration, timedelta(minutes=-12), "12 min", "12分钟"),
    (formats.share, 0.8546, "85.5%", "85.5%"),
    (formats.share, 0, "0.0%", "0.0%"),
    (formats.number, 3884, "3,884", "3,884"),
    (formats.money, Money("EUR", 3999), "€39.99", "€39.99"),
    (formats.money, Money("JPY", 1200), "JP¥1,200", "JP¥1,200"),
    (formats.clock, THEN, "14:52", "14:52"),
    (formats.day, date(2026, 10, 14), "Wed 14 Oct", "10月14日周三"),
    (formats.moment, THEN, "14 Oct 2024 14:52", "2024年10月14日 14:52"),
]


@pytest.mark.parametrize(("write", "value", "english", "chinese"), CASES)
def test_a_value_is_written_for_its_reader(
    write: Callable[..., object], value: object, english: str, chinese: str
) -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        with translation.override("en"):
            assert write(value) == english
        with translation.override("zh-hans"):
            assert write(value) == chinese


@pytest.mark.parametrize(
    "name",
    ["ago", "clock", "day", "moment", "duration", "money", "number", "share", "dash"],
)
def test_what_never_was_is_a_dash_and_never_a_zero(name: str) -> None:
    template = engines["django"].from_string("{{ value|" + name + " }}")
    assert template.render({"value": None}) == "—"


def test_zero_is_a_value() -> None:
    assert formats.dash(0) == 0


@pytest.mark.parametrize(
    ("passed", "english", "chinese"),
    [
        (timedelta(hours=-3), "3 hours ago", "3小时前"),
        (timedelta(minutes=20), "in 20 minutes", "20分钟后"),
    ],
)
def test_time_between_is_said_in_words(
    passed: timedelta, english: str, chinese: str
) -> None:
    with translation.override("en"):
        assert formats.time_between(THEN + passed, THEN) == english
    with translation.override("zh-hans"):
        assert formats.time_between(THEN + passed, THEN) == chinese


def test_the_time_of_day_follows_the_person() -> None:
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert formats.clock(THEN) == "20:52"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "value", [0, 7, 1234567, 0.25, 0.35, 12.05, 999.96, 1234.5, -3.25, 0.0, 1e-9]
)
def test_numbers_are_written_as_babel_writes_them(language: str, value: float) -> None:
    with translation.override(language):
        locale = formats.locale()
        assert formats.number(value) == numbers.format_decimal(value, "#,##0.#", locale)
        assert formats.decimals(value, 2) == numbers.format_decimal(
            value, "#,##0.00", locale
        )
        assert formats.share(value) == numbers.format_percent(value, "0.0%", locale)

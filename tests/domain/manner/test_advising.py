"""What stands beside a reply: how to write to this buyer, and his next holiday."""

from __future__ import annotations

from datetime import UTC, date, datetime

from firsthand.domain.manner import queries
from firsthand.domain.manner.queries.advising import _names
from firsthand.domain.manner.rules.holidays import _RULES
from firsthand.domain.stores.rules import BY_CODE


def test_every_marketplace_has_a_card_in_both_languages() -> None:
    for code in BY_CODE:
        card = queries.card(code)
        assert card is not None, code
        assert all(set(words) == {"en", "zh"} for words in card)


def test_every_holiday_has_a_name_in_both_languages() -> None:
    codes = {code for rules in _RULES.values() for code in rules} | {"citizens"}
    assert codes == set(_names())
    assert all(set(words) == {"en", "zh"} for words in _names().values())


def test_a_holiday_is_today_by_the_buyers_calendar() -> None:
    at = datetime(2026, 11, 2, 23, tzinfo=UTC)  # The third in Tokyo: Culture Day.
    found = queries.holiday("JP", "Asia/Tokyo", at=at)
    assert found is not None
    assert (found.day, found.is_today) == (date(2026, 11, 3), True)
    assert queries.holiday("PL", "Europe/Warsaw", at=at) is None

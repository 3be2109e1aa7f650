"""Public holidays as their countries published them."""

from __future__ import annotations

from datetime import date

import pytest

from firsthand.domain.manner.rules.holidays import easter, holidays, next_holiday


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))]
)
def test_easter_falls_where_the_church_says(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("country", "day", "code"),
    [
        ("US", date(2026, 11, 26), "thanksgiving"),
        ("US", date(2026, 7, 3), "independence"),  # The fourth is a Saturday.
        ("US", date(2027, 7, 5), "independence"),  # The fourth is a Sunday.
        ("UK", date(2026, 12, 28), "boxing-day"),  # The 26th is a Saturday.
        ("UK", date(2026, 8, 31), "summer"),
        ("DE", date(2026, 5, 14), "ascension"),
        ("FR", date(2026, 7, 14), "bastille"),
        ("IT", date(2026, 4, 6), "easter-monday"),
        ("ES", date(2026, 10, 12), "spain"),
        ("JP", date(2026, 3, 20), "vernal-equinox"),
        ("JP", date(2026, 9, 22), "citizens"),
        ("JP", date(2026, 5, 6), "constitution"),  # The third is a Sunday.
        ("CA", date(2026, 5, 18), "victoria"),
        ("AU", date(2027, 12, 28), "boxing-day"),  # Both are on a weekend.
    ],
)
def test_a_holiday_is_on_the_day_that_was_published(
    country: str, day: date, code: str
) -> None:
    assert holidays(country, day.year)[day] == code


def test_the_next_holiday_may_be_today_or_next_year() -> None:
    assert next_holiday("DE", date(2026, 12, 25)) == (date(2026, 12, 25), "christmas")
    assert next_holiday("DE", date(2026, 12, 27)) == (date(2027, 1, 1), "new-year")
    assert next_holiday("SE", date(2026, 12, 27)) is None

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules import local_days


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/Los_Angeles", date(2026, 3, 8), 23),
        ("America/Los_Angeles", date(2026, 3, 9), 24),
        ("America/Los_Angeles", date(2026, 11, 1), 25),
        ("Asia/Shanghai", date(2026, 3, 8), 24),
        ("Asia/Kolkata", date(2026, 3, 29), 24),  # Half an hour off, without a change.
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),  # The change is half an hour.
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Beirut", date(2026, 3, 29), 23),  # There is no midnight on that day.
        ("America/Havana", date(2026, 11, 1), 25),  # Midnight comes twice.
        ("Pacific/Apia", date(2011, 12, 30), 0),  # Samoa crossed the date line.
    ],
)
def test_how_long_a_day_really_is(zone: str, day: date, hours: float) -> None:
    assert local_days.hours_in(day, ZoneInfo(zone)) == hours


def test_a_day_begins_at_the_midnight_of_its_zone() -> None:
    begins = local_days.begins_at(date(2026, 3, 8), ZoneInfo("Asia/Kolkata"))
    assert begins == datetime(2026, 3, 7, 18, 30, tzinfo=UTC)
    jumped = local_days.begins_at(date(2026, 3, 29), ZoneInfo("Asia/Beirut"))
    assert jumped == datetime(2026, 3, 28, 22, tzinfo=UTC)


@given(
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.integers(1, 400),
    st.timezone_keys().map(ZoneInfo),
)
def test_the_days_of_a_zone_leave_no_gap(first: date, days: int, tz: ZoneInfo) -> None:
    all_of_them = [first + timedelta(days=day) for day in range(days)]
    whole = sum((local_days.length_of(day, tz) for day in all_of_them), timedelta())
    end = local_days.begins_at(first + timedelta(days=days), tz)
    assert whole == end - local_days.begins_at(first, tz)
    assert min(local_days.length_of(day, tz) for day in all_of_them) >= timedelta()

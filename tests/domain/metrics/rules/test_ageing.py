from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.ageing import STEPS, ages

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_wait_of_exactly_a_day_is_not_under_a_day() -> None:
    waits = [NOON - hours * HOUR for hours in (2, 8, 16, 24, 48, 216)]
    assert ages(waits, as_of=NOON) == [1, 1, 1, 1, 1, 1]
    just_under = [NOON - 24 * HOUR + timedelta(microseconds=1)]
    assert ages(just_under, as_of=NOON) == [0, 0, 1, 0, 0, 0]


def test_hours_are_elapsed_ones_when_the_clock_is_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    since = datetime(2026, 3, 28, 20, tzinfo=berlin)
    now = datetime(2026, 3, 29, 20, tzinfo=berlin)  # 23 hours later.
    assert ages([since], as_of=now, steps=[24 * HOUR]) == [1, 0]


@given(st.lists(st.integers(0, 400)))
def test_everybody_who_waits_stands_in_one_step(hours: list[int]) -> None:
    found = ages((NOON - hour * HOUR for hour in hours), as_of=NOON)
    assert sum(found) == len(hours)
    assert len(found) == len(STEPS) + 1
    assert found[-1] == sum(hour >= 168 for hour in hours)


def test_who_writes_later_does_not_wait_yet() -> None:
    with pytest.raises(ValueError, match="nobody waits"):
        ages([NOON + HOUR], as_of=NOON)


@pytest.mark.parametrize("steps", [[2, 1], [1, 1], [0, 1], [-1, 1]])
def test_steps_that_do_not_rise_are_refused(steps: list[int]) -> None:
    with pytest.raises(ValueError, match="rise"):
        ages([], as_of=NOON, steps=[step * HOUR for step in steps])

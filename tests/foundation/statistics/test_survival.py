from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    kaplan_meier,
    kaplan_meier_median,
)


def test_survival_of_a_running_cohort() -> None:
    days = [1, 3, 7, 7, 7, 7, 7, 5, 4, 2]
    cohort = [(float(day), place < 2) for place, day in enumerate(days)]
    assert kaplan_meier(cohort, until=7) == pytest.approx(0.7875)


waits = st.lists(st.tuples(st.integers(0, 9).map(float), st.booleans()), max_size=40)


@given(waits, st.integers(0, 10))
def test_survival_lies_between_the_bounds(
    units: list[tuple[float, bool]], until: int
) -> None:
    ended = sum(happened and wait <= until for wait, happened in units)
    assert 0 <= kaplan_meier(units, until) <= 1 - ended / max(len(units), 1) + 1e-9


@given(st.lists(st.integers(0, 99).map(float), min_size=1))
def test_without_anybody_waiting_the_median_is_the_ordinary_lower_one(
    done: list[float],
) -> None:
    median = kaplan_meier_median((wait, True) for wait in done)
    assert median == sorted(done)[(len(done) - 1) // 2]


def test_half_still_waiting_leaves_the_median_unknown() -> None:
    assert kaplan_meier_median([(1.0, True), (5.0, False), (5.0, False)]) is None
    assert kaplan_meier_median([]) is None


def test_nobody_can_have_been_watched_for_less_than_no_time() -> None:
    with pytest.raises(ValueError, match="watched for -1"):
        kaplan_meier([(2.0, True), (-1.0, False)], until=7)
    with pytest.raises(ValueError, match="watched for nan"):
        kaplan_meier([(float("nan"), False)], until=7)

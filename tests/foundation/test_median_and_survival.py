from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    kaplan_meier,
    kaplan_meier_median,
    median_ranks,
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


@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (10, (2, 9)), (100, (40, 61))])
def test_ranks_around_the_median_as_in_the_tables(n: int, ranks: tuple[int, int]) -> None:
    assert median_ranks(n) == ranks


@pytest.mark.parametrize("n", [6, 50, 100, 101, 400])
def test_the_ranks_cover_the_median_in_about_ninety_five_of_a_hundred(n: int) -> None:
    ranks = median_ranks(n)
    assert ranks is not None
    outside = 2 * sum(comb(n, k) for k in range(ranks[0])) / 2**n
    assert outside <= 0.0505


def test_five_values_say_too_little_about_the_median() -> None:
    assert median_ranks(5) is None

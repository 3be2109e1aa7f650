from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    counts_behind,
    counts_giving,
    nearest_total,
    percent,
    stated,
)


def parts(most: int) -> st.SearchStrategy[list[int]]:
    """Draw three counts with at least one unit."""
    return st.lists(st.integers(0, most), min_size=3, max_size=3).filter(any)


def rounded(counts: list[int] | tuple[int, ...]) -> list[int]:
    return [int(percent(count, sum(counts))) for count in counts]


def test_percentages_rounded_one_by_one_need_not_add_up() -> None:
    assert rounded([1001, 15, 4]) == [98, 1, 0]


def test_a_half_is_rounded_up_however_binary_fractions_see_it() -> None:
    assert percent(1, 200) == 1
    assert percent(285, 20_000, 2) == Decimal("1.43")  # 1.425 is 1.42 in floats.
    assert str(percent(1, 2, 2)) == "50.00"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 3))
def test_rounding_is_that_of_exact_decimals(part: int, whole: int, places: int) -> None:
    part = min(part, whole)
    with localcontext(prec=60):
        exact = Decimal(100 * part) / whole
        expected = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert percent(part, whole, places) == expected


@given(st.integers(0, 10_000), st.integers(1, 400))
def test_exactly_the_counts_that_round_to_a_percentage_give_it(
    percentage: int, total: int
) -> None:
    giving = [n for n in range(total + 1) if int(percent(n, total, 2) * 100) == percentage]
    assert list(counts_giving(percentage, total, 2)) == giving


def test_the_counts_behind_a_table() -> None:
    assert counts_behind([89, 2, 9], 47) == (42, 1, 4)
    assert counts_behind([59, 5, 36], 21) is None
    assert nearest_total([59, 5, 36], 21) == 22
    assert counts_behind([59, 5, 36], 22) == (13, 1, 8)


@given(parts(300))
def test_what_was_counted_can_be_behind_its_own_percentages(counts: list[int]) -> None:
    total = sum(counts)
    found = counts_behind(rounded(counts), total)
    assert found is not None
    assert sum(found) == total
    assert rounded(found) == rounded(counts)
    if total <= 100:
        assert list(found) == counts  # Then there is no second answer.
    assert nearest_total(rounded(counts), total) == total


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3), st.integers(1, 25))
def test_no_answer_means_that_no_counts_at_all_would_do(
    percentages: list[int], total: int
) -> None:
    made = any(
        rounded([a, b, total - a - b]) == percentages
        for a, b in product(range(total + 1), repeat=2)
        if a + b <= total
    )
    assert (counts_behind(percentages, total) is not None) == made


@given(parts(30).map(rounded), st.integers(1, 60))
def test_no_total_nearer_than_the_nearest_would_do(
    percentages: list[int], total: int
) -> None:
    nearest = nearest_total(percentages, total)
    assert nearest is not None  # Some counts made them.
    away = abs(nearest - total)
    for other in range(max(1, total - away + 1), total + away):
        assert counts_behind(percentages, other) is None
    if nearest > total and nearest - 2 * away >= 1:
        assert counts_behind(percentages, total - away) is None


@pytest.mark.parametrize(
    "percentages", [[40, 40, 40], [30, 30, 30], [100, 1, 1], [0, 0, 0], [100, 100, 0]]
)
def test_some_percentages_are_nobodys(percentages: list[int]) -> None:
    assert nearest_total(percentages, 21) is None


def test_a_whole_rounded_up_twice_needs_an_even_number() -> None:
    # 50.5 and 49.5 both round up: only totals that are multiples of 200 do that.
    assert nearest_total([51, 50], 330) == 400
    assert nearest_total([51, 50], 1) == 200


def test_a_total_of_billions_is_answered_at_once() -> None:
    found = counts_behind([33, 33, 33], 10**12)
    assert found is not None
    assert sum(found) == 10**12


@pytest.mark.parametrize("value", ["59.5", "101", "-1", "NaN", "Infinity"])
def test_what_is_no_whole_percentage_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"percentage|between"):
        stated(Decimal(value))


def test_a_stated_percentage_keeps_its_decimals() -> None:
    assert stated(Decimal("5.82"), 2) == 582
    assert stated(Decimal("100"), 2) == 10_000


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 2)])
def test_nothing_counted_has_no_percentage(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no percentage"):
        percent(part, whole)


@pytest.mark.parametrize("ask", [counts_behind, nearest_total])
def test_a_table_of_nobody_is_refused(ask) -> None:
    with pytest.raises(ValueError, match="was made from 0"):
        ask([50, 50], 0)

from __future__ import annotations

from fractions import Fraction
from math import comb
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    median_ranks,
    quantile,
    quantile_ranks,
    share_within,
)

values = st.lists(st.integers(0, 999).map(float), min_size=1, max_size=60).map(sorted)


def test_mean_waits_hide_what_the_median_and_the_tail_show() -> None:
    hours = [0.5, 0.7, 1.0, 1.2, 1.5, 2.0, 2.2, 3.0, 4.0, 70.0]
    assert quantile(hours, 0.5) == 1.75
    assert quantile(hours, 0.9) == pytest.approx(10.6)
    assert share_within(hours, 24) == 0.9


def test_a_wait_of_exactly_the_limit_is_within_it() -> None:
    assert share_within([1.0, 4.0, 4.5], 4) == pytest.approx(2 / 3)


def test_no_values_have_no_quantile_and_no_share() -> None:
    assert quantile([], 0.5) is None
    assert share_within([], 4) is None


@given(values)
def test_quantiles_are_those_of_the_standard_library(ordered: list[float]) -> None:
    twice = ordered * 2 if len(ordered) == 1 else ordered  # It wants two values.
    expected = quantiles(twice, n=10, method="inclusive")
    got = [quantile(twice, tenth / 10) for tenth in range(1, 10)]
    assert got == pytest.approx(expected)


@given(values, st.floats(0, 1))
def test_a_quantile_lies_among_the_values(ordered: list[float], q: float) -> None:
    found = quantile(ordered, q)
    assert found is not None
    assert ordered[0] <= found <= ordered[-1]


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


@pytest.mark.parametrize("q", [0.1, 0.5, 0.75, 0.9])
@pytest.mark.parametrize("n", [60, 200, 999, 1001, 1500])
def test_the_ranks_of_any_quantile_cover_it(n: int, q: float) -> None:
    ranks = quantile_ranks(n, q)
    assert ranks is not None
    low, high = ranks
    part = Fraction(q).limit_denominator(100)
    hits, misses = part.numerator, part.denominator - part.numerator
    ways = [comb(n, k) * hits**k * misses ** (n - k) for k in range(n + 1)]
    whole = part.denominator**n
    below, above = Fraction(sum(ways[:low]), whole), Fraction(sum(ways[high:]), whole)
    allowed = 0.025 if n <= 1000 else 0.028
    assert below <= allowed
    assert above <= allowed
    # And no pair of closer ranks would do.
    assert below + Fraction(ways[low], whole) > 0.02
    assert above + Fraction(ways[high - 1], whole) > 0.02


def test_the_ranks_of_the_median_are_those_of_whole_numbers() -> None:
    for n in range(6, 101):
        ranks = median_ranks(n)
        assert ranks is not None
        low = ranks[0]
        assert ranks == (low, n + 1 - low)
        assert 40 * sum(comb(n, k) for k in range(low)) <= 2**n
        assert 40 * sum(comb(n, k) for k in range(low + 1)) > 2**n


def test_the_tail_needs_more_values_than_the_median() -> None:
    assert quantile_ranks(35, 0.9) is None
    assert quantile_ranks(36, 0.9) is not None
    with pytest.raises(ValueError, match="no values enclose"):
        quantile_ranks(100, 1.0)

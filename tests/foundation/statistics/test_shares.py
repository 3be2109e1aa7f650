from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import fisher_exact, newcombe, wilson

Counts = tuple[int, int]


def counts(most: int) -> st.SearchStrategy[Counts]:
    """Draw hits and units."""
    return st.integers(1, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Checked against R: binom::binom.confint(method = "wilson").
        (10, 10, 0.7225, 1.0),
        (0, 10, 0.0, 0.2775),
        (85, 100, 0.7672, 0.9069),
        (430, 500, 0.8268, 0.8877),
    ],
)
def test_the_interval_of_a_share(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(counts(10_000))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(counted: Counts) -> None:
    hits, n = counted
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (2, 1), (-1, 5)])
def test_nothing_counted_has_no_interval(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(hits, n)


@given(counts(10_000))
def test_misses_have_the_mirrored_interval(counted: Counts) -> None:
    hits, n = counted
    low, high = wilson(hits, n)
    assert wilson(n - hits, n) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_the_interval_of_a_difference() -> None:
    # Newcombe (1998), table II, contrast (a) by method 10: 56/70 and 48/80.
    assert newcombe(56, 70, 48, 80) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )


@given(counts(500), counts(500))
def test_the_other_way_round_the_difference_turns_its_sign(
    one: Counts, other: Counts
) -> None:
    low, high = newcombe(*one, *other)
    assert newcombe(*other, *one) == (pytest.approx(-high), pytest.approx(-low))
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1


def test_the_lady_who_tasted_tea() -> None:
    # Fisher, "The Design of Experiments" (1935): 3 of 4 right, two-sided 34 of 70.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert fisher_exact(4, 4, 0, 4) == pytest.approx(2 / 70)


def slow_fisher(hits: int, n: int, other_hits: int, other_n: int) -> Fraction:
    """Sum over all tables with these margins, in whole numbers."""
    drawn = hits + other_hits
    ways = [comb(n, k) * comb(other_n, drawn - k) for k in range(min(n, drawn) + 1)]
    return Fraction(sum(w for w in ways if w <= ways[hits]), sum(ways))


@given(counts(40), counts(40))
def test_the_exact_test_is_the_sum_over_all_tables(one: Counts, other: Counts) -> None:
    p = fisher_exact(*one, *other)
    assert p == pytest.approx(float(slow_fisher(*one, *other)))
    assert p == pytest.approx(fisher_exact(*other, *one))
    assert 0 < p <= 1


def test_the_exact_test_of_many_thousands() -> None:
    assert fisher_exact(80, 10_000, 50, 10_000) == pytest.approx(0.010442298)
    assert fisher_exact(500_000, 1_000_000, 500_000, 1_000_000) == pytest.approx(1.0)
    assert fisher_exact(1_000_000, 1_000_000, 0, 1_000_000) == 0.0


def test_nothing_counted_contradicts_nothing() -> None:
    assert fisher_exact(0, 0, 3, 10) == 1.0
    assert fisher_exact(0, 5, 0, 7) == 1.0


@pytest.mark.parametrize("sides", [(2, 1, 0, 5), (0, 5, 6, 5), (-1, 5, 0, 5)])
def test_impossible_counts_are_not_compared(sides: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        fisher_exact(*sides)

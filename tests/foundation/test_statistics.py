from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import wilson


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


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(counts) -> None:
    hits, n = counts
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (2, 1), (-1, 5)])
def test_nothing_counted_has_no_interval(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(hits, n)

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import at_least, chance_limits


def test_heads_of_four_coins() -> None:
    assert [at_least(k, 4, 0.5) for k in range(5)] == pytest.approx(
        [1, 15 / 16, 11 / 16, 5 / 16, 1 / 16]
    )


@given(st.integers(0, 60), st.data())
def test_the_tail_is_the_sum_of_exact_terms(n, data) -> None:
    hits, tenths = data.draw(st.integers(0, n)), data.draw(st.integers(0, 10))
    exact = sum(
        comb(n, k) * tenths**k * (10 - tenths) ** (n - k) for k in range(hits, n + 1)
    )
    assert at_least(hits, n, tenths / 10) == pytest.approx(exact / 10**n, abs=1e-12)


@given(st.integers(1, 400), st.floats(0.01, 0.99), st.sampled_from([0.95, 0.998]))
def test_beyond_the_limits_lies_no_more_than_was_said(n, share, coverage) -> None:
    low, high = chance_limits(n, share, coverage)
    tail = (1 - coverage) / 2 + 1e-9
    assert 0 <= low <= high <= n
    assert 1 - at_least(low, n, share) <= tail
    assert 1 - at_least(low + 1, n, share) > tail - 2e-9 if low < n else True
    assert (at_least(high + 1, n, share) if high < n else 0) <= tail


def test_a_share_of_nothing_or_all_leaves_one_count() -> None:
    assert chance_limits(20, 0.0, 0.95) == (0, 0)
    assert chance_limits(20, 1.0, 0.95) == (20, 20)


@pytest.mark.parametrize(("hits", "n", "share"), [(2, 1, 0.5), (-1, 1, 0.5), (0, 1, 1.5)])
def test_what_cannot_be_counted_is_refused(hits, n, share) -> None:
    with pytest.raises(ValueError, match="no probability"):
        at_least(hits, n, share)
    with pytest.raises(ValueError, match="no limits"):
        chance_limits(0, 0.5, 0.95)

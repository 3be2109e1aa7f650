from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.lines import band, meets, ratio
from firsthand.foundation.statistics import wilson

LINES = {"base": 0.85, "better": 0.9, "min_n": 30}


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    [
        (86, 100, "unclear_at_base"),
        (430, 500, "unclear_at_base"),  # 86 %, and still not sure.
        (940, 1000, "better"),
        (890, 1000, "base_met"),
        (800, 1000, "below"),
        (80, 100, "unclear_at_base"),
        (3, 4, "too_few"),
        (29, 29, "too_few"),
        (0, 0, "too_few"),
    ],
)
def test_the_band_a_share_lies_in(hits: int, n: int, expected: str) -> None:
    assert band(hits, n, **LINES) == expected


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_band_is_only_named_when_the_whole_interval_lies_in_it(counts) -> None:
    low, high = wilson(*counts)
    named = band(*counts, **LINES)
    assert (named == "too_few") == (counts[1] < 30)
    if named in ("better", "base_met"):
        assert low > 0.85
    if named == "below":
        assert high < 0.85
    if named == "unclear_at_base":
        assert low <= 0.85 <= high


def test_lines_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="in that order"):
        band(3, 4, base=0.9, better=0.85, min_n=1)
    with pytest.raises(ValueError, match="no share for 5 of 4"):
        band(5, 4, **LINES)


@pytest.mark.parametrize(
    ("part", "whole", "comparison", "line", "met"),
    [
        (190, 200, ">=", "0.95", True),
        (190, 200, ">", "0.95", False),
        (1, 4, "<", "0.25", False),  # "Less than a quarter" is missed by a quarter.
        (1, 4, "<=", "0.25", True),
        (7, 70, "<=", "0.1", True),  # In floats 7 / 70 is above 0.1.
    ],
)
def test_a_line_is_met_as_it_says(
    part: int, whole: int, comparison, line: str, met: bool
) -> None:
    value = ratio(part, whole)
    assert value is not None
    assert meets(value, comparison, Decimal(line)) is met


def test_no_whole_has_no_ratio_and_negative_ones_are_refused() -> None:
    assert ratio(0, 0) is None
    assert ratio(5, 4) == Fraction(5, 4)  # Contacts per issue.
    with pytest.raises(ValueError, match="cannot have been counted"):
        ratio(-1, 4)

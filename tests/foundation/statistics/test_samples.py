from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import units_for_precision, units_per_arm


@pytest.mark.parametrize(
    ("share", "half_width", "population", "needed"),
    [
        (0.85, 0.05, None, 196),
        (0.85, 0.03, None, 545),
        (0.9, 0.05, None, 139),
        (0.9, 0.05, 400, 103),  # There are only so many to draw from.
        (0.5, 0.05, None, 385),  # The textbook's number.
        (1.0, 0.05, None, 0),  # What never varies needs no sample.
    ],
)
def test_units_for_an_interval(
    share: float, half_width: float, population: int | None, needed: int
) -> None:
    assert units_for_precision(share, half_width, population) == needed


@given(st.floats(0.01, 0.99), st.floats(0.005, 0.2), st.integers(1, 10_000))
def test_nobody_is_asked_for_more_than_there_are(
    share: float, half_width: float, population: int
) -> None:
    needed = units_for_precision(share, half_width, population)
    assert needed <= min(population, units_for_precision(share, half_width))


@pytest.mark.parametrize(
    ("share", "other", "needed"),
    [(0.8, 0.85, 906), (0.7, 0.8, 294), (0.06, 0.05, 8158), (0.008, 0.005, 11263)],
)
def test_units_to_tell_two_shares_apart(share: float, other: float, needed: int) -> None:
    assert units_per_arm(share, other) == needed
    assert units_per_arm(other, share) == needed


@pytest.mark.parametrize("numbers", [(1.2, 0.05), (0.5, 0), (-0.1, 0.1)])
def test_impossible_precision_is_refused(numbers: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no sample gives"):
        units_for_precision(*numbers)


def test_nobody_cannot_be_sampled_and_equal_shares_not_told_apart() -> None:
    with pytest.raises(ValueError, match="from nobody"):
        units_for_precision(0.5, 0.1, 0)
    with pytest.raises(ValueError, match="no number of units"):
        units_per_arm(0.5, 0.5)
    with pytest.raises(ValueError, match="no number of units"):
        units_per_arm(0.5, 1.5)

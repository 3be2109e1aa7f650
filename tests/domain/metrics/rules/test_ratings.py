from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.ratings import Ratings, rating_rates, satisfaction


def ratings(positive: int, neutral: int, negative: int) -> Ratings:
    return Ratings(positive=positive, neutral=neutral, negative=negative)


def test_whole_percents_as_the_marketplace_prints_them() -> None:
    assert ratings(1001, 15, 4).percentages() == (98, 1, 0)  # Together 99.
    assert ratings(0, 0, 0).percentages() is None


def test_of_all_tickets_and_of_ratings_are_two_different_figures() -> None:
    rates = rating_rates(ratings(120, 12, 18), tickets=2000)
    assert rates.negative_of_tickets == Fraction("0.009")
    assert rates.positive_of_tickets == Fraction("0.06")
    assert rates.negative_of_ratings == Fraction("0.12")
    assert rates.positive_of_ratings == Fraction("0.8")
    assert rates.rated == Fraction("0.075")


def test_without_ratings_their_shares_are_unknown_and_not_zero() -> None:
    silent = rating_rates(ratings(0, 0, 0), tickets=10)
    assert silent.negative_of_ratings is None
    assert silent.negative_of_tickets == 0
    assert rating_rates(ratings(0, 0, 0), tickets=0).rated is None


def test_more_ratings_than_tickets_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot come from 2 tickets"):
        rating_rates(ratings(1, 1, 1), tickets=2)
    with pytest.raises(ValueError, match="fewer than no ratings"):
        ratings(3, -1, 0)


def test_silence_leaves_room_on_both_sides() -> None:
    found = satisfaction(satisfied=132, answers=150, asked=1000)
    assert found.value == Fraction("0.88")
    assert (found.worst, found.best) == (Fraction("0.132"), Fraction("0.982"))


@given(st.lists(st.integers(0, 999), min_size=3, max_size=3).map(sorted))
def test_the_answers_lie_between_the_bounds(counts: list[int]) -> None:
    satisfied, answers, asked = counts
    found = satisfaction(satisfied=satisfied, answers=answers, asked=asked)
    assert (found.value is None) == (answers == 0)
    if found.value is not None:
        assert found.worst is not None
        assert found.best is not None
        assert found.worst <= found.value <= found.best
        if answers == asked:
            assert found.worst == found.best


def test_more_satisfied_than_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="5 satisfied of 4"):
        satisfaction(satisfied=5, answers=4, asked=10)

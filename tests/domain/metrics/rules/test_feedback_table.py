from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.feedback_table import StatedMix, checked, compared


def mix(positive: int, neutral: int, negative: int, n: int) -> StatedMix:
    return StatedMix(positive=positive, neutral=neutral, negative=negative, n=n)


BEFORE, AFTER = mix(59, 5, 36, n=21), mix(89, 2, 9, n=47)


def test_percentages_that_their_number_of_ratings_cannot_make() -> None:
    change = compared(BEFORE, AFTER)
    assert change.before.counts is None
    assert change.before.nearest_n == 22
    assert change.before.nearest_counts == (13, 1, 8)
    assert change.after.counts == change.after.nearest_counts == (42, 1, 4)


def test_the_change_with_what_chance_has_to_say_about_it() -> None:
    change = compared(BEFORE, AFTER)
    assert change.points == (30, -3, -27)
    assert change.volume == pytest.approx(47 / 21)
    assert change.p == pytest.approx(0.007969806437)
    assert change.difference == pytest.approx((0.089498324, 0.514949378))
    assert change.before.interval == pytest.approx((0.387348185, 0.767441838))
    assert change.after.interval == pytest.approx((0.774057307, 0.953695218))


def test_percentages_of_nobody_are_not_compared() -> None:
    change = compared(mix(40, 40, 40, n=20), AFTER)
    assert change.before.nearest_n is None
    assert change.before.interval is None
    assert change.p is None
    assert change.difference is None
    assert change.points == (49, -38, -31)


@given(
    st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(any),
    st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(any),
)
def test_a_true_table_is_found_true_and_the_way_back_is_the_opposite(before, after) -> None:
    first, second = (
        mix(*((200 * k + n) // (2 * n) for k in counts), n=n)
        for counts in (before, after)
        for n in [sum(counts)]
    )
    there, back = compared(first, second), compared(second, first)
    assert there.before.counts is not None
    assert there.before.nearest_n == first.n
    assert there.p == pytest.approx(back.p)
    assert there.difference is not None
    assert back.difference is not None
    assert there.difference == pytest.approx((-back.difference[1], -back.difference[0]))


@pytest.mark.parametrize("wrong", [(101, 0, 0, 5), (-1, 50, 51, 5)])
def test_what_is_no_percentage_is_refused(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        mix(*wrong)


def test_no_ratings_have_no_percentages() -> None:
    with pytest.raises(ValueError, match="made from 0 ratings"):
        checked(mix(50, 0, 50, n=0))

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    long_runs,
    share_chart,
    single_value_chart,
    steady_trends,
)

DAYS = [(30, 400), (42, 420), (28, 390), (45, 410), (33, 400), (38, 405), (60, 415)]

points = st.lists(
    st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    max_size=30,
)


def test_many_contacts_a_day_alarm_the_plain_chart_but_not_laneys() -> None:
    chart = share_chart(DAYS)
    assert chart is not None
    assert chart.centre == pytest.approx(0.0971830986)
    assert chart.sigma_z == pytest.approx(1.8076665908)
    assert chart.outside_counting == [6]
    assert chart.outside_laney == []
    assert chart.outside == []
    assert not chart.is_firm


def test_days_that_vary_no_more_than_counting_keep_the_plain_limits() -> None:
    quiet = share_chart([(40, 400), (41, 400)] * 10)
    assert quiet is not None
    assert quiet.sigma_z is not None
    assert quiet.sigma_z < 1
    # A factor under 1 would call every breath an alarm.
    assert quiet.inflation == 1
    sigma = (quiet.centre * (1 - quiet.centre) / 400) ** 0.5
    assert quiet.bands[0] == (
        pytest.approx(quiet.centre - 3 * sigma),
        pytest.approx(quiet.centre + 3 * sigma),
    )
    assert quiet.is_firm


def test_a_day_without_contacts_is_a_gap_and_not_a_zero() -> None:
    whole = share_chart([(3, 10), (5, 10)])
    gap = share_chart([(3, 10), (0, 0), (5, 10)])
    assert whole is not None
    assert gap is not None
    assert gap.bands[1] is None
    assert (gap.centre, gap.sigma_z) == (whole.centre, whole.sigma_z)


def test_nothing_counted_has_no_chart_and_one_day_no_variation() -> None:
    assert share_chart([]) is None
    assert share_chart([(0, 0)]) is None
    one = share_chart([(3, 10)])
    assert one is not None
    assert one.sigma_z is None
    assert one.outside == []


@given(points)
def test_the_band_holds_the_centre_and_says_who_is_outside(
    counts: list[tuple[int, int]],
) -> None:
    chart = share_chart(counts)
    assume(chart is not None)
    assert chart is not None
    assert set(chart.outside_laney) <= set(chart.outside) <= set(chart.outside_counting)
    for place, ((hits, n), band) in enumerate(zip(counts, chart.bands, strict=True)):
        assert (band is None) == (n == 0)
        if band is None:
            continue
        assert 0 <= band[0] <= chart.centre + 1e-12
        assert chart.centre - 1e-12 <= band[1] <= 1
        if place in chart.outside:
            assert not band[0] + 1e-9 < hits / n < band[1] - 1e-9
        else:
            assert band[0] - 1e-9 <= hits / n <= band[1] + 1e-9


def test_impossible_counts_have_no_chart() -> None:
    with pytest.raises(ValueError, match="more hits than units"):
        share_chart([(3, 10), (11, 10)])


def test_limits_of_one_value_per_week() -> None:
    chart = single_value_chart([86, 88, 85, 87, 90, 86, 84, 88])
    assert (chart.mean, chart.mean_step) == (86.75, pytest.approx(2.857142857))
    assert (chart.low, chart.high) == (pytest.approx(79.15), pytest.approx(94.35))
    assert chart.step_limit == pytest.approx(9.337142857)
    assert chart.outside == []


def test_a_leap_is_outside_and_so_is_the_step_to_it() -> None:
    chart = single_value_chart([50, 51, 50, 51, 50, 51, 50, 51, 50, 70])
    assert chart.outside == [9]
    assert chart.unusual_steps == [9]


@given(st.lists(st.integers(-99, 99), min_size=2, max_size=40), st.integers(-50, 50))
def test_moving_all_values_moves_the_limits_along(values: list[int], by: int) -> None:
    here, there = single_value_chart(values), single_value_chart([v + by for v in values])
    assert there.low == pytest.approx(here.low + by)
    assert there.high == pytest.approx(here.high + by)
    assert there.step_limit == pytest.approx(here.step_limit)


def test_one_value_has_no_limits() -> None:
    with pytest.raises(ValueError, match="two values"):
        single_value_chart([3])


def test_eight_on_one_side_are_a_run_and_seven_are_not() -> None:
    assert long_runs([1] * 8, 0) == [range(8)]
    assert long_runs([1] * 7 + [-1] * 9, 0) == [range(7, 16)]
    # A value on the centre belongs to no side.
    assert long_runs([1] * 5 + [0] + [1] * 5, 0) == []
    assert long_runs([], 0) == []


def test_six_rising_or_falling_are_a_trend_and_a_rest_ends_it() -> None:
    assert steady_trends([1, 2, 3, 4, 5, 6]) == [range(6)]
    assert steady_trends([9, 1, 2, 3, 4, 5]) == []
    assert steady_trends([1, 2, 3, 3, 4, 5, 6]) == []
    assert steady_trends([0, 9, 8, 7, 6, 5, 4, 9]) == [range(1, 7)]

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from firsthand.domain.health.rules import Arrivals, Course, Day, Forecast, forecast, line_of

FIRST = date(2026, 1, 1)
LINE = line_of(Decimal("0.01"), "LESS_THAN")
DAY = timedelta(days=1)


def course(*bad: int, n: int = 20, window: int = 60, **values: object) -> Course:
    assert LINE is not None
    days = [Day(FIRST + place * DAY, one, n) for place, one in enumerate(bad)]
    return Course(days=days, window=window, line=LINE, **values)


def looked(wanted: Course) -> Forecast:
    found = forecast(wanted)
    assert found is not None
    return found


def test_a_rate_far_under_its_line_is_not_expected_to_cross() -> None:
    found = looked(course(*[0] * 120))
    assert (found.early, found.likely, found.late, found.is_crossed) == (None,) * 3 + (
        False,
    )
    assert (found.n, found.bad, found.units_a_day) == (2400, 0, 20)


def test_twice_the_line_lately_crosses_within_the_window_with_an_interval() -> None:
    """The first sixty days were clean; since then every second day brings a defect."""
    found = looked(course(*[0] * 100, *[1, 0] * 10))
    assert not found.is_crossed
    assert found.early is not None
    assert found.likely is not None
    assert FIRST + 119 * DAY < found.early < found.likely
    assert found.late is None or found.late >= found.likely


def test_a_crossed_line_says_when_it_is_likely_over() -> None:
    """Thirty defects in one week, which leaves the window day by day."""
    found = looked(course(*[0] * 70, *[5] * 6, *[0] * 44))
    assert found.is_crossed
    # The week's first day was the 71st: it leaves when the window begins after it.
    assert found.over is not None
    assert FIRST + 130 * DAY <= found.over <= FIRST + 140 * DAY


def test_what_comes_late_is_still_expected_of_young_days() -> None:
    """Known at once, nothing more comes of the last weeks; known late, much does."""
    bad = [*([1] * 5 + [0] * 5) * 6, *[0] * 40]
    at_once = looked(course(*bad))
    late = looked(course(*bad, arrivals=Arrivals([30, 40, 50] * 10)))
    assert late.rate > at_once.rate
    assert dict(late.path)[FIRST + 129 * DAY] > dict(at_once.path)[FIRST + 129 * DAY]


def test_days_are_told_when_they_are_judged() -> None:
    assert looked(course(*[0] * 60, lag=14)).path[0][0] == FIRST + 60 * DAY + 14 * DAY


@pytest.mark.parametrize(("days", "n"), [(13, 100), (30, 1)])
def test_of_too_little_nothing_is_forecast(days: int, n: int) -> None:
    assert forecast(course(*[0] * days, n=n)) is None


def test_the_chance_of_many_follows_the_exact_one() -> None:
    """From 400 on the normal distribution is taken; the two must meet there."""
    assert LINE is not None
    chances = []
    for scale in (780, 820):  # Allows 389 and 409 of fifty days.
        days = [Day(FIRST + place * DAY, 8, scale) for place in range(50)]
        found = looked(Course(days=days, window=50, line=LINE))
        chances.append(found.path[-1][1])
    assert chances[0] > 0.5 > chances[1]
    exact, normal = (
        looked(
            Course(
                days=[Day(FIRST + place * DAY, 8, n) for place in range(50)],
                window=50,
                line=LINE,
            )
        ).path[-1][1]
        for n in (801, 803)
    )
    assert exact == pytest.approx(normal, abs=0.06)


def test_the_forecast_says_how_often_it_is_right() -> None:
    """Of sellers with a steady rate, the share that crosses is the chance that was told."""
    dice = Random(7)  # noqa: S311 -- nothing is kept secret by it
    told, crossed = [], 0
    assert LINE is not None
    for _seller in range(150):
        rate = dice.gammavariate(8, 0.001)
        counts = [sum(dice.random() < rate for _ in range(20)) for _ in range(100)]
        days = [Day(FIRST + place * DAY, one, 20) for place, one in enumerate(counts)]
        found = looked(Course(days=days[:70], window=30, line=LINE))
        told.append(found.path[29][1])
        crossed += LINE.is_crossed(sum(counts[70:]), 600)
    assert crossed / 150 == pytest.approx(sum(told) / 150, abs=0.09)

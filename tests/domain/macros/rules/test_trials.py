"""What a trial lets say, and what it does not."""

from __future__ import annotations

import pytest

from firsthand.domain.macros.rules.trials import Arm, Verdict, evaluated
from firsthand.foundation.statistics import newcombe

HALF = {"share": 0.5, "guard_points": 10.0, "is_over": True}
CONTROL = Arm(issues=100, solved=60, settled=100, harmed=2)


def arm(solved: int, **more: int) -> Arm:
    return Arm(**{"issues": 100, "solved": solved, "settled": 100, "harmed": 2} | more)


@pytest.mark.parametrize(
    ("solved", "verdict"),
    [(80, Verdict.BETTER), (65, Verdict.NO_DIFFERENCE), (40, Verdict.WORSE)],
)
def test_the_interval_of_the_difference_decides(solved: int, verdict: Verdict) -> None:
    found = evaluated(CONTROL, arm(solved), **HALF)
    assert found.verdict == verdict
    assert found.fcr.value == pytest.approx((solved - 60) / 100)
    assert (found.fcr.low, found.fcr.high) == newcombe(solved, 100, 60, 100)


def test_before_the_end_nothing_is_said_but_harm_is_watched() -> None:
    running = HALF | {"is_over": False}
    assert evaluated(CONTROL, arm(80), **running).verdict == Verdict.RUNNING
    harmful = arm(80, harmed=14)
    assert evaluated(CONTROL, harmful, **running).verdict == Verdict.HARMFUL


def test_so_many_points_more_harm_end_a_trial_whose_interval_still_covers_none() -> None:
    many = Arm(issues=100, solved=50, settled=100, harmed=40)
    worse = Arm(issues=100, solved=75, settled=100, harmed=50)
    found = evaluated(many, worse, **HALF)
    assert found.harm.low < 0
    assert found.verdict == Verdict.HARMFUL
    assert evaluated(many, worse, **HALF | {"guard_points": 11.0}).verdict == Verdict.BETTER
    few = Arm(issues=99, solved=50, settled=99, harmed=39)
    assert evaluated(few, worse, **HALF).verdict == Verdict.BETTER


def test_sides_of_sizes_the_lot_would_not_give_are_not_compared() -> None:
    skewed = evaluated(CONTROL, arm(35, issues=50, settled=50), **HALF)
    assert skewed.verdict == Verdict.SKEWED
    as_meant = HALF | {"share": 1 / 3}
    fair = evaluated(CONTROL, arm(48, issues=50, settled=50, harmed=1), **as_meant)
    assert fair.verdict == Verdict.BETTER


def test_too_few_say_nothing() -> None:
    few = Arm(issues=29, solved=29, settled=29)
    assert evaluated(few, few, **HALF).verdict == Verdict.TOO_FEW
    nothing = evaluated(Arm(), Arm(), **HALF)
    assert (nothing.verdict, nothing.fcr, nothing.harm) == (Verdict.TOO_FEW, None, None)
    assert nothing.needed is None


def test_it_says_how_many_issues_five_points_need() -> None:
    of_80 = evaluated(arm(80), arm(80), **HALF)
    assert of_80.needed == 906
    of_all = evaluated(arm(100), arm(100), **HALF)
    assert of_all.needed > 100  # Down to 95 %: above there is nothing to see.

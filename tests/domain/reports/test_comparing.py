"""Comparisons of shares, by hand."""

from __future__ import annotations

import pytest

from firsthand.domain.reports.rules import Counted, Verdict, change, did, prevented


def test_a_change_beyond_chance_is_better_or_worse_by_its_direction() -> None:
    before, after = Counted(350, 500), Counted(410, 500)
    found = change(before, after, better="higher")
    assert found.verdict == Verdict.BETTER
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.12)
    # Newcombe: Wilson of 410/500 is .7839 to .8512, of 350/500 .6584 to .7385.
    assert found.difference.low == pytest.approx(0.0672, abs=1e-4)
    assert found.difference.high == pytest.approx(0.1720, abs=1e-4)
    assert change(before, after, better="lower").verdict == Verdict.WORSE
    assert change(after, before, better="lower").verdict == Verdict.BETTER


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        pytest.param(Counted(0, 0), Counted(5, 9), Verdict.TOO_FEW, id="nothing before"),
        pytest.param(Counted(5, 9), Counted(0, 0), Verdict.TOO_FEW, id="nothing after"),
        pytest.param(Counted(1, 29), Counted(90, 100), Verdict.TOO_FEW, id="29 of one"),
        pytest.param(Counted(50, 100), Counted(55, 100), Verdict.UNCLEAR, id="by chance"),
    ],
)
def test_what_cannot_be_told_is_said_to_be_so(before, after, verdict) -> None:
    found = change(before, after, better="higher")
    assert found.verdict == verdict
    assert (found.difference is None) == (0 in (before.n, after.n))


def test_a_share_of_nothing_is_none_and_not_zero() -> None:
    assert Counted(0, 0).share is None
    assert Counted(0, 4).share == 0


def test_what_changed_for_everybody_is_taken_out() -> None:
    found = did(Counted(350, 500), Counted(410, 500), Counted(355, 500), Counted(370, 500))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.09, 0.01379293, 0.16620707), abs=1e-6
    )
    assert did(Counted(1, 2), Counted(1, 2), Counted(1, 2), Counted(0, 0)) is None


def test_claims_prevented_are_counted_against_what_silence_lets_expect() -> None:
    found = prevented(Counted(90, 100), Counted(30, 50))
    assert found is not None
    assert found.value == pytest.approx(30)
    assert 0 < found.low < 30 < found.high < 100
    harmful = prevented(Counted(30, 50), Counted(90, 100))
    assert harmful is not None
    assert harmful.value == pytest.approx(-15)
    assert prevented(Counted(0, 0), Counted(3, 5)) is None

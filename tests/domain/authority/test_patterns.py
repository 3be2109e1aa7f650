from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from firsthand.domain.authority.rules import Verdict, in_funnel, near_limit

LIMIT, TENTH = 10_000, Decimal("0.1")


def evenly(n: int, seed: int) -> list[int]:
    """Return amounts that fall off slowly, as refunds do, with no eye on the limit."""
    random = Random(seed)  # noqa: S311 -- the same amounts each time
    return [min(int(random.expovariate(1 / 6_000)) + 1, 30_000) for _ in range(n)]


def test_who_stays_just_below_the_limit_stands_out_of_his_colleagues() -> None:
    amounts = {f"agent {n}": evenly(300, n) for n in range(8)}
    amounts["Zoe"] = [*evenly(300, 99), *([9_950] * 25)]
    found = near_limit(amounts, LIMIT)
    unusual = [name for name, each in found.items() if each.verdict == Verdict.UNUSUAL]
    assert unusual == ["Zoe"]
    zoe = found["Zoe"]
    assert zoe.excess == zoe.near - zoe.below >= 20
    assert zoe.excess_interval is not None
    low, high = zoe.excess_interval
    assert 0 < low < zoe.excess < high
    assert zoe.n == zoe.near + zoe.below


def test_the_bands_end_at_the_limit_and_hold_what_they_should() -> None:
    amounts = [10_001, 10_000, 10_000, 9_999, 9_501, 9_500, 9_001, 9_000]
    found = near_limit({"a": amounts}, LIMIT)["a"]
    assert (found.near, found.below) == (4, 2)
    assert found.p == pytest.approx(22 / 64)  # Four or more of six, evenly.


def test_a_hundred_from_one_who_aims_are_seen_and_ten_are_the_least() -> None:
    nine = near_limit({"a": [9_999] * 9}, LIMIT)["a"]
    ten = near_limit({"a": [9_999] * 10}, LIMIT)["a"]
    assert (nine.verdict, ten.verdict) == (Verdict.TOO_FEW, Verdict.UNUSUAL)
    assert ten.p == pytest.approx(0.5**10)
    assert ten.p_colleagues is None, "there are no others"


def test_a_crowd_that_all_have_is_nobodys_fault() -> None:
    amounts = {f"agent {n}": [9_999] * 30 + [9_300] * 5 for n in range(6)}
    found = near_limit(amounts, LIMIT)
    assert {each.verdict for each in found.values()} == {Verdict.USUAL}
    assert all(each.p < 0.001 for each in found.values())


def test_where_nothing_lies_near_nothing_is_said() -> None:
    found = near_limit({"a": [], "b": [50]}, LIMIT)
    assert {each.verdict for each in found.values()} == {Verdict.TOO_FEW}
    assert found["a"].excess_interval is None


def test_false_alarms_are_as_rare_as_they_are_said_to_be() -> None:
    alarms = sum(
        near_limit({"a": evenly(600, seed)}, LIMIT)["a"].verdict == Verdict.UNUSUAL
        for seed in range(400)
    )
    assert alarms <= 2  # One in a thousand, of 400.


def test_a_rate_far_from_that_of_all_is_unusual_on_either_side() -> None:
    counts = {f"agent {n}": (50, 1_000) for n in range(9)}
    rows = {
        row.name: row
        for row in in_funnel(counts | {"high": (90, 1_000), "low": (20, 1_000)})
    }
    assert rows["high"].verdict == rows["low"].verdict == Verdict.UNUSUAL
    assert {rows[f"agent {n}"].verdict for n in range(9)} == {Verdict.USUAL}
    low, high = rows["high"].interval
    assert low < rows["high"].rate == 0.09 < high
    assert rows["high"].widest[0] <= rows["high"].usual[0]
    assert rows["high"].usual[1] <= rows["high"].widest[1]


def test_few_units_are_shown_and_never_called_unusual() -> None:
    rows = in_funnel({"none": (0, 0), "few": (49, 49), "many": (10, 1_000)})
    assert [(row.name, row.verdict) for row in rows] == [
        ("many", Verdict.UNUSUAL),
        ("few", Verdict.TOO_FEW),
    ]


def test_from_fifty_units_on_somebody_may_be_called_unusual() -> None:
    others = {f"agent {n}": (0, 500) for n in range(9)}
    (few, enough) = (
        next(row for row in in_funnel(others | {"Zoe": (n, n)}) if row.name == "Zoe")
        for n in (49, 50)
    )
    assert (few.verdict, enough.verdict) == (Verdict.TOO_FEW, Verdict.UNUSUAL)
    assert (enough.hits, enough.n, enough.rate) == (50, 50, 1.0)


def test_a_band_is_never_narrower_than_the_smallest_amount() -> None:
    found = near_limit({"a": [10, 9, 8, 8, 7]}, 10)["a"]
    assert (found.near, found.below) == (1, 1)
    wider = near_limit({"a": [10, 9, 8, 7, 6]}, 10, band=Decimal("0.2"))["a"]
    assert (wider.near, wider.below, wider.excess) == (2, 2, 0)


def test_how_many_more_are_near_lies_within_its_interval() -> None:
    found = near_limit({"a": [100] * 6 + [90] * 4}, 100, band=Decimal("0.1"))["a"]
    assert (found.n, found.excess) == (10, 2)
    low, high = found.excess_interval
    # Wilson's interval of 6 of 10 is 31.27 % to 83.18 %.
    assert (low, high) == (pytest.approx(-3.746, abs=0.01), pytest.approx(6.637, abs=0.01))


def test_as_many_hits_as_chance_brings_are_usual_and_one_more_is_not() -> None:
    met = set()
    for hits in range(60):
        rows = in_funnel({"Zoe": (hits, 100), "others": (200, 1_000)})
        zoe = next(row for row in rows if row.name == "Zoe")
        low, high = zoe.widest
        assert (zoe.verdict == Verdict.USUAL) == (low <= hits <= high), hits
        met |= {hits == low, hits == high and "high"}
    assert met == {True, False, "high"}


def test_two_are_held_against_each_other() -> None:
    found = near_limit({"a": [100] * 3 + [90], "b": [100] + [90] * 3}, 100, band=TENTH)
    # Fisher's tea: three of four against one of four, on both sides 34 in 70.
    assert [each.p_colleagues for each in found.values()] == [pytest.approx(34 / 70)] * 2
    few = near_limit({"a": [100] * 3 + [90], "b": [100] * 9 + [90] * 2}, 100, band=TENTH)
    # Of 12 near and 3 below: 4 in one hand, 11 in the other.
    assert few["a"].p_colleagues == pytest.approx(1.0)

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.health.rules import Counted, difference, stated

counts = st.integers(1, 5000).flatmap(
    lambda n: st.builds(Counted, st.integers(0, n), st.just(n))
)


@given(counts, counts)
def test_hits_and_units_explain_the_whole_difference(
    theirs: Counted, ours: Counted
) -> None:
    found = difference(theirs, ours)
    assert found is not None
    assert found.of_rates == Fraction(ours.hits, ours.n) - Fraction(theirs.hits, theirs.n)


def test_with_the_same_units_all_of_it_is_hits_and_the_other_way_round() -> None:
    found = difference(Counted(8, 1000), Counted(5, 1000))
    assert found is not None
    assert (found.by_hits, found.by_units) == (Fraction(-3, 1000), 0)
    assert found.is_alarm
    same = difference(Counted(0, 1000), Counted(0, 900))
    assert same is not None
    assert not same.is_alarm


def test_a_tenth_of_a_point_is_no_alarm_yet() -> None:
    near = difference(Counted(8, 1000), Counted(9, 1000))
    assert near is not None
    assert not near.is_alarm


def test_with_nothing_nothing_can_be_compared() -> None:
    assert difference(Counted(0, 0), Counted(1, 2)) is None
    assert difference(Counted(1, 2), Counted(0, 0)) is None


def test_where_counts_and_rate_disagree_the_rate_is_believed_and_it_is_told() -> None:
    agreeing = stated(8, 1000, Fraction(8, 1000))
    assert agreeing is not None
    assert (agreeing.counted, agreeing.agrees) == (Counted(8, 1000), True)
    torn = stated(2, 1000, Fraction(9, 1000))
    assert torn is not None
    assert (torn.counted, torn.agrees) == (Counted(9, 1000), False)
    impossible = stated(12, 10, Fraction(95, 100))
    assert impossible is not None
    assert not impossible.agrees


def test_what_is_only_half_said_is_made_the_best_of() -> None:
    by_rate = stated(None, 1000, Fraction(4, 1000))
    assert by_rate is not None
    assert (by_rate.counted, by_rate.agrees) == (Counted(4, 1000), True)
    assert stated(3, 1000, None) is not None
    assert stated(3, None, Fraction(1, 10)) is None
    assert stated(None, 1000, None) is None

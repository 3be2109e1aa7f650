from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.health.rules import marketplace
from firsthand.domain.health.rules.marketplace import Defect, Shown

JAN, MARCH, APRIL = date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 30)


def defect(order: str, kind: str = "claim", **values: object) -> Defect:
    plain = {"ordered": date(2026, 1, 10), "happened": date(2026, 1, 20)}
    return Defect(order=order, kind=kind, **plain | values)


def counted(*defects: Defect) -> frozenset[str]:
    return marketplace.defective(defects, since=JAN, until=MARCH, as_of=APRIL)


def test_an_order_with_several_defects_counts_once() -> None:
    assert counted(defect("A"), defect("A", "chargeback")) == {"A"}


def test_three_stars_and_denied_claims_do_not_count_but_every_chargeback_does() -> None:
    assert not counted(defect("A", "feedback", stars=3), defect("B", is_denied=True))
    assert counted(defect("A", "chargeback", is_denied=True)) == {"A"}
    assert counted(defect("A", "feedback", stars=2)) == {"A"}


def test_the_day_of_the_order_decides_and_what_comes_later_has_not_come() -> None:
    first, last = defect("A", ordered=JAN), defect("B", ordered=MARCH)
    assert counted(first, last) == {"A"}
    assert not counted(defect("A", happened=date(2026, 5, 1)))


def test_a_rating_is_shown_anew_only_from_forty_answers() -> None:
    assert marketplace.shown_ratings([(30, 39), (36, 40), (1, 3)]) == [
        Shown(None, is_fresh=False),
        Shown(Fraction(9, 10), is_fresh=True),
        Shown(Fraction(9, 10), is_fresh=False),
    ]
    with pytest.raises(ValueError, match="5 satisfied of 4"):
        marketplace.shown_ratings([(5, 4)])


def test_without_answers_nobody_is_dissatisfied_or_content() -> None:
    found = marketplace.dissatisfied({3: 4})
    assert (found.of_all, found.without_neutral, found.content) == (0, None, 0)
    with pytest.raises(ValueError, match="no answers"):
        marketplace.dissatisfied({6: 1})


@given(st.integers(0, 19))
def test_under_twenty_units_nothing_is_held_against_anybody(units: int) -> None:
    assert marketplace.on_time_verdict(0, units) == "too_few"


def test_a_change_of_rates_without_counts_says_how_many_it_would_take() -> None:
    found = marketplace.rate_change(
        Decimal("0.01"), Decimal("0.01"), line=Decimal("0.01"), sizes=[100]
    )
    assert (found.points, found.are_below, found.needed) == (0, False, None)
    assert found.chance[100] == pytest.approx(1)

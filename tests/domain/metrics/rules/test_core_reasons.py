from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.core_reasons import pareto, review_due

CONTACTS = {
    "WISMO": 310,
    "RETURN": 190,
    "INFO": 120,
    "DAMAGED": 90,
    "CANCEL": 60,
    "INVOICE": 45,
    "WARRANTY": 40,
    "MISSING": 35,
    "ADDRESS": 30,
    "COUPON": 25,
    "SETUP": 25,
    "WRONG": 20,
    "LOGIN": 10,
}


def test_six_of_thirteen_reasons_for_four_fifths_do_not_follow_the_rule() -> None:
    found = pareto(CONTACTS)
    assert found.total == 1000
    assert found.first() == ["WISMO", "RETURN", "INFO", "DAMAGED", "CANCEL"]
    assert found.share_of_first() == Fraction("0.77")
    assert found.reasons_for_most == 6
    assert found.top_fifth == 3
    assert found.share_of_first(found.top_fifth) == Fraction("0.62")
    assert found.follows_80_20 is False


def test_exactly_four_fifths_in_the_top_fifth_follow_it() -> None:
    even = {"a": 80, "b": 5, "c": 5, "d": 5, "e": 5}
    assert pareto(even).follows_80_20 is True
    assert pareto(even).reasons_for_most == 1
    assert pareto({**even, "a": 79, "b": 6}).follows_80_20 is False


@pytest.mark.parametrize("contacts", [{}, {"a": 0, "b": 0}])
def test_without_contacts_nothing_is_said(contacts: dict[str, int]) -> None:
    found = pareto(contacts)
    assert found.share_of_first() is None
    assert found.reasons_for_most is None
    assert found.follows_80_20 is None
    assert found.cumulative == []


def test_fewer_than_no_contacts_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than no contacts"):
        pareto({"a": 3, "b": -1})


reasons = st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 50), max_size=30)


@given(reasons, st.randoms())
def test_the_order_in_which_reasons_come_changes_nothing(contacts, chance) -> None:
    mixed = list(contacts.items())
    chance.shuffle(mixed)
    assert pareto(dict(mixed)) == pareto(contacts)


@given(reasons.filter(lambda contacts: any(contacts.values())))
def test_the_line_rises_to_the_whole_and_reaches_most_where_it_says(contacts) -> None:
    found = pareto(contacts)
    line = found.cumulative
    assert line == sorted(line)
    assert line[-1] == 1
    needed = found.reasons_for_most
    assert needed is not None
    assert line[needed - 1] >= Fraction(4, 5)
    assert needed == 1 or line[needed - 2] < Fraction(4, 5)
    assert found.follows_80_20 == (needed <= found.top_fifth)


@pytest.mark.parametrize(
    ("last", "today", "launch", "due"),
    [
        (date(2026, 1, 15), date(2026, 4, 14), None, False),
        (date(2026, 1, 15), date(2026, 4, 15), None, True),  # Three months to the day.
        (date(2026, 10, 5), date(2026, 11, 4), None, False),
        (date(2026, 10, 5), date(2026, 11, 5), None, True),  # Monthly in the season.
        (date(2026, 9, 15), date(2026, 10, 15), None, True),
        (date(2026, 4, 1), date(2026, 5, 2), date(2026, 4, 10), True),
        (date(2026, 4, 1), date(2026, 5, 2), date(2026, 6, 1), False),  # Not out yet.
        (date(2026, 4, 1), date(2026, 5, 2), date(2026, 1, 1), False),  # Long settled.
        (date(2026, 11, 30), date(2027, 2, 27), None, False),
        (date(2026, 11, 30), date(2027, 2, 28), None, True),  # February is shorter.
    ],
)
def test_when_the_core_reasons_are_due(
    last: date, today: date, launch: date | None, due: bool
) -> None:
    assert review_due(last=last, today=today, launch=launch) is due

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.sla.rules import (
    Problem,
    Selection,
    best,
    overlap,
    read_days,
    read_week,
    write_week,
)
from firsthand.domain.sla.rules.writing import Unreadable


@dataclass(frozen=True)
class Case:
    channel: str = "amazon"
    store_id: int = 1
    priority: str = "normal"
    buyer_id: int = 9
    reason_path: tuple[int, ...] = (100, 110, 111)


@dataclass(frozen=True)
class Named:
    name: str
    selection: Selection


ALL = Named("all", Selection())
POLICIES = [
    ALL,
    Named("amazon", Selection(channel="amazon")),
    Named("store 1", Selection(store_id=1)),
    Named("urgent", Selection(priority="urgent")),
    Named("urgent in store 1", Selection(priority="urgent", store_id=1)),
    Named("family 100", Selection(reason_id=100)),
    Named("reason 111", Selection(reason_id=111)),
    Named("buyer 7", Selection(buyer_id=7)),
]
CASES = [
    (Case(channel="email", store_id=2, reason_path=()), "all"),
    (Case(store_id=2, reason_path=()), "amazon"),
    (Case(reason_path=()), "store 1"),
    (Case(store_id=2, priority="urgent", reason_path=()), "urgent"),
    (Case(priority="urgent", reason_path=()), "urgent in store 1"),
    (Case(reason_path=(100, 120)), "family 100"),
    (Case(), "reason 111"),
    (Case(buyer_id=7), "buyer 7"),
]


@pytest.mark.parametrize(("case", "name"), CASES)
def test_the_most_specific_policy_wins(case: Case, name: str) -> None:
    for policies in (POLICIES, POLICIES[::-1]):
        found = best(policies, case)
        assert found is not None
        assert found.name == name


def test_where_none_fits_there_is_none() -> None:
    assert best([Named("eBay", Selection(channel="ebay"))], Case()) is None


selections = st.builds(
    Selection,
    channel=st.sampled_from(["", "amazon", "email"]),
    store_id=st.sampled_from([None, 1, 2]),
    reason_id=st.sampled_from([None, 100, 110, 200]),
    priority=st.sampled_from(["", "normal", "urgent"]),
    buyer_id=st.sampled_from([None, 7, 9]),
)
cases = st.builds(
    Case,
    channel=st.sampled_from(["amazon", "email"]),
    store_id=st.sampled_from([1, 2]),
    priority=st.sampled_from(["normal", "urgent"]),
    buyer_id=st.sampled_from([7, 9]),
    reason_path=st.sampled_from([(), (100,), (100, 110), (200,)]),
)


@given(st.lists(selections, max_size=8), cases, st.randoms())
def test_without_overlaps_the_choice_never_depends_on_the_order(chosen, case, random):
    policies: list[Named] = []
    for selection in chosen:
        if not any(overlap(selection, other.selection) for other in policies):
            policies.append(Named(str(len(policies)), selection))
    shuffled = list(policies)
    random.shuffle(shuffled)
    assert best(policies, case) == best(shuffled, case)


WEEKS = [
    ("09:00-12:00, 13:00-18:00", [(540, 720), (780, 1080)]),
    ("13:00-18:00,9:00-12:00", [(540, 720), (780, 1080)]),
    ("09:00–12:00；13:00至18:00", [(540, 720), (780, 1080)]),
    ("00:00-24:00", [(0, 1440)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "hours"), WEEKS)
def test_hours_are_read_as_people_write_them(text, hours) -> None:
    assert read_week([text]) == [hours]
    assert read_week(write_week([hours])) == [hours]


BAD = [
    ("nine to five", Problem.UNREADABLE),
    ("09:00-25:00", Problem.UNREADABLE),
    ("09:60-10:00", Problem.UNREADABLE),
    ("18:00-09:00", Problem.BACKWARDS),
    ("09:00-09:00", Problem.BACKWARDS),
    ("09:00-12:00, 11:00-13:00", Problem.OVERLAP),
]


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_hours_that_cannot_be_are_refused(text, problem) -> None:
    with pytest.raises(Unreadable) as refused:
        read_week([text])
    assert refused.value.problem is problem


def test_days_off_have_a_date_and_perhaps_a_name() -> None:
    assert read_days("2026-10-01 国庆节\n\n2026-01-01\n") == {
        "2026-01-01": "",
        "2026-10-01": "国庆节",
    }


@pytest.mark.parametrize("text", ["2026-02-30", "1 October", "2026-1-1"])
def test_a_day_that_is_none_is_refused(text) -> None:
    with pytest.raises(Unreadable):
        read_days(text)

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics.rules.handling import Focus, handling

TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def focus(ticket: str, since: float, until: float, agent: str = "ada") -> Focus:
    """Return a stretch given in minutes after ten."""
    start, end = TEN + since * MINUTE, TEN + until * MINUTE
    return Focus(agent=agent, ticket=ticket, start=start, end=end)


def minutes(found: dict[str, Fraction]) -> dict[str, Fraction]:
    return {ticket: seconds / 60 for ticket, seconds in found.items()}


def test_two_overlapping_tickets_share_the_minutes() -> None:
    done = handling([focus("one", 0, 10), focus("two", 5, 15)])
    assert minutes(done.by_ticket()) == {"one": Fraction("7.5"), "two": Fraction("7.5")}
    assert (done.busy, done.unsplit) == (15 * 60, 20 * 60)
    after = {"one": Fraction(90), "two": Fraction(30)}
    assert done.average(after) == Fraction("8.5") * 60


def test_three_at_once_get_a_third_each_without_losing_a_moment() -> None:
    done = handling([focus(ticket, 0, 1 / 6) for ticket in ("a", "b", "c")])
    assert done.by_ticket() == dict.fromkeys("abc", Fraction(10, 3))
    assert done.busy == 10


def test_what_only_touches_does_not_overlap() -> None:
    done = handling([focus("one", 0, 10), focus("two", 10, 15)])
    assert minutes(done.by_ticket()) == {"one": 10, "two": 5}


def test_a_ticket_open_in_two_windows_is_before_the_agent_once() -> None:
    done = handling([focus("one", 0, 10), focus("one", 5, 12), focus("two", 0, 12)])
    assert minutes(done.by_ticket()) == {"one": 6, "two": 6}


def test_two_agents_on_one_ticket_both_work() -> None:
    done = handling([focus("one", 0, 10), focus("one", 5, 15, agent="ben")])
    assert done.allocated == {("ada", "one"): 600, ("ben", "one"): 600}
    assert minutes(done.by_ticket()) == {"one": 20}


def test_a_glance_of_no_time_is_handled_and_costs_nothing() -> None:
    done = handling([focus("one", 3, 3), focus("two", 0, 6)])
    assert minutes(done.by_ticket()) == {"one": 0, "two": 6}
    assert done.average({}) == 3 * 60


def test_work_after_the_contact_counts_without_a_stretch() -> None:
    assert handling([]).average({"one": Fraction(60)}) == 60
    assert handling([]).average({}) is None


def test_the_clock_going_back_does_not_take_an_hour_away() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, 2, 50, tzinfo=berlin)
    end = datetime(2026, 10, 25, 2, 10, tzinfo=berlin, fold=1)
    done = handling([Focus(agent="ada", ticket="one", start=start, end=end)])
    assert (done.busy, done.unsplit) == (20 * 60, 20 * 60)


def test_work_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        focus("one", 5, 4)
    with pytest.raises(ValueError, match="less than no time"):
        handling([]).average({"one": Fraction(-1)})


stretches = st.lists(
    st.builds(
        lambda ticket, since, length, agent: focus(ticket, since, since + length, agent),
        st.sampled_from(["one", "two", "three", "four"]),
        st.integers(0, 60),
        st.integers(0, 30),
        st.sampled_from(["ada", "ben"]),
    ),
    max_size=12,
)


@given(stretches, st.randoms())
def test_the_shares_add_up_to_the_minutes_somebody_was_busy(work, chance) -> None:
    done = handling(work)
    for agent in ("ada", "ben"):
        own = [stretch for stretch in work if stretch.agent == agent]
        busy = {
            minute
            for minute in range(91)
            for stretch in own
            if stretch.start <= TEN + minute * MINUTE < stretch.end
        }
        mine = [s for (who, _), s in done.allocated.items() if who == agent]
        assert sum(mine) == 60 * len(busy)
    assert done.busy <= done.unsplit
    mixed = [*work, *work[:2]]
    chance.shuffle(mixed)
    assert handling(mixed).allocated == done.allocated

"""The team's clocks, worked out from what was said. Pure: no database, no present."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.sla.rules import (
    Outcome,
    Pause,
    Promise,
    Run,
    Said,
    Target,
    Why,
    outcome,
    runs,
)
from firsthand.foundation.working_time import Stretch, WorkingTime, always

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHANGHAI = WorkingTime(
    "Asia/Shanghai",
    ((Stretch(540, 720), Stretch(780, 1080)),) * 5 + ((), ()),
    frozenset({date(2026, 10, day) for day in range(1, 8)}),
)
OFFICE = Promise(SHANGHAI, respond=2 * HOUR, next_reply=4 * HOUR, resolve=16 * HOUR)
ROUND = Promise(always(), respond=2 * HOUR, next_reply=4 * HOUR, resolve=48 * HOUR)
_ids = iter(range(1, 10_000_000))


def local(text: str, zone: str = "Asia/Shanghai") -> datetime:
    place = zoneinfo.ZoneInfo(zone)
    return datetime.fromisoformat(text).replace(tzinfo=place).astimezone(UTC)


def asked(text: str) -> Said:
    return Said(local(text), next(_ids), is_inbound=True)


def answered(text: str, *, hands_over: bool = True) -> Said:
    return Said(local(text), next(_ids), is_inbound=False, hands_over=hands_over)


def holding(text: str) -> Said:
    return answered(text, hands_over=False)


def clocks(*said: Said, promise: Promise = OFFICE, closed: str = "", pauses=()) -> dict:
    """Return the clocks by target; of several for replies the last."""
    found = runs(
        said,
        promise,
        opened_at=min(each.at for each in said),
        closed_at=local(closed) if closed else None,
        pauses=pauses,
    )
    return {run.target: run for run in found}


def test_the_first_reply_is_due_in_working_time_from_the_first_message() -> None:
    first, second = asked("2026-03-06 17:00"), asked("2026-03-07 03:00")
    run = clocks(second, first)[Target.RESPOND]
    assert (run.message_id, run.due_at) == (first.message_id, local("2026-03-09 10:00"))
    assert run.ended_at is None


def test_a_holiday_moves_the_due_time_and_the_marketplace_knows_of_none() -> None:
    run = clocks(asked("2026-09-30 17:00"))[Target.RESPOND]
    assert run.due_at == local("2026-10-08 10:00")


def test_a_holding_reply_is_a_reply_and_the_next_message_starts_the_next_clock() -> None:
    again = asked("2026-03-02 11:00")
    found = clocks(asked("2026-03-02 09:00"), holding("2026-03-02 10:00"), again)
    assert found[Target.RESPOND].ended_at == local("2026-03-02 10:00")
    assert found[Target.NEXT_REPLY].message_id == again.message_id
    assert found[Target.NEXT_REPLY].due_at == local("2026-03-02 16:00")  # Over lunch.
    assert found[Target.NEXT_REPLY].ended_at is None


def test_after_a_holding_reply_the_time_to_resolve_goes_on() -> None:
    found = clocks(asked("2026-03-02 09:00"), holding("2026-03-02 10:00"))
    assert found[Target.RESOLVE].why is None
    assert found[Target.RESOLVE].due_at == local("2026-03-03 18:00")


def test_while_it_is_the_buyers_turn_the_time_to_resolve_stands_still() -> None:
    found = clocks(asked("2026-03-02 09:00"), answered("2026-03-02 10:00"))
    run = found[Target.RESOLVE]
    assert (run.why, run.due_at, run.left) == (Why.BUYER, None, 15 * HOUR)


def test_it_goes_on_with_what_was_left_when_the_buyer_writes_again() -> None:
    found = clocks(
        asked("2026-03-02 09:00"),
        answered("2026-03-02 10:00"),
        asked("2026-03-04 09:00"),
    )
    # 15 hours from Wednesday morning: 8 then, and 7 on Thursday.
    assert found[Target.RESOLVE].due_at == local("2026-03-05 17:00")


def test_snoozing_pauses_the_time_to_resolve_and_never_a_reply() -> None:
    sleep = Pause(local("2026-03-02 10:00"), None, Why.SNOOZED)
    found = clocks(asked("2026-03-02 09:00"), pauses=[sleep])
    assert found[Target.RESOLVE].why is Why.SNOOZED
    assert found[Target.RESPOND].due_at == local("2026-03-02 11:00")


def test_pauses_that_overlap_count_once() -> None:
    pauses = [
        Pause(local("2026-03-02 10:00"), local("2026-03-02 12:00"), Why.SNOOZED),
        Pause(local("2026-03-02 11:00"), local("2026-03-02 15:00"), Why.SNOOZED),
        Pause(local("2026-03-02 14:00"), local("2026-03-02 14:30"), Why.SNOOZED),
    ]
    run = clocks(asked("2026-03-02 09:00"), pauses=pauses)[Target.RESOLVE]
    # An hour before, three after on Monday; 12 are left: 8 on Tuesday, 4 on Wednesday.
    assert run.due_at == local("2026-03-04 14:00")


def test_a_time_that_ran_out_is_not_brought_back_by_a_later_pause() -> None:
    sleep = Pause(local("2026-03-09 09:00"), None, Why.SNOOZED)
    run = clocks(asked("2026-03-02 09:00"), pauses=[sleep])[Target.RESOLVE]
    assert (run.due_at, run.why) == (local("2026-03-03 18:00"), None)


def test_closing_ends_the_time_to_resolve_and_answers_nothing() -> None:
    found = clocks(asked("2026-03-02 09:00"), closed="2026-03-02 10:00")
    assert found[Target.RESOLVE].is_kept
    assert not found[Target.RESPOND].is_kept
    assert found[Target.RESPOND].ended_at == local("2026-03-02 10:00")


def test_on_a_ticket_opened_again_the_answer_is_a_next_reply() -> None:
    found = runs(
        [
            asked("2026-03-02 09:00"),
            answered("2026-03-02 10:00"),
            asked("2026-03-05 09:00"),
        ],
        OFFICE,
        opened_at=local("2026-03-05 09:00"),
        closed_at=None,
    )
    assert [run.target for run in found] == [Target.NEXT_REPLY, Target.RESOLVE]
    assert all(run.since == local("2026-03-05 09:00") for run in found)


def test_a_ticket_opened_by_hand_has_only_the_time_to_resolve() -> None:
    (run,) = runs([], OFFICE, opened_at=local("2026-03-02 09:00"), closed_at=None)
    assert (run.target, run.message_id) == (Target.RESOLVE, None)


def test_what_is_not_promised_has_no_clock() -> None:
    found = clocks(asked("2026-03-02 09:00"), promise=Promise(SHANGHAI, respond=HOUR))
    assert set(found) == {Target.RESPOND}


SPRING = [
    # When the buyer wrote in Berlin, when three working hours of a night desk are over.
    ("2026-03-28 23:00", "2026-03-29 03:00", "02:00 to 03:00 does not exist"),
    ("2026-10-24 23:00", "2026-10-25 02:00", "02:00 comes twice: the first"),
    ("2026-03-27 23:00", "2026-03-28 02:00", "an ordinary night"),
]


@pytest.mark.parametrize(("wrote", "due", "why"), SPRING)
def test_three_hours_are_three_hours_on_the_night_the_clocks_change(wrote, due, why):
    at = local(wrote, "Europe/Berlin")
    promise = Promise(always("Europe/Berlin"), respond=3 * HOUR)
    (run,) = runs([Said(at, 1, is_inbound=True)], promise, opened_at=at, closed_at=None)
    assert run.due_at == at + 3 * HOUR == local(due, "Europe/Berlin"), why


RUN = Run(Target.RESPOND, local("2026-03-02 09:00"), 1, local("2026-03-02 11:00"))
OUTCOMES = [
    ("2026-03-02 10:00", True, Outcome.MET, "in time"),
    ("2026-03-02 11:00", True, Outcome.MET, "at the last moment"),
    ("2026-03-02 11:01", True, Outcome.MISSED, "a minute late"),
    ("2026-03-02 10:00", False, Outcome.DROPPED, "nothing was owed any more"),
    ("2026-03-02 12:00", False, Outcome.MISSED, "it had run out by then"),
]


@pytest.mark.parametrize(("ended", "is_kept", "expected", "why"), OUTCOMES)
def test_how_a_clock_ended(ended, is_kept, expected, why) -> None:
    run = Run(RUN.target, RUN.since, 1, RUN.due_at, ended_at=local(ended), is_kept=is_kept)
    assert outcome(run, due_at=run.due_at) is expected, why


story = st.lists(
    st.builds(
        Said,
        at=st.integers(0, 20_000).map(lambda m: local("2026-03-02 09:00") + m * HOUR / 60),
        message_id=st.integers(1, 1000),
        is_inbound=st.booleans(),
        hands_over=st.booleans(),
    ),
    max_size=12,
)


@given(story, st.randoms())
def test_the_clocks_do_not_depend_on_the_order_of_arrival(said, random) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    opened_at = local("2026-03-02 09:00")
    assert runs(shuffled, ROUND, opened_at=opened_at, closed_at=None) == runs(
        said, ROUND, opened_at=opened_at, closed_at=None
    )


@given(story)
def test_at_most_one_reply_clock_runs_and_no_two_begin_together(said) -> None:
    found = runs(said, ROUND, opened_at=local("2026-03-02 09:00"), closed_at=None)
    replies = [run for run in found if run.target is not Target.RESOLVE]
    assert sum(run.ended_at is None for run in replies) <= 1
    assert len({(run.target, run.since) for run in found}) == len(found)
    assert sum(run.target is Target.RESPOND for run in replies) <= 1


@given(story)
def test_pauses_never_make_the_time_to_resolve_shorter(said) -> None:
    opened_at = local("2026-03-02 09:00")
    (resolve,) = (
        run
        for run in runs(said, ROUND, opened_at=opened_at, closed_at=None)
        if run.target is Target.RESOLVE
    )
    if resolve.due_at is not None:
        assert resolve.due_at >= resolve.since + 48 * HOUR
    else:
        assert timedelta(0) < (resolve.left or timedelta(0)) <= 48 * HOUR

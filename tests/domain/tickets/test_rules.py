from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.stores.queries import reply_duty
from firsthand.domain.tickets.rules import (
    Clock,
    Told,
    answering,
    clock,
    event_time,
    focus_span,
    gist,
    needing_answer,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(hours: float, *, needs_answer: bool = True) -> Told:
    return Told(at=NOON + hours * HOUR, is_inbound=True, needs_answer=needs_answer)


def answered(hours: float, *, counts: bool = True) -> Told:
    return Told(at=NOON + hours * HOUR, is_inbound=False, counts=counts)


CLOCKS = [
    # messages, since (hours after noon), how many wait
    ([], None, 0),
    ([asked(0)], 0, 1),
    ([asked(0), asked(5)], 0, 2),  # The clock starts at the first.
    ([asked(0), answered(1)], None, 0),
    ([asked(0), answered(1), asked(2)], 2, 1),
    ([asked(0), answered(0)], None, 0),  # An answer at that very moment answers.
    ([asked(0), answered(1, counts=False)], 0, 1),  # It came back: no answer.
    ([asked(0, needs_answer=False)], None, 0),  # Thanks, or flagged.
    ([answered(3), asked(1)], None, 0),  # Order of arrival does not matter.
]


@pytest.mark.parametrize(("messages", "since", "waiting"), CLOCKS)
def test_the_clock(messages: list[Told], since: float | None, waiting: int) -> None:
    found = clock(messages)
    assert found.waiting == waiting
    assert found.since == (None if since is None else NOON + since * HOUR)
    assert found.due_at == (None if since is None else NOON + since * HOUR + DAY)


def test_the_clock_names_the_message_that_started_it() -> None:
    said = [replace(asked(hour), message_id=int(hour)) for hour in (5, 2, 9)]
    assert clock(said).message_id == 2


def test_a_marketplace_may_wait_longer() -> None:
    found = clock([asked(0)], within=2 * DAY)
    assert found.due_at == NOON + 2 * DAY


MARKETPLACES = [
    # channel, thanks wait, holding answers, automatic answers, hours
    ("amazon", True, True, False, 24),
    ("walmart", False, True, False, 48),
    ("ebay", False, True, False, 24),
    ("email", False, True, False, 24),
    ("shop", False, True, False, 24),
]


@pytest.mark.parametrize(
    ("channel", "thanks", "holding", "automatic", "hours"), MARKETPLACES
)
def test_each_marketplace_has_its_own_idea_of_an_answer(
    channel, thanks, holding, automatic, hours
) -> None:
    duty = reply_duty(channel)
    assert ("thanks_only" in needing_answer(duty)) is thanks
    assert {"question", "info_supplied"} <= needing_answer(duty)
    assert {"notice", "auto_reply", "spam"}.isdisjoint(needing_answer(duty))
    assert answering("holding", duty) is holding
    assert answering("automatic", duty) is automatic
    assert answering("resolution", duty)
    assert duty.within == hours * HOUR


told = st.builds(
    Told,
    at=st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    is_inbound=st.booleans(),
    needs_answer=st.booleans(),
    counts=st.booleans(),
)


@given(st.lists(told), st.randoms())
def test_the_clock_does_not_depend_on_the_order_of_arrival(messages, random) -> None:
    shuffled = list(messages)
    random.shuffle(shuffled)
    assert clock(shuffled) == clock(messages)


@given(st.lists(told))
def test_an_answer_after_everything_always_stops_the_clock(messages) -> None:
    last = Told(at=NOON + 8 * DAY, is_inbound=False)
    assert clock([*messages, last]) == Clock()


@given(st.text())
def test_a_gist_is_one_short_line(text: str) -> None:
    line = gist(text)
    assert len(line) <= 160
    assert "\n" not in line


def test_a_gist_is_cut_between_words_and_says_so() -> None:
    assert gist("word " * 100).endswith(" word…")
    assert gist("一" * 200) == "一" * 159 + "…"


def test_a_mail_from_the_future_or_without_date_counts_from_when_it_was_taken() -> None:
    assert event_time(NOON - DAY, taken_at=NOON) == NOON - DAY
    assert event_time(NOON + HOUR, taken_at=NOON) == NOON
    assert event_time(None, taken_at=NOON) == NOON
    assert event_time(datetime(1970, 1, 1, tzinfo=UTC), taken_at=NOON) == NOON


FOCUS = [
    # started, ended (hours from now), believed
    (-1, -0.5, True),
    (-1, 0, True),
    (0, -1, False),  # Ends before it starts.
    (0.5, 1, False),  # From the future.
    (-9, -1, False),  # Nobody looks at one ticket for eight hours.
    (-26, -25, False),  # Reported a day late.
]


@pytest.mark.parametrize(("started", "ended", "believed"), FOCUS)
def test_only_a_believable_stretch_of_focus_counts(started, ended, believed) -> None:
    span = focus_span(NOON + started * HOUR, NOON + ended * HOUR, now=NOON)
    assert (span is not None) is believed

"""How often something may be done: never more than its bucket holds, whoever shares it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.pacing import commands, rules
from firsthand.foundation.pacing.models import PaceBucket
from firsthand.foundation.pacing.rules import Bucket, Pace

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
# One in two seconds, three at once.
PACE = Pace.per_second(Decimal("0.5"), 3)


def taken(bucket: Bucket, *seconds: float, patience: timedelta = HOUR) -> list[float]:
    """Return when turns asked for at these moments come, in seconds after noon."""
    turns = []
    for moment in seconds:
        turn, bucket = rules.turn(
            bucket, PACE, now=NOON + moment * SECOND, patience=patience
        )
        turns.append((turn.at - NOON) / SECOND if turn.is_taken else -1)
    return turns


def test_a_full_bucket_gives_its_burst_at_once_and_then_one_in_two_seconds() -> None:
    assert taken(Bucket(NOON), 0, 0, 0, 0, 0) == [0, 0, 0, 2, 4]


def test_what_is_not_taken_comes_back_but_never_more_than_the_burst() -> None:
    assert taken(Bucket(NOON), 0, 0, 0, 4, 4, 4, 999, 999, 999, 999) == [
        0, 0, 0, 4, 4, 6, 999, 999, 999, 1001,
    ]  # fmt: skip


def test_a_turn_further_away_than_the_patience_is_not_taken_and_costs_nothing() -> None:
    assert taken(Bucket(NOON), 0, 0, 0, 0, 2, patience=SECOND) == [0, 0, 0, -1, 2]


@pytest.mark.parametrize(("seconds", "share"), [(0, 2 / 3), (2, 1 / 3), (4, 0), (99, 0)])
def test_what_is_used_of_a_bucket_comes_back_with_time(seconds: int, share: float) -> None:
    bucket = Bucket(NOON)
    for _ in range(2):
        _, bucket = rules.turn(bucket, PACE, now=NOON, patience=HOUR)
    now = NOON + seconds * SECOND
    assert rules.share_used(bucket, PACE, now=now) == pytest.approx(share)


def test_a_bucket_that_was_refused_is_used_up_and_no_more_than_that() -> None:
    _, bucket = rules.refused(Bucket(NOON), PACE, now=NOON, wanted=HOUR, spread=0)
    assert rules.share_used(bucket, PACE, now=NOON) == 1


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [("0.0056", "178.571429"), ("0.0083", "120.481928"), ("2", "0.5"), ("3", "0.333334")],
)
def test_a_rate_is_never_made_faster_by_rounding(rate: str, seconds: str) -> None:
    every = Pace.per_second(Decimal(rate), 1).every
    assert every == timedelta(seconds=float(seconds))


@given(
    gaps=st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60),
    every=st.integers(1, 3_000_000),
    burst=st.integers(1, 20),
    patience=st.integers(0, 10_000_000),
)
def test_in_no_span_are_there_more_turns_than_the_bucket_and_what_came_back(
    gaps: list[int], every: int, burst: int, patience: int
) -> None:
    pace = Pace(timedelta(microseconds=every), burst)
    bucket, now, turns = Bucket(NOON), NOON, []
    for gap in gaps:
        now += timedelta(microseconds=gap)
        turn, bucket = rules.turn(
            bucket, pace, now=now, patience=timedelta(microseconds=patience)
        )
        assert turn.at >= now
        if turn.is_taken:
            turns.append(turn.at)
    assert turns == sorted(turns)
    for first in range(len(turns)):
        for last in range(first, len(turns)):
            span = turns[last] - turns[first]
            assert last - first + 1 <= burst + span // pace.every


def test_after_a_refusal_there_is_one_turn_when_it_was_said_and_then_one_by_one() -> None:
    again_at, bucket = rules.refused(
        Bucket(NOON), PACE, now=NOON, wanted=10 * SECOND, spread=0.0
    )
    assert again_at == NOON + 10 * SECOND
    assert taken(bucket, 0, 0, 0) == [10, 12, 14]


def test_refusals_in_a_row_double_the_pause_up_to_a_quarter_of_an_hour() -> None:
    bucket, pauses = Bucket(NOON), []
    for _time in range(12):
        again_at, bucket = rules.refused(
            bucket, PACE, now=NOON, wanted=0 * SECOND, spread=0.0
        )
        pauses.append((again_at - NOON) / SECOND)
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == 900
    bucket = rules.accepted(bucket, PACE, now=NOON, rate=None)
    again_at, _ = rules.refused(bucket, PACE, now=NOON, wanted=0 * SECOND, spread=1.0)
    assert again_at == NOON + 3 * SECOND


def test_a_rate_that_was_told_holds_from_then_on_and_for_what_is_owed() -> None:
    turn, bucket = rules.turn(Bucket(NOON), PACE, now=NOON, patience=HOUR)
    assert turn.is_taken
    slower = rules.accepted(bucket, PACE, now=NOON, rate=Decimal("0.1"))
    assert slower.full_at == NOON + 10 * SECOND
    assert taken(slower, 0, 0, 0) == [0, 0, 10]
    assert rules.accepted(slower, PACE, now=NOON, rate=Decimal("0.5")) == bucket


@pytest.mark.django_db
def test_a_bucket_is_made_when_it_is_named_and_remembers() -> None:
    turns = [commands.take("a", PACE, now=NOON, patience=HOUR).at for _ in range(4)]
    assert turns == [NOON, NOON, NOON, NOON + 2 * SECOND]
    assert commands.take("b", PACE, now=NOON, patience=HOUR).at == NOON
    commands.accepted("a", PACE, now=NOON, rate=Decimal(1))
    assert PaceBucket.objects.get(name="a").learned_every == SECOND
    again_at = commands.refused("a", PACE, now=NOON, wanted=60 * SECOND, spread=0.0)
    assert again_at == NOON + 60 * SECOND
    turn = commands.take("a", PACE, now=NOON, patience=30 * SECOND)
    assert (turn.is_taken, turn.at) == (False, NOON + 60 * SECOND)


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_never_get_more_than_the_bucket_holds() -> None:
    def ask(_number: int) -> bool:
        try:
            turn = commands.take("shared", PACE, now=NOON, patience=timedelta(0))
        finally:
            connection.close()
        return turn.is_taken

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(40))) == PACE.burst


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_not_taken_within_a_transaction_that_could_give_it_back() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        commands.take("a", PACE, now=NOON, patience=HOUR)

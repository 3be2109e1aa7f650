"""What follows from an answer, or from none: the one place that decides on trying again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    NotSent,
    Taken,
)
from firsthand.domain.remedies.rules.states import State

# A remedy that was tried so often, or over which so many senders died, waits for a person.
MOST_ATTEMPTS = 8
MOST_DEATHS = 2


class Outcome(StrEnum):
    """What is known of one attempt."""

    OPEN = ""  # Under way, or its sender is dead and nobody has noticed.
    DONE = "done"
    TAKEN = "taken"
    DECLINED = "declined"
    NOT_SENT = "not_sent"
    UNCLEAR = "unclear"
    LOST = "lost"  # Its sender died, and did not say.
    ABSENT = "absent"  # Was unclear; the channel's own record says it did not happen.


DOUBTFUL = frozenset({Outcome.OPEN, Outcome.UNCLEAR, Outcome.LOST})


@dataclass(frozen=True)
class Pace:
    """How long things take, at most.

    Attributes:
        within: one call to the channel.
        patience: from writing an attempt down to the call; after that it is not made.
        grace: after the database came up again its locks say nothing for so long.
        follow_every: between two questions about what a channel has taken.
        taken_at_most: before what was taken counts as unknown.
        check_after: from a success, besides the lag, until it is held against the record.
        pauses: before trying for the second time, the third, and so on.
    """

    within: timedelta = timedelta(seconds=30)
    patience: timedelta = timedelta(seconds=30)
    grace: timedelta = timedelta(minutes=2)
    follow_every: timedelta = timedelta(minutes=2)
    taken_at_most: timedelta = timedelta(hours=72)
    check_after: timedelta = timedelta(minutes=1)
    pauses: tuple[timedelta, ...] = tuple(
        timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800)
    )

    def pause(self, times: int) -> timedelta:
        """Return how long to wait after the n-th time in a row, from 1 on."""
        return self.pauses[min(max(times, 1), len(self.pauses)) - 1]


@dataclass(frozen=True)
class Tried:
    """One attempt, as it was written down."""

    started_at: datetime
    outcome: Outcome
    ended_at: datetime | None
    body_hash: str


@dataclass(frozen=True)
class History:
    """The attempts of a remedy, as far as deciding needs it; times in UTC.

    Attributes:
        first_at: when the first one was written down.
        could_act_until: the latest moment at which any of them can have had its effect.
        attempts: how many may have reached the channel.
        deaths: how many senders died over it.
        is_doubtful: one before the last may have happened.
    """

    first_at: datetime
    could_act_until: datetime
    attempts: int
    deaths: int
    is_doubtful: bool
    last: Outcome
    is_same_body: bool


def history_of(tried: Sequence[Tried], *, body_hash: str, pace: Pace) -> History:
    """Return what attempts, the oldest first, mean for deciding.

    A sender that died may have called as late as its patience and deadline allowed. What
    was taken can have its effect until the channel has said what became of it.
    """
    *before, last = tried
    return History(
        first_at=tried[0].started_at,
        could_act_until=max(_could_act_until(each, pace) for each in tried),
        attempts=sum(each.outcome != Outcome.NOT_SENT for each in tried),
        deaths=sum(each.outcome == Outcome.LOST for each in tried),
        is_doubtful=any(each.outcome in DOUBTFUL for each in before),
        last=last.outcome,
        is_same_body=all(each.body_hash == body_hash for each in tried),
    )


def _could_act_until(tried: Tried, pace: Pace) -> datetime:
    latest = tried.started_at + pace.patience + pace.within
    return max(latest, tried.ended_at or latest)


def outcome_of(answer: Answer) -> Outcome:
    """Return what an answer says of its attempt."""
    if isinstance(answer, Done):
        return Outcome.DONE
    if isinstance(answer, Taken):
        return Outcome.TAKEN
    if isinstance(answer, Declined):
        return Outcome.DECLINED
    return Outcome.NOT_SENT if isinstance(answer, NotSent) else Outcome.UNCLEAR


def state_after(outcome: Outcome, *, is_doubtful: bool) -> State:
    """Return the state a remedy is in after an attempt came out like this.

    Args:
        outcome: of the last attempt.
        is_doubtful: an earlier attempt may have happened. Then "declined" may only mean
            that it is done already, and "not sent" says nothing of the earlier one.
    """
    if outcome == Outcome.DONE:
        return State.SUCCEEDED
    if outcome == Outcome.TAKEN:
        return State.TAKEN
    if is_doubtful or outcome in DOUBTFUL:
        return State.UNKNOWN
    return State.FAILED if outcome == Outcome.DECLINED else State.APPROVED


def outcome_of_asking(answer: Answer) -> Outcome | None:
    """Return what an answer about something taken says of it; None: ask again later."""
    outcome = outcome_of(answer)
    return None if outcome in {Outcome.TAKEN, Outcome.NOT_SENT} else outcome


def may_send_again(
    can: Capabilities, history: History, *, at: datetime, pace: Pace
) -> bool:
    """Say whether an unknown remedy may go out once more: only under its native key.

    The key must outlive the call, the body must be the same, and neither may it have been
    tried too often nor have killed too many senders. One that was declined is declined
    again: whether that is because it is done already, only a listing tells.
    """
    latest = at + pace.patience + pace.within
    is_alive = can.key_life is None or latest < history.first_at + can.key_life
    return (
        can.native_key
        and is_alive
        and history.is_same_body
        and history.last != Outcome.DECLINED
        and not is_worn_out(history)
    )


def readable_from(can: Capabilities, history: History) -> datetime:
    """Return when a listing can first say something: the lag after the last effect."""
    return history.could_act_until + can.read_lag


def state_when_absent(can: Capabilities, history: History) -> State:
    """Return what follows when a listing, read late enough, does not show the remedy."""
    if can.is_definitive and not is_worn_out(history):
        return State.APPROVED
    return State.NEEDS_HUMAN


def is_worn_out(history: History) -> bool:
    """Say whether trying once more is no longer the machine's to decide."""
    return history.attempts >= MOST_ATTEMPTS or history.deaths >= MOST_DEATHS

"""What follows from an answer, or from none: the one place that decides on trying again."""

from __future__ import annotations

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
# The shortest time in which a channel is asked again.
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))


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
class History:
    """The attempts of a remedy, as far as deciding needs it; times in UTC."""

    first_at: datetime
    last_at: datetime
    attempts: int
    deaths: int  # Attempts whose sender died.
    is_doubtful: bool  # One before the last may have happened.
    last: Outcome = Outcome.LOST
    is_same_body: bool = True


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


def state_after_asking(answer: Answer) -> State | None:
    """Return the state after asking for what was taken; None: ask again later."""
    if isinstance(answer, Done):
        return State.SUCCEEDED
    if isinstance(answer, Declined):
        return State.FAILED
    if isinstance(answer, Taken | NotSent):
        return None
    return State.UNKNOWN


def may_send_again(
    can: Capabilities, history: History, *, at: datetime, within: timedelta
) -> bool:
    """Say whether an unknown remedy may go out once more: only under its native key.

    The key must outlive the call, the body must be the same, and neither may it have been
    tried too often nor have killed too many senders. One that was declined is declined
    again: whether that is because it is done already, only a listing tells.
    """
    is_alive = can.key_life is None or at + within < history.first_at + can.key_life
    return (
        can.native_key
        and is_alive
        and history.is_same_body
        and history.last != Outcome.DECLINED
        and not is_worn_out(history)
    )


def readable_from(
    can: Capabilities, history: History, *, within: timedelta
) -> datetime:
    """Return when a listing can first say something: after the last attempt and the lag.

    The attempt may have reached the channel as late as its deadline.
    """
    return history.last_at + within + can.read_lag


def state_when_absent(can: Capabilities, history: History) -> State:
    """Return what follows when a listing, read late enough, does not show the remedy."""
    if can.is_definitive and not is_worn_out(history):
        return State.APPROVED
    return State.NEEDS_HUMAN


def is_worn_out(history: History) -> bool:
    """Say whether trying once more is no longer the machine's to decide."""
    return history.attempts >= MOST_ATTEMPTS or history.deaths >= MOST_DEATHS


def pause(times: int) -> timedelta:
    """Return how long to wait after the n-th time in a row, from 1 on."""
    return _PAUSES[min(max(times, 1), len(_PAUSES)) - 1]

"""The team's clocks of one ticket, worked out from what was said.

Nothing is remembered between two workings-out: late mail, a reply that came back or another
policy only change what goes in. All in working time of the policy's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firsthand.foundation.working_time import WorkingTime

_NONE = timedelta(0)


class Target(StrEnum):
    """What is promised within a time."""

    RESPOND = "respond"  # The first answer on the ticket.
    NEXT_REPLY = "next_reply"  # Each further one.
    RESOLVE = "resolve"  # The end of the matter.


class Why(StrEnum):
    """Why a clock stands still."""

    BUYER = "buyer"  # We have answered, or asked: it is the buyer's turn.
    SNOOZED = "snoozed"


class Outcome(StrEnum):
    """How a clock ended."""

    MET = "met"
    MISSED = "missed"
    DROPPED = "dropped"  # Nothing was owed any more, before it ran out.


@dataclass(frozen=True)
class Promise:
    """What a policy promises; None where it promises nothing."""

    hours: WorkingTime
    respond: timedelta | None = None
    next_reply: timedelta | None = None
    resolve: timedelta | None = None


@dataclass(frozen=True)
class Said:
    """A message that asks something of us, or an answer of ours that arrived.

    Attributes:
        hands_over: an answer after which it is the buyer's turn: it answers the matter, or
            asks back. One that only says we are at it does not.
    """

    at: datetime
    message_id: int
    is_inbound: bool
    hands_over: bool = False


@dataclass(frozen=True)
class Pause:
    """A stretch in which the time to resolve stands still; open-ended while it lasts."""

    begins: datetime
    ends: datetime | None
    why: Why


@dataclass(frozen=True)
class Run:
    """One clock: from the message that started it until the answer that stopped it.

    Attributes:
        message_id: None where no message started it but a person who opened the ticket.
        due_at: None while it stands still; then `left` is the working time left.
        ended_at: None while it runs or stands still.
        is_kept: whether it ended by what was promised, not because nothing was owed.
    """

    target: Target
    since: datetime
    message_id: int | None
    due_at: datetime | None
    left: timedelta | None = None
    why: Why | None = None
    ended_at: datetime | None = None
    is_kept: bool = False


def runs(
    said: Iterable[Said],
    promise: Promise,
    *,
    opened_at: datetime,
    closed_at: datetime | None,
    pauses: Sequence[Pause] = (),
) -> list[Run]:
    """Return all clocks of a ticket's present cycle, those of replies first.

    The clocks of replies count from the earliest message that waits, to the next answer of
    any kind, also "we are looking into it": a new message then starts the next one. They
    never stand still: the buyer waits. The time to resolve counts from the first message
    of the cycle to its end, without the time in which it was the buyer's turn.

    Args:
        said: in any order.
        promise: the policy's.
        opened_at: when the cycle began.
        closed_at: when it ended, if it did.
        pauses: stretches the time to resolve leaves out, besides the buyer's turns.
    """
    story = sorted(said, key=lambda each: (each.at, not each.is_inbound, each.message_id))
    found = [
        run
        for run in _of_replies(story, promise, closed_at)
        if run.since >= opened_at or run.ended_at is None or run.ended_at >= opened_at
    ]
    if promise.resolve is not None:
        found.append(_of_resolving(story, promise, opened_at, closed_at, pauses))
    return found


def outcome(run: Run, *, due_at: datetime | None) -> Outcome:
    """Return how a clock that ended went, held against when it was due.

    An answer at the very last moment is in time. What was no longer owed before it ran out
    counts for nobody.
    """
    assert run.ended_at is not None
    if due_at is not None and run.ended_at > due_at:
        return Outcome.MISSED
    return Outcome.MET if run.is_kept else Outcome.DROPPED


def _of_replies(
    story: Sequence[Said], promise: Promise, closed_at: datetime | None
) -> Iterator[Run]:
    waiting: Said | None = None
    is_answered = False
    for each in story:
        if each.is_inbound:
            waiting = waiting or each
            continue
        if waiting is not None:
            yield from _reply_run(waiting, promise, is_answered, each.at, is_kept=True)
            waiting = None
        is_answered = True
    if waiting is not None:
        ended_at = max(closed_at, waiting.at) if closed_at is not None else None
        yield from _reply_run(waiting, promise, is_answered, ended_at, is_kept=False)


def _reply_run(
    asked: Said,
    promise: Promise,
    is_answered: bool,
    ended_at: datetime | None,
    *,
    is_kept: bool,
) -> Iterator[Run]:
    target = Target.NEXT_REPLY if is_answered else Target.RESPOND
    within = promise.next_reply if is_answered else promise.respond
    if within is not None:
        due_at = promise.hours.after(asked.at, within)
        yield Run(
            target, asked.at, asked.message_id, due_at, ended_at=ended_at, is_kept=is_kept
        )


def _of_resolving(
    story: Sequence[Said],
    promise: Promise,
    opened_at: datetime,
    closed_at: datetime | None,
    pauses: Sequence[Pause],
) -> Run:
    assert promise.resolve is not None
    first = next((each for each in story if each.is_inbound and each.at >= opened_at), None)
    since = first.at if first is not None else opened_at
    message_id = first.message_id if first is not None else None
    left, reached, why = promise.resolve, since, None
    due_at = None
    for pause in _merged([*_turns(story), *pauses], since):
        worked = promise.hours.between(reached, pause.begins)
        if worked >= left:
            break  # It ran out before.
        left -= worked
        if pause.ends is None:
            why = pause.why
            break
        reached = pause.ends
    if why is None:
        due_at = promise.hours.after(reached, left)
    return Run(
        Target.RESOLVE,
        since,
        message_id,
        due_at,
        left=left if why is not None else None,
        why=why,
        ended_at=max(closed_at, since) if closed_at is not None else None,
        is_kept=True,
    )


def _turns(story: Sequence[Said]) -> Iterator[Pause]:
    """Yield when it was the buyer's turn: from a reply that hands over to his next word."""
    since: datetime | None = None
    for each in story:
        if each.is_inbound and since is not None:
            yield Pause(since, each.at, Why.BUYER)
            since = None
        elif not each.is_inbound:
            since = (since or each.at) if each.hands_over else since
    if since is not None:
        yield Pause(since, None, Why.BUYER)


def _merged(pauses: Iterable[Pause], since: datetime) -> Iterator[Pause]:
    """Yield the pauses after `since` in order, those that overlap as one."""
    current: Pause | None = None
    for each in sorted(pauses, key=lambda pause: pause.begins):
        if each.ends is not None and each.ends <= max(each.begins, since):
            continue
        begins = max(each.begins, since)
        if current is None:
            current = Pause(begins, each.ends, each.why)
        elif current.ends is None:
            break
        elif begins <= current.ends:
            longer = each.ends is None or each.ends > current.ends
            current = Pause(current.begins, each.ends, each.why) if longer else current
        else:
            yield current
            current = Pause(begins, each.ends, each.why)
    if current is not None:
        yield current

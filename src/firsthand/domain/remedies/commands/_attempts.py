"""What was tried, what was told, and which session may say so: shared by all senders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from firsthand.domain.remedies.models import Attempt, Remedy
from firsthand.domain.remedies.ports import (
    Channel,
    ChannelMissing,
    Component,
    Instruction,
    Kind,
    Part,
)
from firsthand.domain.remedies.rules.answers import (
    DOUBTFUL,
    History,
    Outcome,
    Pace,
    Tried,
    history_of,
)
from firsthand.domain.remedies.rules.requests import instruction_hash
from firsthand.foundation.postgres import locks

ChannelOf = Callable[[str], Channel]
Now = Callable[[], datetime]
AT_ONCE = 50  # Due remedies looked at to find one whose order nobody works on.


@dataclass(frozen=True)
class Surroundings:
    """What the machine works with.

    Attributes:
        channel_of: gives the way to an account; raises `ChannelMissing`.
        now: the clock all workers share: the database's.
        pace: how long things may take.
    """

    channel_of: ChannelOf
    now: Now
    pace: Pace = field(default_factory=Pace)


def channels_for(accounts: Iterable[str], around: Surroundings) -> dict[str, Channel]:
    """Return the channels of those of these accounts that can be reached at all.

    What belongs to the others waits, and takes nobody's place.
    """
    found = {}
    for account in accounts:
        with suppress(ChannelMissing):
            found[account] = around.channel_of(account)
    return found


def lock_of(order_id: int) -> str:
    """Return the name of the lock whoever works on an order's remedies holds.

    Of the order, not of the remedy: two equal refunds of one order, sent side by side,
    could not be told apart in a listing.
    """
    return f"remedies.order.{order_id}"


@contextmanager
def working_on(order_id: int) -> Iterator[bool]:
    """Hold the order for this database session; False when another session has it.

    Whatever goes wrong within, the session goes, and its lock with it: others may then
    take over, and what was under way counts as unknown.
    """
    if not locks.try_hold(lock_of(order_id)):
        yield False
        return
    try:
        yield True
        locks.release(lock_of(order_id))
    except BaseException:
        connection.close()
        raise


def instruction_for(remedy: Remedy) -> Instruction:
    """Return what the channel is told: each time the same, or it were another remedy."""
    return Instruction(
        remedy_id=remedy.key,
        key=str(remedy.key),
        kind=Kind(remedy.kind),
        account=remedy.account,
        order_number=remedy.ledger.order.number,
        currency=remedy.currency,
        minor_units=remedy.minor_units,
        parts=tuple(
            Part(
                part.line_number,
                part.sku,
                Component(part.component),
                part.minor_units,
                part.quantity,
            )
            for part in remedy.parts.order_by("pk")
        ),
        reason=remedy.reason,
        details=tuple((name, value) for name, value in remedy.details),
    )


def attempts_of(remedy: Remedy) -> list[Attempt]:
    """Return the attempts of a remedy, the oldest first."""
    return list(remedy.attempts.order_by("fence"))


def history(remedy: Remedy, *, pace: Pace) -> History:
    """Return what the attempts of a remedy mean; it has at least one."""
    tried = [
        Tried(each.started_at, Outcome(each.outcome), each.ended_at, each.body_hash)
        for each in attempts_of(remedy)
    ]
    body_hash = instruction_hash(instruction_for(remedy))
    return history_of(tried, body_hash=body_hash, pace=pace)


def is_doubtful_before(remedy: Remedy, fence: int) -> bool:
    """Say whether an attempt before this one may have happened."""
    earlier = remedy.attempts.filter(fence__lt=fence, outcome__in=DOUBTFUL)
    return earlier.exists()

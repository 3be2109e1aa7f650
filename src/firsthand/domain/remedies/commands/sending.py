"""Send what is due: written down, then called once, then written down what came of it.

Between the two transactions (T1 and T2) nobody knows whether the channel has acted. The
session holds the order's lock all that time: whoever finds the remedy on its way and the
lock free knows that its sender is gone, and nothing else.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from firsthand.domain.remedies.commands._attempts import (
    AT_ONCE,
    Surroundings,
    channels_for,
    instruction_for,
    lock_of,
    working_on,
)
from firsthand.domain.remedies.commands._moving import locked, move
from firsthand.domain.remedies.commands.health import frozen_by_faults
from firsthand.domain.remedies.commands.settling import record_answer
from firsthand.domain.remedies.models import AccountHealth, Attempt, Remedy, Stop
from firsthand.domain.remedies.ports import (
    Answer,
    Channel,
    Instruction,
    NotSent,
    Unclear,
)
from firsthand.domain.remedies.rules import answers
from firsthand.domain.remedies.rules.answers import Pace
from firsthand.domain.remedies.rules.requests import instruction_hash
from firsthand.domain.remedies.rules.states import UNDER_WAY, State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.postgres import durability, locks

logger = logging.getLogger(__name__)
_TRIES_TO_RECORD = 30  # A second apart: longer than a database takes to restart.


@dataclass(frozen=True)
class Begun:
    """An attempt that is written down and not yet made."""

    remedy_id: int
    order_id: int
    fence: int
    instruction: Instruction
    at: datetime


def send_next(around: Surroundings) -> State | None:
    """Send the next due remedy; return its state then, or None when none can be sent."""
    due = due_to_send(at=around.now())
    channels = channels_for(accounts_of(due), around)
    reachable = due.filter(account__in=channels).values_list("pk", "ledger_id", "account")
    for remedy_id, order_id, account in reachable[:AT_ONCE]:
        with frozen_by_faults(remedy_id, around), working_on(order_id) as is_ours:
            if not is_ours:
                continue
            fail_point("remedies.send.chosen")
            begun = begin(remedy_id, before=State.APPROVED, around=around)
            if begun is not None:
                return deliver(begun, channels[account], around=around)
    return None


def due_to_send(*, at: datetime) -> QuerySet[Remedy]:
    """Return what may be sent now, the longest waiting first.

    Not what is stopped, nor what belongs to an account that rests, nor while another
    remedy of the order is under way.
    """
    under_way = Remedy.objects.filter(ledger=OuterRef("ledger"), state__in=UNDER_WAY)
    due = Remedy.objects.filter(state=State.APPROVED, due_at__lte=at)
    due = due.filter(~Exists(under_way), ~Exists(_resting(at)), ~Exists(_stops()))
    return due.order_by("due_at", "pk")


def accounts_of(remedies: QuerySet[Remedy]) -> QuerySet[Remedy, str]:
    """Return the accounts of these remedies, each once."""
    return remedies.order_by().values_list("account", flat=True).distinct()


def _stops() -> QuerySet[Stop]:
    standing = Stop.objects.filter(lifted_at=None)
    agent = Cast(OuterRef("requested_by_id"), CharField())
    return (
        standing.filter(scope=Stop.Scope.ALL)
        | standing.filter(scope=Stop.Scope.ACCOUNT, name=OuterRef("account"))
        | standing.filter(scope=Stop.Scope.AGENT, name=agent)
    )


def is_held_back(remedy: Remedy, *, at: datetime) -> bool:
    """Say whether a kill switch holds this remedy back, or its account rests."""
    held = Exists(_stops()) | Exists(_resting(at))
    return Remedy.objects.filter(held, pk=remedy.pk).exists()


def _resting(at: datetime) -> QuerySet[AccountHealth]:
    return AccountHealth.objects.filter(account=OuterRef("account"), rests_until__gt=at)


@transaction.atomic
def begin(remedy_id: int, *, before: State, around: Surroundings) -> Begun | None:
    """T1: write an attempt down, if the remedy may still be sent; None if not.

    Args:
        remedy_id: which; this session holds its order.
        before: the state it is expected in: approved, or unknown under a native key.
        around: what the machine works with.
    """
    # Forgotten after a crash, it would be sent a second time.
    durability.commit_durably()
    remedy = locked(remedy_id)
    at = around.now()
    siblings = remedy.ledger.remedies.exclude(pk=remedy_id)
    if remedy.state != before or remedy.due_at > at or is_held_back(remedy, at=at):
        return None
    if siblings.filter(state__in=UNDER_WAY).exists():
        return None
    instruction = instruction_for(remedy)
    fence = remedy.fence + 1
    Attempt.objects.create(
        remedy=remedy,
        fence=fence,
        key=instruction.key,
        body_hash=instruction_hash(instruction),
        started_at=at,
    )
    move(remedy, State.SENDING, at=at, fence=fence)
    fail_point("remedies.send.in_t1")
    return Begun(remedy_id, remedy.ledger_id, fence, instruction, at)


def deliver(begun: Begun, channel: Channel, *, around: Surroundings) -> State:
    """Make the call of an attempt and write down what came of it (T2)."""
    fail_point("remedies.send.intent_committed")
    answer = _call(begun, channel, around=around)
    fail_point("remedies.send.answered")
    state = _record(begun, answer, channel, around=around)
    fail_point("remedies.send.outcome_committed")
    return state


def _call(begun: Begun, channel: Channel, *, around: Surroundings) -> Answer:
    """Call, if this is still the session that wrote the attempt down, and soon enough."""
    if not locks.is_held(lock_of(begun.order_id)):
        return NotSent(Why.SESSION_REPLACED)
    if around.now() > begun.at + around.pace.patience:
        return NotSent(Why.HELD_UP)
    fail_point("remedies.send.checked")
    try:
        return channel.carry_out(begun.instruction, within=around.pace.within)
    except Exception:
        # One account that trips a fault of ours must not hold up the others.
        logger.exception("sending remedy %s failed", begun.remedy_id)
        return Unclear(Why.FAULT_OF_OURS)


def _record(
    begun: Begun, answer: Answer, channel: Channel, *, around: Surroundings
) -> State:
    """Write the answer down, and wait for a database that is restarting.

    This is the only place that knows, so it does not give up soon. A commit whose answer
    was lost is found done when it is tried again.
    """
    for left in range(_TRIES_TO_RECORD, -1, -1):
        try:
            return record_answer(
                begun.remedy_id,
                fence=begun.fence,
                answer=answer,
                at=around.now(),
                pace=around.pace,
                check_after=channel.capabilities().read_lag + around.pace.check_after,
            )
        except OperationalError:
            connection.close()
            if not left:
                raise
            time.sleep(1)
    raise AssertionError("unreachable")


def send_again(remedy_id: int, *, channel: Channel, around: Surroundings) -> State | None:
    """Send an unknown remedy under its native key once more; None if it may not be.

    The caller holds the order.
    """
    begun = begin(remedy_id, before=State.UNKNOWN, around=around)
    return None if begun is None else deliver(begun, channel, around=around)


def reap(*, at: datetime, pace: Pace) -> int:
    """Call unknown what is on its way and whose sender is gone; return how many.

    Just after the database came up all locks are gone, of the living too: then the reaper
    waits until the calls that may still be under way have ended.
    """
    count = 0
    sending = Remedy.objects.filter(state=State.SENDING).order_by("pk")
    for remedy_id, order_id in sending.values_list("pk", "ledger_id"):
        with transaction.atomic():
            if not locks.is_free(lock_of(order_id)) or _may_live(remedy_id, pace):
                continue
            remedy = locked(remedy_id)
            if remedy.state != State.SENDING:
                continue
            remedy.attempts.filter(outcome="").update(outcome=answers.Outcome.LOST)
            move(remedy, State.UNKNOWN, at=at, why=Why.SENDER_GONE)
            count += 1
            fail_point("remedies.reap.in_transaction")
    fail_point("remedies.reap.committed")
    return count


def _may_live(remedy_id: int, pace: Pace) -> bool:
    """Say whether a sender from before the database last came up may still be calling."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM remedies_attempt"
            " WHERE remedy_id = %s AND outcome = ''"
            " AND written_at < pg_postmaster_start_time()"
            " AND clock_timestamp() < pg_postmaster_start_time()"
            " + make_interval(secs => %s::float8))",
            [remedy_id, pace.grace.total_seconds()],
        )
        return bool(cursor.fetchone()[0])

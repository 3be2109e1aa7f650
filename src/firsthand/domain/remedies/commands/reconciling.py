"""Find out what became of what nobody knows, without ever sending on a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from firsthand.domain.remedies.commands import _attempts
from firsthand.domain.remedies.commands._attempts import (
    AT_ONCE,
    Surroundings,
    channels_for,
    instruction_for,
    working_on,
)
from firsthand.domain.remedies.commands._moving import locked, move, put_off
from firsthand.domain.remedies.commands.comparing import (
    compare,
    explain_listed,
    ids_known_before,
    ids_of_remedies,
)
from firsthand.domain.remedies.commands.health import frozen_by_faults
from firsthand.domain.remedies.commands.sending import (
    accounts_of,
    is_held_back,
    send_again,
)
from firsthand.domain.remedies.commands.settling import record_follow_up, succeed
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import (
    Capabilities,
    Channel,
    Seen,
    Unreadable,
)
from firsthand.domain.remedies.rules import answers, matching
from firsthand.domain.remedies.rules.answers import DOUBTFUL, Outcome, Pace
from firsthand.domain.remedies.rules.states import UNDER_WAY, State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.failpoints import fail_point

_Step = Callable[[Remedy, Channel, Surroundings], State]


def follow_next(around: Surroundings) -> State | None:
    """Ask about one remedy that a channel has taken; return its state then."""
    return _on_next(State.TAKEN, _follow, around)


def reconcile_next(around: Surroundings) -> State | None:
    """Find out about one unknown remedy; return its state then."""
    return _on_next(State.UNKNOWN, _reconcile, around)


def _on_next(state: State, do: _Step, around: Surroundings) -> State | None:
    due = Remedy.objects.filter(state=state, due_at__lte=around.now())
    channels = channels_for(accounts_of(due), around)
    reachable = due.filter(account__in=channels).select_related("ledger__order")
    for remedy in reachable.order_by("due_at", "pk")[:AT_ONCE]:
        with (
            frozen_by_faults(remedy.pk, around),
            working_on(remedy.ledger_id) as is_ours,
        ):
            if is_ours:
                return do(remedy, channels[remedy.account], around)
    return None


def _follow(remedy: Remedy, channel: Channel, around: Surroundings) -> State:
    try:
        answer = channel.ask(remedy.handle, instruction_for(remedy))
    except Unreadable:
        return _put_off(
            remedy.pk, State.TAKEN, until=around.now() + around.pace.follow_every
        )
    fail_point("remedies.follow.asked")
    return record_follow_up(
        remedy.pk,
        answer=answer,
        at=around.now(),
        pace=around.pace,
        check_after=channel.capabilities().read_lag + around.pace.check_after,
    )


def _reconcile(remedy: Remedy, channel: Channel, around: Surroundings) -> State:
    """Send again under a native key; else look, and not before looking can tell."""
    can = channel.capabilities()
    tried = _attempts.history(remedy, pace=around.pace)
    at = around.now()
    if answers.may_send_again(can, tried, at=at, pace=around.pace):
        if not is_held_back(remedy, at=at):
            sent = send_again(remedy.pk, channel=channel, around=around)
            return sent or State.UNKNOWN
        return _put_off(remedy.pk, State.UNKNOWN, until=at + around.pace.follow_every)
    readable_from = answers.readable_from(can, tried)
    if at < readable_from:
        return _put_off(remedy.pk, State.UNKNOWN, until=readable_from)
    try:
        listed = channel.listed(remedy.ledger.order.number)
    except Unreadable:
        pause = around.pace.pause(remedy.tries + 1)
        return _put_off(remedy.pk, State.UNKNOWN, until=at + pause)
    fail_point("remedies.reconcile.read")
    state = _apply(remedy.pk, remedy.fence, listed, can=can, around=around)
    fail_point("remedies.reconcile.committed")
    return state


@transaction.atomic
def _put_off(remedy_id: int, state: State, *, until: datetime) -> State:
    remedy = locked(remedy_id)
    if remedy.state == state:
        put_off(remedy, until=until)
    return State(remedy.state)


@transaction.atomic
def _apply(
    remedy_id: int,
    fence: int,
    listed: Sequence[Seen],
    *,
    can: Capabilities,
    around: Surroundings,
) -> State:
    """Write down what a listing tells of an unknown remedy, and of its order besides."""
    remedy = locked(remedy_id)
    if remedy.state != State.UNKNOWN or remedy.fence != fence:
        return State(remedy.state)  # A late answer came first.
    at = around.now()
    tried = _attempts.history(remedy, pace=around.pace)
    sought = matching.Sought(instruction_for(remedy), tried.first_at)
    # What is listed of the others comes first, or it could be taken for this one.
    explain_listed(remedy, listed, can=can, at=at)
    used = ids_of_remedies(remedy.account, listed, but=remedy)
    used |= ids_known_before(remedy.account, listed, at=tried.first_at)
    found = matching.found(sought, listed, used=used)
    if found.ours is not None:
        succeed(
            remedy,
            found.ours.external_id,
            at=at,
            check_after=can.read_lag + around.pace.check_after,
            why=Why.IN_RECORD,
        )
    elif found.candidates or found.older:
        why = Why.SEVERAL_FIT if found.candidates else Why.OLDER_FITS
        move(remedy, State.NEEDS_HUMAN, at=at, why=why)
    else:
        _call_absent(remedy, answers.state_when_absent(can, tried), at=at)
    compare(remedy, listed, can=can, at=at, leave=found.candidates + found.older)
    fail_point("remedies.reconcile.in_transaction")
    return State(remedy.state)


def _call_absent(remedy: Remedy, to: State, *, at: datetime) -> None:
    if to == State.APPROVED:
        doubtful = remedy.attempts.filter(outcome__in=DOUBTFUL)
        doubtful.update(outcome=Outcome.ABSENT, ended_at=at)
    move(remedy, to, at=at, why=Why.NOT_IN_RECORD)


def check_next(around: Surroundings) -> State | None:
    """Hold one success against the channel's own record; return the remedy's state.

    What the record shows besides went back without us, or twice.
    """
    due = Remedy.objects.filter(check_at__lte=around.now())
    channels = channels_for(accounts_of(due), around)
    reachable = due.filter(account__in=channels).select_related("ledger__order")
    for remedy in reachable.order_by("check_at", "pk")[:AT_ONCE]:
        try:
            listed = channels[remedy.account].listed(remedy.ledger.order.number)
        except Unreadable:
            later = around.now() + around.pace.follow_every
            Remedy.objects.filter(pk=remedy.pk).update(check_at=later)
            continue
        fail_point("remedies.check.read")
        with frozen_by_faults(remedy.pk, around):
            can = channels[remedy.account].capabilities()
            return _checked(remedy.pk, listed, can=can, at=around.now(), pace=around.pace)
    return None


@transaction.atomic
def _checked(
    remedy_id: int, listed: Sequence[Seen], *, can: Capabilities, at: datetime, pace: Pace
) -> State:
    remedy = locked(remedy_id)
    if remedy.ledger.remedies.filter(state__in=UNDER_WAY).exists():
        remedy.check_at = at + pace.follow_every
    else:
        compare(remedy, listed, can=can, at=at)
        remedy.check_at = None
    remedy.save(update_fields=["check_at"])
    return State(remedy.state)

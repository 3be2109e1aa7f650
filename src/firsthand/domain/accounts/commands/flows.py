"""How a worker takes a flow, keeps its place in it, and says how it went."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from firsthand.domain.accounts import events, rules
from firsthand.domain.accounts.models import Flow, MarketplaceAccount
from firsthand.domain.accounts.rules import Problem, ProblemKind
from firsthand.domain.journal import commands as journal
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import locks

logger = logging.getLogger(__name__)


class TakenOver(Refused):
    code = "accounts.taken_over"


@dataclass(frozen=True)
class Run:
    """A flow in the hands of one worker.

    Attributes:
        number: counts the beginnings of this flow.
        part: the letters of the marketplace it is for; empty: of all the account serves.
        cursor: from where it goes on, as it was kept last; {} at the very beginning.
        was_cut_off: the run before this one did not end: it died on its way.
    """

    flow_id: int
    number: int
    account: MarketplaceAccount
    name: str
    part: str
    cursor: Mapping[str, Any]
    was_cut_off: bool = False


@dataclass(frozen=True)
class Done:
    """What a run came to.

    Attributes:
        cursor: from where the next goes on.
        counts: how many of what were read, found, sent: {"orders": 12}.
        newest_at: the time of the newest record there is; None: as before.
        complete_until: up to when nothing is missing; None: as before.
        due_at: when it is due again; None: after its usual time.
    """

    cursor: Mapping[str, Any]
    counts: Mapping[str, int] = field(default_factory=dict)
    newest_at: datetime | None = None
    complete_until: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Planned:
    """A flow an account should have."""

    name: str
    every: timedelta
    part: str = ""


@transaction.atomic
def plan_flows(*, account_id: int, planned: Collection[Planned], at: datetime) -> int:
    """Have an account have these flows and no others; return how many are new.

    New ones are due at once. Those there are keep their place; their `every` is renewed.
    """
    wanted = {(one.name, one.part): one.every for one in planned}
    there: set[tuple[str, str]] = set()
    for flow in Flow.objects.select_for_update().filter(account_id=account_id):
        if (flow.name, flow.part) not in wanted:
            flow.delete()
            continue
        there.add((flow.name, flow.part))
        every = wanted[flow.name, flow.part]
        if flow.every != every:
            Flow.objects.filter(pk=flow.pk).update(every=every)
    new = [
        Flow(account_id=account_id, name=name, part=part, every=every, next_due_at=at)
        for (name, part), every in wanted.items()
        if (name, part) not in there
    ]
    return len(Flow.objects.bulk_create(new, ignore_conflicts=True))


def hurry_flows(*, account_id: int, at: datetime) -> int:
    """Have all flows of an account due now; return how many were not."""
    later = Flow.objects.filter(account_id=account_id, next_due_at__gt=at)
    return later.update(next_due_at=at)


def try_mended(account: MarketplaceAccount, *, at: datetime) -> None:
    """Have those flows due that waited for a person to do what was just done."""
    Flow.objects.filter(
        account=account, problem_kind__in=rules.FOR_PEOPLE, next_due_at__gt=at
    ).update(next_due_at=at)


def begin_flow(*, flow_id: int, at: datetime) -> Run | None:
    """Take a flow for this database session, where it is due and nobody has it.

    Whoever takes one has to end it with `finish_flow` or `fail_flow`; `run_flow` sees to
    that. The lock goes with the session: a worker that dies leaves the flow to others.

    Returns:
        The run; None: it is not due, its account is paused, or another worker has it.
    """
    # Taken twice by one session, it would have to be given back twice.
    if not locks.is_held(_lock(flow_id)) and not locks.try_hold(_lock(flow_id)):
        return None
    with transaction.atomic():
        flow = (
            Flow.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(pk=flow_id, next_due_at__lte=at, account__paused_at=None)
            .first()
        )
        if flow is None:
            locks.release(_lock(flow_id))
            return None
        was_cut_off = flow.is_running
        flow.run += 1
        flow.is_running, flow.started_at, flow.heard_at = True, at, at
        flow.counts = {}
        flow.save(update_fields=["run", "is_running", "started_at", "heard_at", "counts"])
    return Run(
        flow.pk, flow.run, flow.account, flow.name, flow.part, flow.cursor, was_cut_off
    )


@transaction.atomic
def save_progress(
    run: Run,
    *,
    cursor: Mapping[str, Any],
    at: datetime,
    counts: Mapping[str, int] | None = None,
    newest_at: datetime | None = None,
) -> None:
    """Keep how far a run is, with the records that belong to it, in one transaction.

    Raises:
        TakenOver: another worker has the flow by now; nothing was kept.
    """
    flow = _ours(run)
    flow.cursor, flow.heard_at = dict(cursor), at
    flow.counts = dict(counts) if counts is not None else flow.counts
    flow.newest_at = _later(flow.newest_at, newest_at)
    flow.save(update_fields=["cursor", "heard_at", "counts", "newest_at"])


def finish_flow(run: Run, done: Done, *, at: datetime) -> None:
    """Say that a run went well.

    Raises:
        TakenOver: another worker has the flow by now; nothing was kept.
    """
    with transaction.atomic():
        flow = _ours(run)
        if flow.problem_since is not None:
            _record(events.FLOW_GOES_ON, flow, at=at, since=flow.problem_since.isoformat())
        flow.cursor, flow.counts = dict(done.cursor), dict(done.counts)
        flow.newest_at = _later(flow.newest_at, done.newest_at)
        flow.complete_until = _later(flow.complete_until, done.complete_until)
        flow.next_due_at = done.due_at or at + flow.every
        flow.is_running, flow.ended_at, flow.succeeded_at = False, at, at
        flow.failures, flow.problem_since = 0, None
        flow.problem_kind, flow.problem_facts = "", {}
        flow.save()
    locks.release(_lock(run.flow_id))


def fail_flow(
    run: Run,
    problem: Problem,
    *,
    at: datetime,
    again_after: timedelta = timedelta(0),
) -> None:
    """Say that a run failed: what `save_progress` kept stands, and it is tried again.

    Args:
        run: what `begin_flow` gave.
        problem: what is wrong, by its cause.
        at: when (UTC).
        again_after: how long the other side asked to wait.

    Raises:
        TakenOver: another worker has the flow by now; nothing was kept.
    """
    with transaction.atomic():
        flow = _ours(run)
        is_new = flow.problem_kind != problem.kind
        flow.failures += 1
        flow.problem_since = at if is_new else flow.problem_since
        flow.problem_kind, flow.problem_facts = problem.kind, dict(problem.facts)
        flow.next_due_at = rules.next_try(
            failures=flow.failures, problem=problem, at=at, again_after=again_after
        )
        flow.is_running, flow.ended_at = False, at
        flow.save()
        if is_new:
            _record(events.FLOW_FAILS, flow, at=at)
    locks.release(_lock(run.flow_id))


def run_flow(
    *,
    flow_id: int,
    work: Callable[[Run], Done],
    problem_of: Callable[[Refused], tuple[Problem, timedelta]],
    now: Callable[[], datetime],
) -> str:
    """Take a flow, work on it, and say how it went, whatever happens on the way.

    Args:
        flow_id: one that is due.
        work: does it. Keeps its place by `save_progress`; what it raises ends the run.
        problem_of: says what a refusal comes from, and how long to wait at least.
        now: the clock (UTC).

    Returns:
        not_taken, done, failed, or taken_over.
    """
    run = begin_flow(flow_id=flow_id, at=now())
    if run is None:
        return "not_taken"
    try:
        try:
            done = work(run)
        except TakenOver:
            raise
        except Refused as refusal:
            problem, again_after = problem_of(refusal)
            fail_flow(run, problem, at=now(), again_after=again_after)
            return "failed"
        except (OperationalError, InterfaceError):
            raise  # The database is gone, and what could be written with it.
        except Exception as fault:
            # A flow that trips a fault of ours must not hold up the others.
            logger.exception("flow %s of account %s failed", run.name, run.account.pk)
            facts = {"what": type(fault).__name__}
            fail_flow(run, Problem(ProblemKind.FAULT, facts), at=now())
            return "failed"
        finish_flow(run, done, at=now())
    except TakenOver:
        logger.warning("flow %s of account %s was taken over", run.name, run.account.pk)
        locks.release(_lock(flow_id))
        return "taken_over"
    except BaseException:
        connection.close()  # The session's lock goes with it: others may take over.
        raise
    return "done"


def _ours(run: Run) -> Flow:
    """Return the flow, locked, if this run still has it.

    Raises:
        TakenOver: it does not.
    """
    flow = (
        Flow.objects.select_for_update()
        .filter(pk=run.flow_id, run=run.number, is_running=True)
        .first()
    )
    if flow is None:
        raise TakenOver(
            _("Another worker goes on with this, or it is no longer wanted."),
            fix=_("Nothing needs to be done: it goes on from what was kept."),
        )
    return flow


def _later(known: datetime | None, told: datetime | None) -> datetime | None:
    return max((one for one in (known, told) if one is not None), default=None)


def _lock(flow_id: int) -> str:
    return f"accounts/flow/{flow_id}"


def _record(kind: str, flow: Flow, *, at: datetime, **facts: object) -> None:
    journal.record(
        kind,
        subject_id=flow.account_id,
        at=at,
        by=None,
        facts={
            "flow": flow.name,
            "part": flow.part,
            "problem": flow.problem_kind,
            **facts,
        },
    )

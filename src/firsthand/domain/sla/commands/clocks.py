"""Keep the clocks of one ticket as what was said on it demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from firsthand.domain.journal import commands as journal
from firsthand.domain.sla import events, rules
from firsthand.domain.sla.models import Clock, Policy
from firsthand.domain.sla.ports import Case, Nearest
from firsthand.domain.sla.queries import policies_in_use
from firsthand.domain.sla.rules import Outcome, Run, Target

_EVENT_OF = {
    Outcome.MET: events.MET,
    Outcome.MISSED: events.MISSED,
    Outcome.DROPPED: events.DROPPED,
}
Key = tuple[str, datetime]


@dataclass(frozen=True)
class _Ticket:
    """The ticket whose clocks are kept, and when."""

    case: Case
    at: datetime

    @property
    def about(self) -> journal.About:
        return journal.About(
            self.case.store_id, self.case.buyer_id, ticket_id=self.case.ticket_id
        )


def keep_clocks(
    case: Case, *, at: datetime, policies: Sequence[Policy] | None = None
) -> Nearest | None:
    """Bring a ticket's clocks up to date; return the one that runs out first.

    Called by the tickets' commands with the ticket locked, inside their transaction, so
    that what was said and what follows from it are committed together. The same case again
    changes nothing.

    Args:
        case: the ticket and all that was said on it.
        at: when (UTC).
        policies: those in use, where many tickets are kept at once.
    """
    assert connection.in_atomic_block
    if policies is None:
        policies = policies_in_use()
    kept: dict[Key, Clock] = {
        (clock.target, clock.since): clock
        for clock in Clock.objects.filter(ticket_id=case.ticket_id)
    }
    if not policies and not kept:
        return None
    policy = rules.best(policies, case)
    ticket = _Ticket(case, at)
    wanted = {} if policy is None else _wanted(policy, case)
    for key, run in wanted.items():
        assert policy is not None
        _put(ticket, policy, run, kept.get(key))
    for key, clock in kept.items():
        if key not in wanted and clock.ended_at is None:
            _end(ticket, clock, at, is_kept=False)
    running = [run for run in wanted.values() if run.ended_at is None and run.due_at]
    nearest = min(running, key=lambda run: run.due_at or at, default=None)
    if nearest is None or nearest.due_at is None:
        return None
    return Nearest(nearest.due_at, nearest.target.value)


def _wanted(policy: Policy, case: Case) -> dict[Key, Run]:
    """Return the clocks a policy gives this ticket, by what a clock is known by."""
    runs = rules.runs(
        case.said,
        policy.promise(),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        pauses=case.pauses,
    )
    return {(run.target.value, run.since): run for run in runs}


def _put(ticket: _Ticket, policy: Policy, run: Run, clock: Clock | None) -> None:
    """Make one clock what it should be."""
    if run.ended_at is not None:
        # What ended before there was a policy for it is nobody's promise.
        if clock is not None and clock.ended_at is None:
            _end(ticket, clock, run.ended_at, is_kept=run.is_kept)
        return
    if clock is None:
        clock = Clock(
            ticket_id=ticket.case.ticket_id,
            store_id=ticket.case.store_id,
            target=run.target.value,
            since=run.since,
        )
    wanted = _settings(policy, run)
    changed = [name for name, value in wanted.items() if getattr(clock, name) != value]
    if clock.pk is not None and not changed:
        return
    for name in changed:
        setattr(clock, name, wanted[name])
    # It had ended and runs again, or more time was given than had been promised.
    is_missed = run.due_at is not None and run.due_at <= ticket.at
    if "ended_at" in changed or (clock.missed_at is not None and not is_missed):
        clock.missed_at = None
        _record(ticket, events.RESUMED, clock)
    clock.save()


def _settings(policy: Policy, run: Run) -> dict[str, object]:
    warn_at = None
    if run.due_at is not None and policy.escalate_to:
        warn_at = run.due_at - timedelta(minutes=policy.warn_minutes)
    return {
        "policy_id": policy.pk,
        "message_id": run.message_id,
        "due_at": run.due_at,
        "warn_at": warn_at,
        "left_seconds": None if run.left is None else int(run.left.total_seconds()),
        "why_paused": run.why.value if run.why is not None else "",
        "ended_at": None,
        "outcome": "",
    }


def _end(ticket: _Ticket, clock: Clock, ended_at: datetime, *, is_kept: bool) -> None:
    """End a clock by when it was due as promised until now."""
    run = Run(
        Target(clock.target),
        clock.since,
        clock.message_id,
        clock.due_at,
        ended_at=ended_at,
        is_kept=is_kept,
    )
    outcome = rules.outcome(run, due_at=clock.due_at)
    was_missed = clock.missed_at is not None
    clock.ended_at, clock.outcome = ended_at, outcome.value
    if outcome is Outcome.MISSED:
        clock.missed_at = clock.missed_at or clock.due_at
    clock.save(update_fields=["ended_at", "outcome", "missed_at"])
    if not (was_missed and outcome is Outcome.MISSED):
        _record(ticket, _EVENT_OF[outcome], clock)


def _record(ticket: _Ticket, kind: str, clock: Clock) -> None:
    journal.record(
        kind,
        subject_id=clock.pk,
        at=ticket.at,
        by=None,
        about=ticket.about,
        facts=facts_of(clock),
    )


def facts_of(clock: Clock) -> dict[str, object]:
    """Return what entries about a clock say."""
    return {
        "target": clock.target,
        "policy": clock.policy_id,
        "since": clock.since.isoformat(),
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
    }

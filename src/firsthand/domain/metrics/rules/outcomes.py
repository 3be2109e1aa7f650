"""What an issue came to at a moment, and when that is certain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

from firsthand.domain.metrics.rules.issues import Issue
from firsthand.domain.metrics.rules.policy import STANDARD, Policy

Why = Literal[
    "", "return", "chase", "claim", "chargeback", "feedback", "escalated", "unresolved"
]


class State(Enum):
    FAILED = "failed"
    SUCCESS = "success"
    PROVISIONAL = "provisional"  # Resolved; the buyer may still come back in time.
    OPEN = "open"  # Not resolved; there is still time to.
    UNKNOWN = "unknown"  # Resolved, and nobody knows when: it cannot be judged.


@dataclass(frozen=True)
class Outcome:
    """The state of an issue, since when (None while it is running), and what failed it."""

    state: State
    at: datetime | None = None
    why: Why = ""


def failure(
    issue: Issue, window_days: int, policy: Policy = STANDARD
) -> tuple[datetime, Why] | None:
    """Return when and why the issue fails, if nothing more happens; None: it succeeds.

    The moment may lie ahead: an unresolved issue fails when its time to be resolved is up.
    The window after the resolution includes its end and not its beginning.

    Of an issue resolved nobody knows when, only what failed it before it could have been
    resolved is certain; None then means that it cannot be judged. A later claim or return
    would be certain, too, in its first days; but silence would not be a success, and a
    share of such issues alone could only be 0 %.
    """
    if issue.resolved_after is not None:
        return min(_certain_causes(issue, issue.resolved_after, policy), default=None)
    horizon = issue.opened_at + policy.resolve_within
    until = None
    causes: list[tuple[datetime, Why]] = []
    if issue.resolved_at is None or issue.resolved_at > horizon:
        causes.append((horizon, "unresolved"))
    if issue.resolved_at is not None:
        until = issue.resolved_at + timedelta(days=window_days)
    if issue.chased_at is not None:
        causes.append((issue.chased_at, "chase"))
    if issue.returned_at is not None and (until is None or issue.returned_at <= until):
        causes.append((issue.returned_at, "return"))
    if policy.escapes_count:
        causes += [(at, way) for at, way in issue.escapes if until is None or at <= until]
    if policy.escalation_fails and _escalated_first(issue):
        assert issue.escalated_at is not None
        causes.append((issue.escalated_at, "escalated"))
    return min(causes, default=None)


def _certain_causes(
    issue: Issue, by: datetime, policy: Policy
) -> list[tuple[datetime, Why]]:
    """Return what failed the issue by a moment, before which it was not resolved."""
    horizon = issue.opened_at + policy.resolve_within
    causes: list[tuple[datetime, Why]] = [(horizon, "unresolved")] if horizon < by else []
    if issue.chased_at is not None:
        causes.append((issue.chased_at, "chase"))
    if policy.escapes_count:
        causes += [(at, way) for at, way in issue.escapes if at <= by]
    if policy.escalation_fails and _escalated_first(issue):
        assert issue.escalated_at is not None
        causes.append((issue.escalated_at, "escalated"))
    return causes


def _escalated_first(issue: Issue) -> bool:
    if issue.escalated_at is None:
        return False
    resolved = issue.resolved_at or issue.resolved_after
    return resolved is None or issue.escalated_at < resolved


def outcome(
    issue: Issue, as_of: datetime, window_days: int, policy: Policy = STANDARD
) -> Outcome:
    """Return what the issue came to, as known at `as_of`.

    `issue` must not know of anything later than `as_of` that reaches back (a merge).
    """
    failed = failure(issue, window_days, policy)
    if failed is not None and failed[0] <= as_of:
        return Outcome(State.FAILED, at=failed[0], why=failed[1])
    if issue.resolved_after is not None and issue.resolved_after <= as_of:
        return Outcome(State.UNKNOWN, at=issue.resolved_after)
    if issue.resolved_at is None or issue.resolved_at > as_of:
        return Outcome(State.OPEN)
    matures_at = issue.resolved_at + timedelta(days=window_days)
    if matures_at <= as_of:
        return Outcome(State.SUCCESS, at=matures_at)
    return Outcome(State.PROVISIONAL)


def settles_at(issue: Issue, window_days: int, policy: Policy = STANDARD) -> datetime:
    """Return when the outcome is certain if nothing more happens.

    Or when it was certain that there is none: see `failure`.
    """
    failed = failure(issue, window_days, policy)
    if failed is not None:
        return failed[0]
    if issue.resolved_after is not None:
        return issue.resolved_after
    assert issue.resolved_at is not None, "an unresolved issue fails at its horizon"
    return issue.resolved_at + timedelta(days=window_days)


def is_one_touch(issue: Issue, as_of: datetime) -> bool:
    """Say whether one reply by one person settled it for seven days, without passing on.

    Of all replies known at `as_of`: who comes back after the seven days and needs a second
    reply was not settled by one. `issue` must not know of anything later.
    """
    settled = outcome(issue, as_of, 7).state is State.SUCCESS
    return settled and issue.touches == 1 and issue.escalated_at is None

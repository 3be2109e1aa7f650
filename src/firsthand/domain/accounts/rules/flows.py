"""When a flow is tried again, and when somebody should look at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from firsthand.domain.accounts.rules.problems import Problem

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 6
# A worker that says nothing for so long hangs, or died: no call takes half as long.
_LONGEST_SILENCE = timedelta(minutes=15)
# So many turns missed, and at least so long: then a flow is behind.
_MISSED_TURNS = 3
_LEAST_BEHIND = timedelta(minutes=30)


class FlowName(StrEnum):
    """What is read, or done, again and again."""

    ORDERS = "orders"
    BACK_FILL = "back_fill"
    GAPS = "gaps"
    PARCELS = "parcels"
    RETURNS_FBA = "returns_fba"
    RETURNS_FBM = "returns_fbm"
    FEEDBACK = "feedback"
    FINANCES = "finances"
    INVOICES = "invoices"
    SOLICITATIONS = "solicitations"
    HEALTH = "health"


def next_try(
    *,
    failures: int,
    problem: Problem,
    at: datetime,
    again_after: timedelta = timedelta(0),
) -> datetime:
    """Return when to try again after a failure.

    A minute after the first, twice as long with each in a row, an hour at most; at once an
    hour where only a person can mend it. Never before what the other side asked for.

    Args:
        failures: how many in a row, this one included.
        problem: what is wrong.
        at: when it failed (UTC).
        again_after: what the other side asked for.
    """
    doublings = min(failures - 1, _MOST_DOUBLINGS)
    pause = min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)
    if problem.needs_person:
        pause = _LONGEST_PAUSE
    return at + max(pause, again_after)


def is_stuck(*, heard_at: datetime | None, is_running: bool, at: datetime) -> bool:
    """Say whether a worker took a flow and was not heard of since: it died, or hangs."""
    return is_running and heard_at is not None and at - heard_at > _LONGEST_SILENCE


def is_behind(
    *, next_due_at: datetime, every: timedelta, is_running: bool, at: datetime
) -> bool:
    """Say whether a flow has missed several of its turns with nobody working on it."""
    late = at - next_due_at
    return not is_running and late > max(every * _MISSED_TURNS, _LEAST_BEHIND)

"""What an issue comes to: the compiled `rules.outcomes`."""

from __future__ import annotations

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events
from firsthand.domain.metrics.bulk.compiled import compiled
from firsthand.domain.metrics.rules import STANDARD

RESOLVE_WITHIN = int(STANDARD.resolve_within.total_seconds()) * a.SECOND


@compiled
def settle(e: Events, issues: Array, begin: int, end: int) -> None:
    """Work out when and why these issues fail, and when that is certain."""
    for i in range(begin, end):
        at, why, certain = _failure(e, issues, i, 7 * a.DAY)
        issues[i].failed_at, issues[i].why, issues[i].settles_at = at, why, certain
        at, why, certain = _failure(e, issues, i, 30 * a.DAY)
        issues[i].failed_30_at, issues[i].why_30, issues[i].settles_30_at = at, why, certain


@compiled
def _failure(e: Events, issues: Array, i: int, window: int) -> tuple[int, int, int]:
    """Return when and why it fails, and when that is (or was) certain."""
    horizon = e.at[issues[i].opening] + RESOLVE_WITHIN
    if issues[i].resolved_after != a.NONE:
        return _certain_failure(issues, i, horizon)
    resolved = issues[i].resolved_at
    until = horizon if resolved == a.NONE else resolved + window
    at, why = a.NONE, 0
    if resolved == a.NONE or resolved > horizon:
        at, why = _earlier(at, why, horizon, a.UNRESOLVED)
    if issues[i].chased_at != a.NONE:
        at, why = _earlier(at, why, issues[i].chased_at, a.CHASE)
    returned = issues[i].returned_at
    if returned != a.NONE and returned <= until:
        at, why = _earlier(at, why, returned, a.RETURN)
    escaped = issues[i].escaped_at
    if escaped != a.NONE and (resolved == a.NONE or escaped <= until):
        at, why = _earlier(at, why, escaped, issues[i].escaped_way)
    return at, why, until if at == a.NONE else at


@compiled
def _certain_failure(issues: Array, i: int, horizon: int) -> tuple[int, int, int]:
    """Return the same of an issue that was resolved nobody knows when.

    Only what failed it before it could have been resolved counts.
    """
    by = issues[i].resolved_after
    at, why = a.NONE, 0
    if horizon < by:
        at, why = _earlier(at, why, horizon, a.UNRESOLVED)
    if issues[i].chased_at != a.NONE:
        at, why = _earlier(at, why, issues[i].chased_at, a.CHASE)
    escaped = issues[i].escaped_at
    if escaped != a.NONE and escaped <= by:
        at, why = _earlier(at, why, escaped, issues[i].escaped_way)
    return at, why, by if at == a.NONE else at


@compiled
def _earlier(at: int, why: int, other: int, its_why: int) -> tuple[int, int]:
    if at == a.NONE or other < at or (other == at and its_why < why):
        return other, its_why
    return at, why

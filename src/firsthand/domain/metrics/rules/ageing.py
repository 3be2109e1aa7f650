"""How long open tickets have been waiting, in steps people can act on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

# Four hours is a good answer, twelve a fair one; at 24 the marketplace's promise breaks.
STEPS = tuple(timedelta(hours=hours) for hours in (4, 12, 24, 48, 168))


def ages(
    waiting_since: Iterable[datetime],
    *,
    as_of: datetime,
    steps: Sequence[timedelta] = STEPS,
) -> list[int]:
    """Return how many wait less than the first step, the second, ..., and from the last on.

    A wait of exactly a step belongs to the longer side: 24 hours are not under 24 hours.

    Raises:
        ValueError: a wait that has not begun by `as_of`, or steps that do not rise.
    """
    rising = sorted({timedelta(), *steps})
    if list(steps) != rising[1:]:
        raise ValueError("steps rise from above zero")
    counts, now = [0] * (len(steps) + 1), as_of.astimezone(UTC)
    for since in waiting_since:
        age = now - since.astimezone(UTC)
        if age < timedelta():
            raise ValueError(f"nobody waits at {as_of} since {since}")
        counts[bisect_right(steps, age)] += 1
    return counts


def by_step(
    ages_in_seconds: Iterable[float], steps: Sequence[timedelta] = STEPS
) -> list[int]:
    """Return how many ages lie under the first step, the second, ..., and from the last on.

    As `ages`, of ages that are known.
    """
    edges = [step.total_seconds() for step in steps]
    counts = [0] * (len(steps) + 1)
    for age in ages_in_seconds:
        counts[bisect_right(edges, age)] += 1
    return counts

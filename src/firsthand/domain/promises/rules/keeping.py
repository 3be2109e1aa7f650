"""Whether a promise was kept, and when somebody has to be told that it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from firsthand.foundation.working_time import WorkingTime

# Where a promised time is kept to the minute; elsewhere a quarter of an hour is forgiven.
_STRICT = frozenset({"DE", "AT", "CH", "JP"})
_FORGIVEN = timedelta(minutes=15)
_REMIND, _ESCALATE = timedelta(hours=1), timedelta(minutes=20)


@dataclass(frozen=True)
class Kept:
    """How a promise was kept.

    Attributes:
        in_time: by its due time and the grace.
        late_minutes: whole minutes after the due time itself; 0 in time.
    """

    in_time: bool
    late_minutes: int


def grace_in(marketplace: str) -> timedelta:
    """Return how much later than promised still counts as kept (metric M-14)."""
    return timedelta() if marketplace in _STRICT else _FORGIVEN


def kept(due_at: datetime, done_at: datetime, grace: timedelta) -> Kept:
    """Judge what was done; 15:00 promised and 16:12 sent is 72 minutes late.

    Late minutes are counted from the due time, not from the end of the grace.
    """
    late = max(timedelta(), done_at - due_at)
    in_time = late <= grace
    return Kept(in_time, 0 if in_time else floor(late / timedelta(minutes=1)))


def remind_at(made_at: datetime, due_at: datetime) -> datetime:
    """Return when its keeper is reminded: an hour before, at most half of its time."""
    return due_at - min(_REMIND, _share(made_at, due_at, 2))


def escalate_at(made_at: datetime, due_at: datetime) -> datetime:
    """Return when others are told: twenty minutes before, at most a quarter of its time."""
    return due_at - min(_ESCALATE, _share(made_at, due_at, 4))


def _share(made_at: datetime, due_at: datetime, parts: int) -> timedelta:
    return max(timedelta(), (due_at - made_at) / parts)


def is_on_duty(due_at: datetime, office: WorkingTime) -> bool:
    """Say whether somebody works in the last minute before the promise is due."""
    return office.is_open(due_at - timedelta(minutes=1))

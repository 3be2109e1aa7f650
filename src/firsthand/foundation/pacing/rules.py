"""A token bucket as one moment: when it would be full again if nobody took any more.

The generic cell rate algorithm (ITU-T I.371, annex A), which admits exactly what a token
bucket does. Times are whole microseconds, so that no rounding adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

_LONGEST_PAUSE = timedelta(minutes=15)
_MOST_DOUBLINGS = 10


@dataclass(frozen=True)
class Pace:
    """At most `burst` at once, and one more `every` so long."""

    every: timedelta
    burst: int

    @staticmethod
    def per_second(rate: Decimal, burst: int) -> Pace:
        """Return the pace of so many a second; never a faster one by rounding."""
        assert rate > 0, rate
        return Pace(
            timedelta(
                microseconds=int((1_000_000 / rate).to_integral_value(ROUND_CEILING))
            ),
            burst,
        )


@dataclass(frozen=True)
class Bucket:
    """What is known of one bucket.

    Attributes:
        full_at: when it is full again, if nothing more is taken.
        every: how long one takes to come back where that was learned; else None.
        refusals: how often in a row the other side said that it was too much.
    """

    full_at: datetime
    every: timedelta | None = None
    refusals: int = 0

    def paced(self, usual: Pace) -> Pace:
        return Pace(self.every or usual.every, usual.burst)


@dataclass(frozen=True)
class Turn:
    """When it may be done. Not `is_taken`: that is later than one is willing to wait."""

    at: datetime
    is_taken: bool


def turn(
    bucket: Bucket, usual: Pace, *, now: datetime, patience: timedelta
) -> tuple[Turn, Bucket]:
    """Return the next turn, and the bucket once it is taken."""
    pace = bucket.paced(usual)
    full_at = max(bucket.full_at, now) + pace.every
    at = max(now, full_at - pace.every * pace.burst)
    if at - now > patience:
        return Turn(at, is_taken=False), bucket
    return Turn(at, is_taken=True), replace(bucket, full_at=full_at)


def refused(
    bucket: Bucket, usual: Pace, *, now: datetime, wanted: timedelta, spread: float
) -> tuple[datetime, Bucket]:
    """Return when to try again after a "too much", and the bucket: it was empty after all.

    The pause is what was asked for, but at least the time one takes to come back, twice as
    long with each refusal in a row (at most 15 minutes).

    `wanted` is what the other side said; zero if it did not. `spread`, from 0 to 1, is by
    chance: up to half of a pause is added, so that not all come back at once.
    """
    pace = bucket.paced(usual)
    grown = max(pace.every, timedelta(seconds=1)) * 2 ** min(
        bucket.refusals, _MOST_DOUBLINGS
    )
    pause = max(wanted, min(grown, _LONGEST_PAUSE) * (1 + spread / 2))
    again_at = now + pause
    full_at = again_at + pace.every * (pace.burst - 1)
    return again_at, replace(
        bucket, full_at=max(bucket.full_at, full_at), refusals=bucket.refusals + 1
    )


def accepted(bucket: Bucket, usual: Pace, *, now: datetime, rate: Decimal | None) -> Bucket:
    """Return the bucket after a call that went well, which may have told the true rate.

    What has been taken stays taken: at another rate it comes back in another time.
    """
    every = bucket.every
    if rate is not None:
        told = Pace.per_second(rate, usual.burst).every
        every = None if told == usual.every else told
    before, after = bucket.paced(usual).every, every or usual.every
    full_at = bucket.full_at
    if after != before and full_at > now:
        full_at = now + (full_at - now) * (after / before)
    return Bucket(full_at, every, refusals=0)


def share_used(bucket: Bucket, usual: Pace, *, now: datetime) -> float:
    """Return how much of a bucket is taken, 0 to 1."""
    pace = bucket.paced(usual)
    taken = max(bucket.full_at - now, timedelta(0)) / (pace.every * pace.burst)
    return min(taken, 1.0)

"""Take a turn; say how it went. Each is a transaction of its own, and a short one.

TRICKY: within a transaction of the caller's a turn would be given back by its rollback, and
the bucket locked until its end: `durable` forbids that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db import connection, transaction

from firsthand.foundation.pacing import rules
from firsthand.foundation.pacing.models import PaceBucket
from firsthand.foundation.pacing.rules import Bucket, Pace, Turn

Told = TypeVar("Told")


def take(name: str, usual: Pace, *, now: datetime, patience: timedelta) -> Turn:
    """Take the next turn of a bucket, unless it is further away than `patience`.

    A bucket is made when it is first named. Turns are given in the order of asking.
    `now` is by the same clock for all who share the bucket: the database's.
    """
    return _change(
        name, now, lambda bucket: rules.turn(bucket, usual, now=now, patience=patience)
    )


def refused(
    name: str, usual: Pace, *, now: datetime, wanted: timedelta, spread: float
) -> datetime:
    """Note that the other side said "too much"; return when anybody may try again."""
    return _change(
        name,
        now,
        lambda bucket: rules.refused(bucket, usual, now=now, wanted=wanted, spread=spread),
    )


def accepted(name: str, usual: Pace, *, now: datetime, rate: Decimal | None) -> None:
    """Note that a call went well, and the rate the other side told, if it did."""
    _change(
        name,
        now,
        lambda bucket: (
            None,
            rules.accepted(bucket, usual, now=now, rate=rate),
        ),
    )


def _change(
    name: str, now: datetime, change: Callable[[Bucket], tuple[Told, Bucket]]
) -> Told:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into pacing_pacebucket (name, full_at, refusals)"
                " values (%s, %s, 0) on conflict do nothing",
                [name, now],
            )
        row = PaceBucket.objects.select_for_update().get(name=name)
        bucket = Bucket(row.full_at, row.learned_every, row.refusals)
        told, after = change(bucket)
        if after != bucket:
            row.full_at, row.learned_every = after.full_at, after.every
            row.refusals = after.refusals
            row.save()
    return told

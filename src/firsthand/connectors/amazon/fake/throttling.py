"""Each account's buckets, as Amazon keeps them: one an operation."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from firsthand.connectors.amazon.swagger import Described
from firsthand.foundation.pacing.rules import Bucket, Pace, turn

# What holds where a model does not say.
_UNKNOWN = Pace.per_second(Decimal(1), 5)


class Throttling:
    """Counts calls. Safe to use in many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], Bucket] = {}
        # How often each account was told that it is too much, by operation.
        self.refusals: Counter[tuple[str, str]] = Counter()

    def lets_pass(self, account: str, operation: Described, now: datetime) -> bool:
        """Take from the bucket; say whether there was something in it."""
        pace = (
            Pace.per_second(operation.rate, operation.burst) if operation.rate else _UNKNOWN
        )
        key = (account, operation.key)
        with self._lock:
            bucket = self._buckets.get(key) or Bucket(now)
            taken, self._buckets[key] = turn(bucket, pace, now=now, patience=timedelta(0))
            if not taken.is_taken:
                self.refusals[key] += 1
        return taken.is_taken

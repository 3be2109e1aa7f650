"""When an account that keeps failing is left alone for a while."""

from __future__ import annotations

from datetime import timedelta

# So many calls in a row without a plain answer open the breaker.
OPENS_AFTER = 5
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(minutes=15)


def rest_after(failures: int) -> timedelta | None:
    """Return how long to leave an account alone after so many failures in a row."""
    if failures < OPENS_AFTER:
        return None
    doublings = min(failures - OPENS_AFTER, 10)
    return min(_FIRST * (1 << doublings), _LONGEST)

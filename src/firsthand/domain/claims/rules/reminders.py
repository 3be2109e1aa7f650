"""When those who hold a claim are reminded of its deadline."""

from __future__ import annotations

from datetime import datetime

# Of the time between filing and deadline that has passed.
PERCENTS = (50, 80, 100)


def reached(filed: datetime, deadline: datetime, *, at: datetime) -> int | None:
    """Return the greatest of `PERCENTS` of the time that has passed; None: not the half.

    Args:
        filed: when the claim was filed.
        deadline: by when it has to be answered.
        at: the present. All are aware.
    """
    whole, passed = deadline - filed, at - filed
    found = [each for each in PERCENTS if 100 * passed >= each * whole]
    return max(found, default=None)

"""Intervals for the figures we print. Pure arithmetic, each with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import comb, floor, sqrt

Z95 = 1.959963984540054  # Two-sided 95 % quantile of the standard normal.


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, each end between 0 and 1.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22 (1927), 209-212.

    Raises:
        ValueError: nothing was counted, or more hits than units.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"no interval for {hits} of {n}")
    share = hits / n
    z2 = Z95 * Z95
    centre = share + z2 / (2 * n)
    spread = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n)
    # Rounding must not push the share itself out of its interval at 0 and n.
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def kaplan_meier(waits: Iterable[tuple[float, bool]], until: float) -> float:
    """Return the estimated share of units to which nothing happens up to and with `until`.

    Args:
        waits: for each unit how long it was watched, and whether the event ended that.
            A unit censored in the moment of an event was still at risk.
        until: same unit of time as the waits.

    Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete
    observations", JASA 53 (1958), 457-481, eq. 2b.
    """
    survival, at_risk = 1.0, 0
    ended: Counter[float] = Counter()
    left: Counter[float] = Counter()
    for wait, happened in waits:
        at_risk += 1
        left[wait] += 1
        ended[wait] += happened
    for wait in sorted(left):
        if wait > until:
            break
        survival *= 1 - ended[wait] / at_risk
        at_risk -= left[wait]
    return survival


def kaplan_meier_median(waits: Iterable[tuple[float, bool]]) -> float | None:
    """Return the wait by which half of the units are done, counting those that still wait.

    None when fewer than half are known to be done. Source: as `kaplan_meier`.
    """
    survival, units = 1.0, sorted(waits, key=lambda unit: (unit[0], not unit[1]))
    for place, (wait, happened) in enumerate(units):
        if happened:
            survival *= 1 - 1 / (len(units) - place)
            # Rounding of the long product must not move the median by a unit.
            if survival <= 0.5 + 1e-12:
                return wait
    return None


@cache
def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the two values that enclose the median with 95 %.

    Holds whatever the distribution. None below six values: no pair of them is enough.

    Source: H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. (2003), §7.1; the
    binomial distribution is summed exactly up to 100 values, above that it is replaced by
    the normal one.
    """
    if n < 6:
        return None
    if n > 100:
        low = floor((n - Z95 * sqrt(n)) / 2)
        return low, n - low + 1
    below, low = 0, 0
    # P(fewer than `low` values lie under the median) must stay at or under 2.5 %.
    while 40 * (below + comb(n, low)) <= 2**n:
        below += comb(n, low)
        low += 1
    return low, n - low + 1

"""What can be said from the order of values alone: medians, quantiles, shares below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from math import comb, floor, sqrt

from firsthand.foundation.statistics.shares import Z95


def quantile(ordered: Sequence[float], q: float) -> float | None:
    """Return a quantile by linear interpolation, as `percentile_cont` in SQL.

    None of no values. Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical
    packages", The American Statistician 50 (1996), 361-365, definition 7.

    Args:
        ordered: the values, ascending.
        q: between 0 and 1.
    """
    if not ordered:
        return None
    place = q * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def share_within(ordered: Sequence[float], limit: float) -> float | None:
    """Return the share of values up to and with `limit`; None of no values.

    Args:
        ordered: the values, ascending.
        limit: in the unit of the values.
    """
    return bisect_right(ordered, limit) / len(ordered) if ordered else None


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

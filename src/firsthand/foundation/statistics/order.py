"""What can be said from the order of values alone: medians, quantiles, shares below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, takewhile
from math import ceil, exp, floor, lgamma, log, sqrt

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


@lru_cache(maxsize=4096)
def quantile_ranks(n: int, q: float) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the two values that enclose a quantile with 95 %.

    Holds whatever the distribution. None when no pair of the values is enough: below six
    for the median, below 36 for the 90 % quantile.

    Source: H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. (2003), §7.1; the
    binomial distribution is summed up to 1,000 values, above that it is replaced by the
    normal one.

    Raises:
        ValueError: `q` is not strictly between 0 and 1.
    """
    if not 0 < q < 1:
        raise ValueError(f"no values enclose the quantile {q}")
    if n > 1000:
        spread = Z95 * sqrt(n * q * (1 - q))
        low, high = floor(n * q - spread), ceil(n * q + spread) + 1
        return (low, high) if low >= 1 and high <= n else None
    # As often as one of 40, at most, all values up to a rank may lie on the wrong side.
    low = _last_within(_binomial(n, k, q) for k in range(n + 1))
    high = n + 1 - _last_within(_binomial(n, k, q) for k in range(n, -1, -1))
    return (low, high) if low >= 1 and high <= n else None


def median_ranks(n: int) -> tuple[int, int] | None:
    """Return the ranks (from 1) of the two values that enclose the median with 95 %."""
    return quantile_ranks(n, 0.5)


def _binomial(n: int, k: int, q: float) -> float:
    """Return the probability of k in n, by logarithms: it may be unspeakably small."""
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(q) + (n - k) * log(1 - q))


def _last_within(probabilities: Iterable[float]) -> int:
    """Return how many of the probabilities together stay at or under 2.5 %."""
    return sum(1 for _ in takewhile(lambda p: p <= 1 / 40, accumulate(probabilities)))

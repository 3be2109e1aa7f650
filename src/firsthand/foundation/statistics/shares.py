"""Shares of counted units: intervals, differences, and whether chance explains them."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

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


def newcombe(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float]:
    """Return the 95 % interval of the first share minus the other one.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), 873-890, method 10.

    Raises:
        ValueError: nothing was counted on one side, or more hits than units.
    """
    low, high = wilson(hits, n)
    other_low, other_high = wilson(other_hits, other_n)
    share, other = hits / n, other_hits / other_n
    difference = share - other
    down = sqrt((share - low) ** 2 + (other_high - other) ** 2)
    up = sqrt((high - share) ** 2 + (other - other_low) ** 2)
    # With shares of 0 and 1 rounding may leave the range a difference can have.
    return max(-1.0, difference - down), min(1.0, difference + up)


def fisher_exact(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """Return the two-sided p of two shares as different as these if they are the same.

    The sum over all tables with the same margins that are not more probable than this
    one. Nothing counted on one side contradicts nothing: 1.

    Source: R. A. Fisher, "Statistical Methods for Research Workers", 5th ed. (1934),
    §21.02; two-sided by the probability of the tables, as in R's `fisher.test`.

    Raises:
        ValueError: more hits than units, or fewer than none.
    """
    if not (0 <= hits <= n and 0 <= other_hits <= other_n):
        raise ValueError(f"{hits} of {n} and {other_hits} of {other_n} cannot be compared")
    all_hits = hits + other_hits
    mode = (n + 1) * (all_hits + 1) // (n + other_n + 2)
    up = dict(_weights(n, other_n, all_hits, mode))
    down = dict(_weights(other_n, n, all_hits, all_hits - mode))
    weights = up | {all_hits - place: weight for place, weight in down.items()}
    # Rounding must not tell apart tables that are equally probable.
    line = weights.get(hits, 0.0) * (1 + 1e-7)
    return min(1.0, sum(w for w in weights.values() if w <= line) / sum(weights.values()))


def _weights(
    n: int, other_n: int, all_hits: int, start: int
) -> Iterator[tuple[int, float]]:
    """Yield hits among `n`, from `start` up, and how probable they are next to `start`."""
    weight = 1.0
    for hits in range(start, min(n, all_hits) + 1):
        yield hits, weight
        weight *= (n - hits) * (all_hits - hits)
        weight /= (hits + 1) * (other_n - all_hits + hits + 1)
        # So far out nothing adds to the sum any more.
        if weight < 1e-300:
            return

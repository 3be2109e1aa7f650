"""How far chance alone takes a count: the binomial distribution, summed exactly."""

from __future__ import annotations

from functools import lru_cache
from math import exp, fsum, lgamma, log


def at_least(hits: int, n: int, share: float) -> float:
    """Return the probability of `hits` or more of `n` where each is one with this share.

    The one-sided p of the exact binomial test.

    Raises:
        ValueError: more hits than units, fewer than none, or the share is no share.
    """
    if not 0 <= hits <= n or not 0 <= share <= 1:
        raise ValueError(f"no probability of {hits} of {n} at {share}")
    return min(1.0, fsum(_probability(n, k, share) for k in range(hits, n + 1)))


@lru_cache(maxsize=4096)
def chance_limits(n: int, share: float, coverage: float) -> tuple[int, int]:
    """Return the fewest and the most hits of `n` that chance is given credit for.

    Fewer, and more, each happen at most as often as half of what `coverage` leaves.

    Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
    Statistics in Medicine 24 (2005), 1185-1202, exact limits, not interpolated.

    Raises:
        ValueError: nothing was counted, or share or coverage is none.
    """
    if n <= 0 or not 0 <= share <= 1 or not 0 < coverage < 1:
        raise ValueError(f"no limits for {n} at {share} with {coverage}")
    tail = (1 - coverage) / 2
    below, low = _probability(n, 0, share), 0
    while below <= tail:
        low += 1
        below += _probability(n, low, share)
    above, high = _probability(n, n, share), n
    while above <= tail:
        high -= 1
        above += _probability(n, high, share)
    return low, high


def _probability(n: int, k: int, share: float) -> float:
    """Return the probability of k in n, by logarithms: it may be unspeakably small."""
    if share in (0.0, 1.0):
        return float(k == n * share)
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(share) + (n - k) * log(1 - share))

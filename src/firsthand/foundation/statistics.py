"""Intervals for the figures we print. Pure arithmetic, each with its source."""

from __future__ import annotations

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

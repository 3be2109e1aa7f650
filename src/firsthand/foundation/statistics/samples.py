"""How many units a statement needs before it can be made."""

from __future__ import annotations

from math import ceil, sqrt

from firsthand.foundation.statistics.shares import Z95

Z80 = 0.8416212335729143  # 80 % quantile of the standard normal: the usual power.


def units_for_precision(
    share: float, half_width: float, population: int | None = None
) -> int:
    """Return how many units give a share its 95 % interval of plus or minus `half_width`.

    Args:
        share: as expected, between 0 and 1.
        half_width: of the interval, above 0.
        population: how many units there are at all; None: far more than are drawn.

    Source: W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), eq. 4.1 and 4.2.

    Raises:
        ValueError: a share outside 0 and 1, no width, or nobody to draw from.
    """
    if not 0 <= share <= 1 or not half_width > 0:
        raise ValueError(f"no sample gives {share} plus or minus {half_width}")
    needed = Z95**2 * share * (1 - share) / half_width**2
    if population is None:
        return ceil(needed)
    if population < 1:
        raise ValueError("nothing can be drawn from nobody")
    return ceil(needed / (1 + (needed - 1) / population))


def units_per_arm(share: float, other: float) -> int:
    """Return how many units each of two groups needs to tell the two shares apart.

    Two-sided at 5 %, found in 80 of 100 trials.

    Source: J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and
    Proportions", 3rd ed. (2003), ch. 4, without continuity correction.

    Raises:
        ValueError: a share outside 0 and 1, or the two are the same.
    """
    if not (0 <= share <= 1 and 0 <= other <= 1) or share == other:
        raise ValueError(f"no number of units tells {share} from {other}")
    middle = (share + other) / 2
    same = Z95 * sqrt(2 * middle * (1 - middle))
    apart = Z80 * sqrt(share * (1 - share) + other * (1 - other))
    return ceil(((same + apart) / (share - other)) ** 2)

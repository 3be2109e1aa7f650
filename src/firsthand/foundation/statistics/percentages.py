"""Rounded percentages: made from counts, and traced back to the counts behind them.

A stated percentage is handed in as a whole number of its last decimal: 59 % without
decimals is 59, 5.82 % with two is 582. Rounding is half up throughout, without floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

HUNDRED_PERCENT = 100


def percent(part: int, whole: int, decimals: int = 0) -> Decimal:
    """Return `part` of `whole` as a percentage, rounded half up.

    Raises:
        ValueError: nothing was counted, or the part is not a part.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"no percentage for {part} of {whole}")
    steps = HUNDRED_PERCENT * 10**decimals
    return Decimal((2 * part * steps + whole) // (2 * whole)).scaleb(-decimals)


def stated(value: Decimal, decimals: int = 0) -> int:
    """Return a stated percentage as a whole number of its last decimal.

    Raises:
        ValueError: it lies outside 0 and 100, or has more decimals than stated.
    """
    steps = value.scaleb(decimals)
    if not steps.is_finite() or steps != steps.to_integral_value():
        raise ValueError(f"{value} is not a percentage with {decimals} decimals")
    if not 0 <= value <= HUNDRED_PERCENT:
        raise ValueError(f"{value} % is not between 0 and 100 %")
    return int(steps)


def counts_giving(percentage: int, total: int, decimals: int = 0) -> range:
    """Return the counts which are `percentage` of `total` when rounded; may be none."""
    steps = 2 * HUNDRED_PERCENT * 10**decimals
    first = -((1 - 2 * percentage) * total // steps)
    beyond = -((-1 - 2 * percentage) * total // steps)
    return range(max(first, 0), min(beyond, total + 1))


def counts_behind(percentages: Sequence[int], total: int) -> tuple[int, ...] | None:
    """Return counts which add up to `total` and round to these whole percentages.

    None when there are none: the table cannot have been made from `total`. Up to a total
    of 100 there is at most one answer; above that the one with the most in the first
    places is returned.

    Raises:
        ValueError: the total is not positive.
    """
    if total < 1:
        raise ValueError(f"no table of percentages was made from {total}")
    ranges = [counts_giving(percentage, total) for percentage in percentages]
    if not all(ranges):
        return None
    if not sum(r[0] for r in ranges) <= total <= sum(r[-1] for r in ranges):
        return None
    counts = [possible[0] for possible in ranges]
    for i, possible in enumerate(ranges):
        counts[i] += min(total - sum(counts), possible[-1] - possible[0])
    return tuple(counts)


def nearest_total(percentages: Sequence[int], total: int) -> int | None:
    """Return the total nearest to `total` that can make these whole percentages.

    Of two equally near ones the smaller. None when no total can: 40, 40 and 40 are
    nobody's percentages.

    Raises:
        ValueError: the total is not positive.
    """
    if total < 1:
        raise ValueError(f"no table of percentages was made from {total}")
    # Each of k parts leaves half a percent of room. From 200 times k units on, rounding up
    # the lower ends (at most k units) fits into it, or the ends are met at 200, 400, ...
    for distance in range(200 * (len(percentages) + 1) + 1):
        for candidate in (total - distance, total + distance):
            if candidate >= 1 and counts_behind(percentages, candidate) is not None:
                return candidate
    return None

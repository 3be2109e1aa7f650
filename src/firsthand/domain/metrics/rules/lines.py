"""Figures held against lines: met or not, and the band their interval lies in."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from firsthand.foundation.statistics import wilson

Comparison = Literal[">=", ">", "<=", "<"]
Band = Literal["too_few", "better", "base_met", "below", "unclear_at_base"]

_COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def ratio(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    """Return part per whole, exact; None when there is no whole.

    Raises:
        ValueError: one of them is negative.
    """
    if part < 0 or whole < 0:
        raise ValueError(f"{part} per {whole} cannot have been counted")
    return Fraction(part) / whole if whole else None


def meets(value: Fraction, comparison: Comparison, line: Decimal) -> bool:
    """Say whether an exact value lies on the good side of a line, as the line says.

    190 of 200 meet "at least 0.95", and 1 of 4 misses "less than 0.25": in binary
    fractions neither would be certain.
    """
    return _COMPARE[comparison](value, Fraction(line))


def band(hits: int, n: int, *, base: float, better: float, min_n: int) -> Band:
    """Return the band a share lies in with its whole 95 % interval.

    Args:
        hits: units that turned out well.
        n: units that were counted.
        base: the line that must be reached.
        better: the line above it.
        min_n: with fewer units nothing is said.

    Raises:
        ValueError: the lines are the wrong way round, or more hits than units.
    """
    if not 0 <= base <= better <= 1:
        raise ValueError(f"the lines {base} and {better} are not shares in that order")
    if not 0 <= hits <= n:
        raise ValueError(f"no share for {hits} of {n}")
    if n < max(min_n, 1):
        return "too_few"
    low, high = wilson(hits, n)
    if low > better:
        return "better"
    if low > base:
        return "base_met"
    return "below" if high < base else "unclear_at_base"

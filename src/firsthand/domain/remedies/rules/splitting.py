"""Divide an amount over the cells of an order's ledger, exactly."""

from __future__ import annotations

from collections.abc import Sequence


class MoreThanThereIs(ValueError):
    """The amount is more than the cells can give together."""


def pro_rata(minor_units: int, free: Sequence[int]) -> list[int]:
    """Return what each cell gives of an amount, in proportion to what it has left.

    Rounded half up, cell by cell; the rounding's remainder goes to the last cell that can
    bear it. No cell gives more than it has, and the sum is the amount.

    Args:
        minor_units: the amount, more than 0.
        free: what each cell has left, none below 0.

    Raises:
        MoreThanThereIs: it is more than their sum.
    """
    total = sum(free)
    if minor_units > total:
        raise MoreThanThereIs(minor_units, total)
    shares = [_half_up(minor_units * each, total) if total else 0 for each in free]
    remainder = minor_units - sum(shares)
    for place in reversed(range(len(shares))):
        # What a cell bears lies between nothing and all it has.
        borne = max(-shares[place], min(remainder, free[place] - shares[place]))
        shares[place] += borne
        remainder -= borne
    assert remainder == 0, (minor_units, free)
    return shares


def in_order(minor_units: int, free: Sequence[int]) -> tuple[list[int], int]:
    """Return what each cell gives, the first ones first, and what none of them can give."""
    shares = []
    for each in free:
        shares.append(min(minor_units, each))
        minor_units -= shares[-1]
    return shares, minor_units


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)

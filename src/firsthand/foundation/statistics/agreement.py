"""How far two people who judge the same things agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Two raters on the same units.

    Attributes:
        observed: the share of units on which they agree.
        by_chance: the share on which they would if each drew from their own habits.
        kappa: 1 is full agreement, 0 is chance; None when chance alone gives it all.
    """

    observed: float
    by_chance: float
    kappa: float | None


def cohen_kappa(table: Sequence[Sequence[int]]) -> Agreement:
    """Return the agreement of two raters.

    Args:
        table: units by the first rater's category (row) and the second's (column).

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
    Psychological Measurement 20 (1960), 37-46.

    Raises:
        ValueError: the table is not square, empty, or has a negative count.
    """
    if any(len(row) != len(table) or min(row, default=0) < 0 for row in table):
        raise ValueError("the table has as many columns as rows, and no negative counts")
    n = sum(map(sum, table))
    if not n:
        raise ValueError("nothing was judged by both")
    agreed = sum(row[place] for place, row in enumerate(table))
    columns = map(sum, zip(*table, strict=True))
    # In whole numbers: a habit shared by both must come out as exactly 1.
    chance = sum(sum(row) * column for row, column in zip(table, columns, strict=True))
    kappa = None if chance == n * n else (n * agreed - chance) / (n * n - chance)
    return Agreement(agreed / n, chance / (n * n), kappa)

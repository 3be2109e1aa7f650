"""Read tables of percentages that somebody states, as they stand in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from firsthand.domain.metrics.rules.feedback_table import StatedMix
from firsthand.domain.metrics.rules.product_table import (
    DECIMALS,
    INQUIRY_TYPES,
    LEADING_COLUMNS,
    ProductRow,
)

Cell = str | int | float | datetime
# What the rows of a table of feedback are called.
FEEDBACK_ROWS = {
    "positive": ("positive", "好评"),
    "neutral": ("neutral", "中立"),
    "negative": ("negative", "差评"),
    "n": ("n", "replies", "回复数"),
}


def feedback_from(rows: Iterable[Sequence[Cell]]) -> tuple[StatedMix, StatedMix]:
    """Return what is stated before and after: the second and the third cell of each row.

    The first cell says which row it is, by a name of `FEEDBACK_ROWS`. Cells of a workbook
    that hold 0.59 for 59 % are understood when all of them are at most 1.

    Raises:
        ValueError: a row is missing, or a cell is no such number.
    """
    found: dict[str, Sequence[Cell]] = {}
    for row in rows:
        name = str(row[0]).strip().lower() if row else ""
        for key, names in FEEDBACK_ROWS.items():
            if name in names:
                found[key] = row
    missing = [names[0] for key, names in FEEDBACK_ROWS.items() if key not in found]
    if missing:
        raise ValueError(f"there is no row {', '.join(missing)}")
    shares = ("positive", "neutral", "negative")
    scale = _scale(cell for key in shares for cell in found[key][1:3])
    before, after = (
        StatedMix(
            **{key: _whole(_cell(found[key], place) * scale) for key in shares},
            n=_whole(_cell(found["n"], place)),
        )
        for place in (1, 2)
    )
    return before, after


def products_from(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> list[ProductRow]:
    """Return the rows of a table of inquiries by product; columns may stand in any order.

    Raises:
        ValueError: a leading column or every type of inquiry is missing, or a cell is no
            percentage with two decimals at most.
    """
    missing = [name for name in LEADING_COLUMNS if name not in columns]
    types = [name for name in INQUIRY_TYPES if name in columns]
    if missing or not types:
        raise ValueError(f"there is no column {', '.join(missing or INQUIRY_TYPES)}")
    rank, product, share, satisfied = (columns.index(name) for name in LEADING_COLUMNS)
    places = [columns.index(name) for name in types]
    filled = [row for row in rows if any(str(cell).strip() for cell in row)]
    scale = _scale(
        row[at] for row in filled for at in (share, satisfied, *places) if at < len(row)
    )

    def percentage(row: Sequence[Cell], at: int) -> Decimal:
        return round(_cell(row, at) * scale, DECIMALS) if scale > 1 else _cell(row, at)

    return [
        ProductRow(
            rank=_whole(_cell(row, rank)),
            product=str(row[product]).strip(),
            share=percentage(row, share),
            satisfied=percentage(row, satisfied),
            types=tuple(percentage(row, at) for at in places),
        )
        for row in filled
    ]


def _scale(cells: Iterable[Cell]) -> int:
    """Return 100 where a workbook keeps shares of one, else 1."""
    numbers = list(cells)
    are_shares = all(isinstance(cell, int | float) and cell <= 1 for cell in numbers)
    return 100 if numbers and are_shares else 1


def _cell(row: Sequence[Cell], place: int) -> Decimal:
    text = str(row[place]).strip() if place < len(row) else ""
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise ValueError(f"“{text}” in the row “{row[0]}” is no number") from None
    if not number.is_finite():
        raise ValueError(f"“{text}” in the row “{row[0]}” is no number")
    return number


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError(f"{number.normalize():f} is not a whole number")
    return int(number)

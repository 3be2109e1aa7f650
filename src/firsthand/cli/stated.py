"""`firsthand check-table`: can the percentages somebody states be true at all?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firsthand.cli.db import Commands
    from firsthand.domain.metrics.rules.feedback_table import CheckedMix
    from firsthand.domain.metrics.rules.stated_tables import Cell


class NotThatTable(Refused):
    """The file holds another table than the one named."""

    code = "metrics.not_that_table"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("check-table", help="can stated percentages be true?")
    parser.add_argument("kind", choices=["feedback", "products"], metavar="KIND")
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx, CSV or TSV, or .gz")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is behind the table; status 1 when it contradicts itself."""
    columns, rows = _read(args.file)
    judge = {"feedback": _feedback, "products": _products}[args.kind]
    try:
        lines, is_sound = judge(columns, rows)
    except ValueError as problem:
        raise NotThatTable(
            f"{args.file} is no table of {args.kind}: {problem}.",
            fix="Give it the rows and columns the guide shows.",
        ) from problem
    print("\n".join(lines))
    return 0 if is_sound else 1


def _read(path: Path) -> tuple[Sequence[str], list[Sequence[Cell]]]:
    from firsthand import wiring
    from firsthand.domain.imports import words
    from firsthand.domain.imports.ports import CannotRead

    try:
        table = wiring.open_table(path)
        return table.columns, [record.cells for record in table.records()]
    except CannotRead as problem:
        raise words.refusal(problem) from problem


def _feedback(columns: Sequence[str], rows: list[Sequence[Cell]]) -> tuple[list[str], bool]:
    from firsthand.domain.metrics.rules import feedback_table, stated_tables

    before, after = stated_tables.feedback_from([columns, *rows])
    change = feedback_table.compared(before, after)
    points = " / ".join(f"{each:+d}" for each in change.points)
    lines = [
        f"before: {_behind(change.before)}",
        f"after:  {_behind(change.after)}",
        f"change: {points} points, {change.volume:.1f} times as many ratings",
    ]
    if change.p is not None and change.difference is not None:
        low, high = change.difference
        lines.append(
            f"positive: 95% between {low * 100:+.1f} and {high * 100:+.1f} points, "
            f"p = {change.p:.3f} (one before and after, without comparison)"
        )
    return lines, bool(change.before.counts and change.after.counts)


def _behind(mix: CheckedMix) -> str:
    stated = " / ".join(f"{percentage} %" for percentage in mix.stated.percentages)
    if mix.counts is not None:
        return f"{stated} of {mix.stated.n} are {_counts(mix.counts)}"
    if mix.nearest_counts is None:
        return f"{stated} cannot come of any number of ratings"
    return (
        f"{stated} cannot come of {mix.stated.n}; "
        f"the nearest is {mix.nearest_n}: {_counts(mix.nearest_counts)}"
    )


def _counts(counts: Sequence[int]) -> str:
    return " / ".join(map(str, counts))


def _products(columns: Sequence[str], rows: list[Sequence[Cell]]) -> tuple[list[str], bool]:
    from firsthand.domain.metrics.rules import product_table, stated_tables

    table = product_table.checked(stated_tables.products_from(columns, rows))
    by_product = {row.product: place for place, row in enumerate(table.rows)}
    lines = ["rank  printed  product       share   inquiries  unexplained"]
    for rank, product in enumerate(table.by_share, start=1):
        row = table.rows[by_product[product]]
        counts = table.counts[by_product[product]] if table.counts else None
        inquiries = counts.inquiries if counts else "—"
        unexplained = table.unexplained[by_product[product]]
        printed = f"{row.rank} (!)" if product in table.displaced else str(row.rank)
        lines.append(
            f"{rank:4}  {printed:7}  {product:12}  {row.share:5} %  {inquiries:9}  "
            f"{unexplained:9} %"
        )
    lines.append(
        "The percentages cannot all be of one number of inquiries."
        if table.total is None
        else f"All percentages fit {table.total} inquiries, the fewest that do."
    )
    if table.satisfaction_says_nothing and len(table.rows) > 1:
        lines.append("Satisfaction is the same for every product: it says nothing.")
    lines += [f"No column for {name}." for name in product_table.missing_types(columns)]
    return lines, table.total is not None and not table.displaced

"""Write a table as CSV or xlsx, so that no program takes a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO

from firsthand.domain.imports.ports import Cell
from firsthand.domain.imports.rules import escaped

BYTE_ORDER_MARK = "\ufeff"  # Without it Excel reads Chinese as cp1252.


def csv_lines(columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file, UTF-8 with its mark to be; memory stays flat."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    yield BYTE_ORDER_MARK + _taken(buffer)
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
        yield _taken(buffer)


def write_xlsx(
    target: IO[bytes], columns: Sequence[str], rows: Iterable[Iterable[Cell]]
) -> None:
    """Write the rows as the one sheet of a workbook."""
    # Here, because openpyxl would hold up the start of every process.
    from firsthand.connectors.tables import excel

    excel.write(target, columns, rows)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return escaped(cell) if isinstance(cell, str) else str(cell)

"""Tables as the first sheet of an xlsx file, read and written row by row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import IO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from firsthand.domain.imports.ports import CannotRead, Cell, Record

# A megabyte of zip can unpack to a terabyte; no sheet of a million rows is larger, and none
# of a size to matter is made of so little.
LARGEST_UNPACKED, LARGEST_RATIO, SIZE_TO_MATTER = 4 << 30, 200, 32 << 20
_PIECE = 1 << 20
_FORMULA = re.compile(rb"<(\w+:)?f[ />]")
# What openpyxl meets in a file that is no whole workbook; broken XML is a SyntaxError.
_DAMAGE = (zipfile.BadZipFile, ValueError, KeyError, SyntaxError)


class Excel:
    """The first sheet of a workbook. Cells keep their type: a number is not a text."""

    encoding = "xlsx"
    delimiter = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._read = 0
        self._rows_in_all = 0
        self.columns: tuple[str, ...] = ()
        for record in self._rows():
            names = [str(cell).strip() for cell in record.cells]
            while names and not names[-1]:
                names.pop()
            self.columns = tuple(names)
            break
        if not any(self.columns):
            raise CannotRead("empty")

    def records(self) -> Iterator[Record]:
        """Yield every row after the heading that holds anything.

        Raises:
            CannotRead: the workbook is damaged.
        """
        rows = self._rows()
        next(rows)
        wanted = len(self.columns)
        for record in rows:
            cells = list(record.cells)
            # A sheet leaves out empty cells at the end, or counts some that only have a
            # colour; neither says that the row was cut.
            while len(cells) > wanted and cells[-1] == "":
                cells.pop()
            yield Record(record.line, cells + [""] * (wanted - len(cells)))

    def position(self) -> int:
        """Return about how many bytes have been read, by the share of the rows."""
        return self.size * self._read // max(self._rows_in_all, self._read, 1)

    def _rows(self) -> Iterator[Record]:
        try:
            has_formulas = self._look_inside()
        except (*_DAMAGE, OSError) as problem:
            raise CannotRead("bad_workbook") from problem
        rows = self._cells(data_only=True)
        # Who saved the file wrote down what a formula comes to, or left it out.
        formulas = self._cells(data_only=False) if has_formulas else repeat(())
        for number, (row, written) in enumerate(zip(rows, formulas, strict=False), start=1):
            self._read = number
            if any(map(_is_not_worked_out, row, written)):
                raise CannotRead("formula_without_value", line=number)
            cells = [_cell(value) for value in row]
            if any(cell != "" for cell in cells):
                yield Record(number, cells)

    def _cells(self, *, data_only: bool) -> Iterator[tuple[object, ...]]:
        # Opened by us: given a name, openpyxl judges the file by how the name ends.
        with self.path.open("rb") as file:
            try:
                book = load_workbook(file, read_only=True, data_only=data_only)
            except (*_DAMAGE, InvalidFileException, OSError) as problem:
                raise CannotRead("bad_workbook") from problem
            try:
                # The first that somebody can see.
                sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
                self._rows_in_all = sheet.max_row or 0
                # What the file says of its own size is often wrong, and would cut columns.
                sheet.reset_dimensions()
                yield from sheet.iter_rows(values_only=True)
            except (*_DAMAGE, StopIteration) as problem:
                raise CannotRead("bad_workbook") from problem
            finally:
                book.close()

    def _look_inside(self) -> bool:
        """Refuse what would not unpack in reason; say whether there are formulas."""
        with zipfile.ZipFile(self.path) as archive:
            parts = archive.infolist()
            is_blown_up = any(
                part.file_size > max(SIZE_TO_MATTER, part.compress_size * LARGEST_RATIO)
                for part in parts
            )
            if is_blown_up or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise CannotRead("workbook_too_large")
            sheets = [one for one in parts if one.filename.startswith("xl/worksheets/")]
            return any(_holds_formula(archive, sheet) for sheet in sheets)


def _holds_formula(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> bool:
    end = b""  # A piece may end in the middle of a word.
    with archive.open(sheet) as file:
        while piece := file.read(_PIECE):
            if _FORMULA.search(end + piece):
                return True
            end = piece[-16:]
    return False


def _is_not_worked_out(value: object, written: object) -> bool:
    return value is None and written is not None


def write(
    target: IO[bytes], columns: Iterable[str], rows: Iterable[Iterable[Cell]]
) -> None:
    """Write one sheet; texts are texts, whatever sign they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_typed(sheet, value) for value in row])
    book.save(target)


def _typed(sheet: object, value: Cell) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.replace(tzinfo=None)  # Excel has no zones; the heading names it.
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=_without_controls(value))  # type: ignore[arg-type]
    cell.data_type = "s"
    return cell


def _without_controls(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")[:32_767]


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str | int | float | datetime):
        return value
    return str(value)

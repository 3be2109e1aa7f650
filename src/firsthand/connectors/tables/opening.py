"""Open a file as the table it is, by what is in it and not by its name."""

from __future__ import annotations

from pathlib import Path

from firsthand.connectors.tables.delimited import Delimited
from firsthand.domain.imports.ports import CannotRead, Table

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def open_table(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """Return the table in a file.

    Args:
        path: an xlsx, CSV or TSV file, gzipped or not.
        encoding: the charset of a text; empty to find out.
        delimiter: what parts the fields of a text; empty to find out.

    Raises:
        CannotRead: there is no table in it, and why.
    """
    if not path.is_file():
        raise CannotRead("no_file", value=str(path))
    with path.open("rb") as file:
        head = file.read(4)
    if head == _ZIP:
        # Here, because openpyxl would hold up the start of every process.
        from firsthand.connectors.tables.excel import Excel

        return Excel(path)
    if head == _OLD_EXCEL:
        raise CannotRead("old_excel")
    return Delimited(path, encoding=encoding, delimiter=delimiter)

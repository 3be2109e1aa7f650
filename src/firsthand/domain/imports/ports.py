"""What a file must be able to do to be imported, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

Cell = str | int | float | datetime


class Record(NamedTuple):
    """One row: the line it begins on, its cells, and whether the file ended inside it."""

    line: int
    cells: list[Cell] | list[str]
    is_last_cut: bool = False


class CannotRead(Exception):
    """The file is no table, or stops being one. `code` is told in words by `words`."""

    def __init__(
        self, code: str, *, line: int = 0, value: str = "", known: str = ""
    ) -> None:
        super().__init__(code, line, value)
        self.code, self.line, self.value, self.known = code, line, value, known


class Table(Protocol):
    """A heading and records, read one by one."""

    encoding: str
    columns: tuple[str, ...]
    size: int

    def records(self) -> Iterator[Record]:
        """Yield every record after the heading.

        Raises:
            CannotRead: the file is damaged there.
        """
        ...

    def position(self) -> int:
        """Return how many bytes of `size` have been read."""
        ...

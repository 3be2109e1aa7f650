"""What can be wrong with a row or a table, as data; `words` tells it to people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Why a row or a table cannot be taken.

    Attributes:
        code: what is wrong, as `words` knows it.
        column: in which column, as the file calls it.
        value: what stood there.
        known: what might have stood there.
    """

    code: str
    column: str = ""
    value: str = ""
    known: str = ""


class Wrong(Exception):
    """Raised where a cell is read; becomes the rejection of its row."""

    def __init__(
        self, code: str, column: str = "", value: object = "", known: str = ""
    ) -> None:
        super().__init__(code, column)
        self.problem = Problem(code, column, str(value)[:80], known[:200])

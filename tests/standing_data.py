"""What takes long to write into the database: written once, and put back for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

from tests.emptying import tables_to_empty

Made = TypeVar("Made")


class Once(Generic[Made]):
    """Makes something the first time it is called; then puts back the rows it left.

    It comes first in a test: to tables that hold rows already it may add none. What `make`
    returns is copied, so that a test may change its own.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._made: Made
        self._rows: dict[str, bytes] = {}

    def __call__(self, *arguments: Any) -> Made:
        if not self._rows:
            before = rows_of(tables_to_empty())
            self._made = self._make(*arguments)
            after = rows_of(tables_to_empty())
            assert before.items() <= after.items(), "there were rows of others already"
            self._rows = {name: after[name] for name in after.keys() - before.keys()}
        else:
            _put_all_back(self._rows)
        return deepcopy(self._made)


def rows_of(tables: Iterable[str]) -> dict[str, bytes]:
    """Return the rows there are, by table, as PostgreSQL writes them."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as lines:
                found[table] = b"".join(lines)
    return {table: lines for table, lines in found.items() if lines}


def put_back(rows: dict[str, bytes]) -> None:
    """Write such rows again."""
    with connection.cursor() as cursor:
        for table, lines in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(lines)


def _put_all_back(rows: dict[str, bytes]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # As they were: no trigger adds to them, nor asks for the other half of a key.
        cursor.execute("SET LOCAL session_replication_role = replica")
        put_back(rows)
        cursor.execute("SET LOCAL session_replication_role = origin")

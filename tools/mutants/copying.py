"""A copy of the tests' database, for tests that commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

_NAME = "mutants_copy"


@contextmanager
def copied_database() -> Iterator[str]:
    """Copy the tests' database while nobody is connected to it; yield the copy's name."""
    source = str(connection.settings_dict["NAME"])
    _on_server(f'DROP DATABASE IF EXISTS "{_NAME}" WITH (FORCE)')
    _on_server(f'CREATE DATABASE "{_NAME}" TEMPLATE "{source}"')
    yield _NAME
    _on_server(f'DROP DATABASE IF EXISTS "{_NAME}" WITH (FORCE)')


def use(name: str) -> None:
    """Have this process speak to another database of the same server from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _on_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)

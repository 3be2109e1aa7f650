"""A copy of the tests' database, for tests that commit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, connections

_NAME = "mutants_copy"


@contextmanager
def copied_database() -> Iterator[str]:
    """Copy the tests' database, which nobody may be using; yield the copy's name."""
    source = str(connection.settings_dict["NAME"])
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [source],
        )
        server.execute(f'CREATE DATABASE "{_NAME}" TEMPLATE "{source}"')
    yield _NAME


def use(name: str) -> None:
    """Have this process speak to another database of the same server from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name

"""Who may do what in the database: the owner migrates, the runner runs."""

from __future__ import annotations

import psycopg
from psycopg import sql

from firsthand.foundation.postgres.cluster import OWNER, RUNNER

# Tables the running program may only add to, or only read.
APPEND_ONLY = ("journal_entry",)
READ_ONLY = ("django_migrations", "journal_era")
_ONE_AT_A_TIME = 4_711_001  # The advisory lock of everything that changes roles.


def ensure(connection: psycopg.Connection, *, password: str, database: str) -> None:
    """Have the role the program runs as, and its database. Needs autocommit."""
    connection.execute("select pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
    ensure_runner(connection, password=password)
    ensure_database(connection, database)
    connection.execute("select pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def ensure_runner(connection: psycopg.Connection, *, password: str) -> None:
    """Create the role the program runs as, or renew its password."""
    exists = connection.execute(
        "select 1 from pg_roles where rolname = %s", [RUNNER]
    ).fetchone()
    verb = "alter" if exists else "create"
    connection.execute(
        sql.SQL(verb + " role {} login nosuperuser nobypassrls password {}").format(
            sql.Identifier(RUNNER), sql.Literal(password)
        )
    )


def ensure_database(connection: psycopg.Connection, name: str) -> bool:
    """Create the database if it is missing; say whether it was. Needs autocommit."""
    if connection.execute(
        "select 1 from pg_database where datname = %s", [name]
    ).fetchone():
        return False
    connection.execute(
        sql.SQL("create database {} owner {}").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )
    return True


def grant(connection: psycopg.Connection, *, runner: str = RUNNER) -> None:
    """Give the runner what it needs and no more. Run after every migrate, as the owner.

    The queue's tables are among them: its functions run with the caller's own rights, so
    rights to tables and sequences are enough for it.
    """
    role = sql.Identifier(runner)
    for statement in (
        "revoke create on schema public from public",
        "grant usage on schema public to {role}",
        "grant select, insert, update, delete on all tables in schema public to {role}",
        "grant usage, select on all sequences in schema public to {role}",
    ):
        connection.execute(sql.SQL(statement).format(role=role))
    for table in APPEND_ONLY:
        connection.execute(
            sql.SQL("revoke update, delete, truncate on {} from {}").format(
                sql.Identifier(table), role
            )
        )
    for table in READ_ONLY:
        connection.execute(
            sql.SQL("revoke insert, update, delete on {} from {}").format(
                sql.Identifier(table), role
            )
        )

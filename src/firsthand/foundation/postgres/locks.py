"""Locks held by a database session: the one sign of life that cannot lie.

A pid is used again by another process, a lease runs out under a worker that is only slow.
A session's advisory lock goes exactly when the session does. They need a connection of
one's own from beginning to end: a pooler that lends connections per transaction breaks
them.
"""

from __future__ import annotations

import hashlib

from django.db import connection


def try_hold(name: str) -> bool:
    """Take the lock for this session; False when another session has it."""
    return _ask("select pg_try_advisory_lock(%s)", name)


def hold(name: str) -> None:
    """Take the lock for this session, as soon as no other session has it."""
    _ask("select true from pg_advisory_lock(%s)", name)


def is_held(name: str) -> bool:
    """Say whether this very session holds the lock: it may have been reconnected."""
    return _ask(
        "select exists (select from pg_locks where locktype = 'advisory' and granted"
        " and pid = pg_backend_pid() and objsubid = 1"
        " and database = (select oid from pg_database where datname = current_database())"
        " and (classid::bigint << 32 | objid::bigint) = %s)",
        name,
    )


def release(name: str) -> None:
    """Give the lock back; harmless if this session does not hold it."""
    if is_held(name):
        _ask("select pg_advisory_unlock(%s)", name)


def is_free(name: str) -> bool:
    """Take the lock until the end of the transaction; False when a session has it."""
    assert connection.in_atomic_block
    return _ask("select pg_try_advisory_xact_lock(%s)", name)


def _ask(statement: str, name: str) -> bool:
    digest = hashlib.sha256(name.encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])

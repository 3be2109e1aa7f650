"""Empty the database after a test that commits, quicker than Django's flush.

Django truncates every table, which writes new files for each of them and their indexes,
and then creates its permissions again: a quarter of a second, some five hundred times.
Nor is the session ended with the test: the next one would read anew what every table and
trigger is like.
"""

from __future__ import annotations

from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import TransactionTestCase

_ATTEMPTS = 10
# Written by migrations, and read by Django itself.
_KEPT = ["django_migrations", "django_content_type", "auth_permission"]
_TABLES = f"""
    SELECT oid::regclass FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname <> ALL (string_to_array('{",".join(_KEPT)}', ','))"""
_LONG_BYTES = 2_000_000  # What was deleted stays in its place: nothing is vacuumed here.
# As replica: neither foreign keys nor the triggers that keep the journal as it is ask why.
# A page's last request may still be writing: whoever waits for us while we wait for him is
# to get his way, and we begin again.
_EMPTY = f"""
    SET LOCAL session_replication_role = replica;
    SET LOCAL deadlock_timeout = '50ms';
    DO $$
    DECLARE name regclass;
    BEGIN
        FOR name IN {_TABLES}
        LOOP
            IF pg_relation_size(name) < {_LONG_BYTES} THEN
                EXECUTE format('DELETE FROM %s', name);
            ELSE
                EXECUTE format('TRUNCATE %s CASCADE', name);
            END IF;
        END LOOP;
    END $$"""

# Whatever a test may have said to its session, or left in it; its plans stay.
_AS_NEW = """
    CLOSE ALL; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
    DISCARD TEMP; DISCARD SEQUENCES"""


def empty_quickly() -> None:
    """Have every test that commits clean up in this way."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]
    TransactionTestCase._should_reload_connections = _needs_a_new_session  # type: ignore[method-assign]


def _empty(case: TransactionTestCase) -> None:
    empty_now()


def _needs_a_new_session(case: TransactionTestCase) -> bool:
    """Make the session as it was when it began; say whether only a new one can be."""
    if connection.in_atomic_block or not connection.get_autocommit():
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute(_AS_NEW)
        connection.ensure_timezone()
        connection.connection.prepare_threshold = None  # `standing_cursor` changes it.
    except DatabaseError:
        return True
    return False


def empty_now() -> None:
    """Empty the database, as after a test that commits."""
    for _attempt in range(_ATTEMPTS - 1):
        try:
            _delete_everything()
            return
        except OperationalError:
            continue
    _delete_everything()


def _delete_everything() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EMPTY)


def tables_to_empty() -> list[str]:
    """Return the tables that a test leaves empty, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES.replace("oid::regclass", "oid::regclass::text"))
        return [name for (name,) in cursor.fetchall()]

"""Empty the database after a test that commits, quicker than Django's flush.

Django truncates every table, which writes new files for each of them and their indexes,
and then creates its permissions again: a quarter of a second, some five hundred times.
"""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase

_ATTEMPTS = 10
# Written by migrations, and read by Django itself.
_KEPT = ["django_migrations", "django_content_type", "auth_permission"]
# As replica: neither foreign keys nor the triggers that keep the journal as it is ask why.
# A page's last request may still be writing: whoever waits for us while we wait for him is
# to get his way, and we begin again.
_EMPTY = """
    SET LOCAL session_replication_role = replica;
    SET LOCAL deadlock_timeout = '50ms';
    DO $$
    DECLARE name regclass;
    BEGIN
        FOR name IN SELECT oid FROM pg_class
                     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                       AND relname <> ALL (string_to_array('{kept}', ','))
        LOOP EXECUTE format('DELETE FROM %s', name); END LOOP;
    END $$"""


def empty_quickly() -> None:
    """Have every test that commits clean up in this way."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]


def _empty(case: TransactionTestCase) -> None:
    empty_now()


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
        cursor.execute(_EMPTY.format(kept=",".join(_KEPT)))

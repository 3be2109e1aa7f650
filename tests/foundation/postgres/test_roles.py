"""What the role that runs the program may not do, tried as that role."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction

from firsthand.domain.journal import commands
from firsthand.foundation.postgres import roles
from firsthand.foundation.postgres.cluster import RUNNER
from tests.people import NOON


@pytest.fixture
def runner(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection of the runner's to the test database, with one journal entry in it."""
    with transaction.atomic():
        commands.record("tests.happened", subject_id=1, at=NOON, by=None)
    words = connection.get_connection_params()
    owner = {key: words[key] for key in ("host", "user", "password", "dbname")}
    with psycopg.connect(**owner, port=words.get("port"), autocommit=True) as own:
        roles.ensure_runner(own, password="runs")
        roles.grant(own)
    with psycopg.connect(
        **{**owner, "user": RUNNER, "password": "runs"},
        port=words.get("port"),
        autocommit=True,
    ) as connected:
        yield connected


FORBIDDEN = [
    "update journal_entry set kind = 'rewritten'",
    "delete from journal_entry",
    "truncate journal_entry cascade",
    "alter table journal_entry disable trigger user",
    "set session_replication_role = replica",
    "insert into journal_era (why) values ('because')",
    "delete from django_migrations",
    "create table public.mine (n int)",
    "drop table tickets_ticket",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_runner_is_refused(runner: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        runner.execute(statement)


ALLOWED = [
    "insert into journal_entry (kind, version, happened_at, subject_id, facts) "
    "values ('tests.more', 1, now(), 2, '{}')",
    "update journal_bookmark set entry_id = 1",
    "delete from journal_parked",
    "select procrastinate_defer_jobs_v1(array[row('default', 'task', 0, null, null, "
    "'{}'::jsonb, null)]::procrastinate_job_to_defer_v1[])",
    "select count(*) from django_migrations",
]


@pytest.mark.parametrize("statement", ALLOWED)
def test_the_runner_can_do_its_work(runner: psycopg.Connection, statement: str) -> None:
    runner.execute(statement)


def test_the_runner_is_no_superuser(runner: psycopg.Connection) -> None:
    row = runner.execute(
        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles "
        "where rolname = current_user"
    ).fetchone()
    assert row == (False,)

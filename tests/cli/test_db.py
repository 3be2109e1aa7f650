from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from firsthand.cli.supervisor import REFUSED
from firsthand.foundation import keyfiles
from firsthand.foundation.installation import Installation
from tests.cli.installed import installed, running
from tests.cli.processes import Program, free_port
from tests.folders import short_folder

WRITE_ENTRY = (
    "insert into journal_entry (kind, version, happened_at, subject_id, facts) "
    "values (%s, 1, now(), 1, '{}')"
)
READING_ORDER = "select kind from journal_entry order by era, transaction, id"


@pytest.fixture(scope="module")
def original(migrated: Path) -> Iterator[Program]:
    """An installation whose cluster runs and whose database has been written to."""
    with installed(migrated) as program, running(program):
        write_into(program)
        yield program


@pytest.fixture(scope="module")
def backup(original: Program) -> Path:
    """A backup of it as it was at first; written once, a second of processor each."""
    file = original.folder / "backup.tar"
    written = original.run("db", "backup", str(file))
    assert written.returncode == 0, written.stderr
    return file


def write_into(program: Program) -> None:
    with program.connect() as connection:
        for _ in range(200):  # So that the copy's transaction numbers start lower.
            connection.execute("select pg_current_xact_id()")
        connection.execute(WRITE_ENTRY, ["tests.before"])
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, queueing_lock) "
            "values ('default', 't', 'q')"
        )


def rows(connection: psycopg.Connection, query: str) -> list[object]:
    return [row[0] for row in connection.execute(query).fetchall()]


def test_a_backup_restored_elsewhere_goes_on_where_it_stopped(
    original: Program, backup: Path
) -> None:
    assert backup.stat().st_mode & 0o077 == 0

    with short_folder() as folder:
        copy = Program(folder, free_port())
        with running(copy):
            restored = copy.run("db", "restore", str(backup))
            assert restored.returncode == 0, restored.stderr
            with copy.connect() as connection:
                connection.execute(WRITE_ENTRY, ["tests.after"])
                assert rows(connection, READING_ORDER) == ["tests.before", "tests.after"]
                assert rows(connection, "select why from journal_era order by id") == [
                    "first start",
                    "restored from a backup",
                ]
                assert rows(connection, "select queueing_lock from procrastinate_jobs") == [
                    "q"
                ]
                assert rows(
                    connection, "select count(distinct era) from journal_entry"
                ) == [2]
        keys = keyfiles.load(Installation(copy.data).keys)
        assert keys == keyfiles.load(Installation(original.data).keys)


def test_a_database_with_something_in_it_is_not_overwritten(
    original: Program, backup: Path
) -> None:
    refused = original.run("db", "restore", str(backup))
    assert refused.returncode == REFUSED
    assert "is not empty" in refused.stderr
    assert "--replace" in refused.stderr


def test_replace_brings_back_the_state_of_the_backup(
    original: Program, backup: Path
) -> None:
    with original.connect() as connection:
        connection.execute(WRITE_ENTRY, ["tests.unwanted"])
        busy = original.run("db", "restore", "--replace", str(backup))
    assert busy.returncode == REFUSED
    assert "1 other connections" in busy.stderr
    assert original.run("db", "restore", "--replace", str(backup)).returncode == 0
    with original.connect() as connection:
        assert "tests.unwanted" not in rows(connection, READING_ORDER)


def test_a_damaged_backup_changes_nothing(original: Program, backup: Path) -> None:
    file = original.folder / "damaged.tar"
    content = bytearray(backup.read_bytes())
    middle = content.index(b"PGDMP") + 4000
    content[middle : middle + 2000] = bytes(2000)
    file.write_bytes(content)
    with original.connect() as connection:
        before = rows(connection, READING_ORDER)
    refused = original.run("db", "restore", "--replace", str(file))
    assert refused.returncode == REFUSED, refused.stdout
    with original.connect() as connection:
        assert rows(connection, READING_ORDER) == before


def test_a_file_that_is_no_backup_is_refused(original: Program) -> None:
    (original.folder / "letter.txt").write_text("dear sir")
    refused = original.run("db", "restore", str(original.folder / "letter.txt"))
    assert refused.returncode == REFUSED
    assert "cannot be read as a backup" in refused.stderr


def test_a_backup_into_a_missing_folder_is_explained(original: Program) -> None:
    refused = original.run("db", "backup", str(original.folder / "no" / "backup.tar"))
    assert refused.returncode == REFUSED
    assert "cannot be written" in refused.stderr


def test_pending_steps_are_taken_after_a_backup(original: Program) -> None:
    with original.connect() as connection:
        connection.execute("delete from django_migrations where app = 'sessions'")
        connection.execute("drop table django_session")
    migrated = original.run("db", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "Backed up to" in migrated.stdout
    assert "in 1 steps" in migrated.stdout
    assert len(list((original.data / "backups").glob("*.tar"))) == 1


def test_one_role_for_everything_works_with_a_notice(original: Program) -> None:
    installation = Installation(original.data)
    owner = installation.address(database="firsthand", as_owner=True)
    url = f"postgresql://{owner.user}:{owner.password}@/firsthand?host={owner.host}"
    with short_folder() as folder:
        foreign = Program(folder, free_port(), {"DATABASE_URL": url})
        status = foreign.run("db", "status")
    assert status.returncode == 0, status.stderr
    assert "runs as the owner of the tables" in status.stdout
    assert owner.password not in status.stdout

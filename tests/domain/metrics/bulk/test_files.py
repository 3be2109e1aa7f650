"""The files are kept up to date, whatever happened to them or to the database."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from firsthand.domain.journal.models import Bookmark
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.bulk import batch
from firsthand.domain.metrics.commands.rebuilding import alone
from firsthand.domain.metrics.models import Issue
from tests.domain.metrics.journal_story import Story

pytestmark = pytest.mark.django_db(transaction=True)


def opened(folder: Path) -> list[int]:
    rows = batch.current("issue", folder / "facts")
    found = duckdb.sql(f"select opening_message_id from {rows} order by 1").fetchall()
    return [row[0] for row in found]


def in_tables() -> list[int]:
    commands.run_until_done()
    return sorted(Issue.objects.values_list("pk", flat=True))


def test_files_hold_what_the_tables_hold_and_are_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "columns"
    Story(5).asks(0)
    assert commands.write_files(folder) == 1
    Story(6).asks(0, ticket=2)
    # Only what is new is read again.
    assert commands.write_files(folder) == 1
    assert commands.write_files(folder) == 0
    assert opened(folder) == in_tables()
    assert len(opened(folder)) == 2


def test_files_that_are_gone_or_of_another_journal_are_written_anew(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    Story(5).asks(0)
    commands.write_files(here)
    # Another folder: the bookmark says all was read, but nothing of it lies there.
    assert commands.write_files(elsewhere) == 1
    assert opened(elsewhere) == in_tables()
    # A restored backup: the files know more than the bookmark.
    Bookmark.objects.filter(reader="columns").update(transaction=1, entry_id=1)
    assert commands.write_files(elsewhere) == 1
    assert opened(elsewhere) == in_tables()


def test_files_wait_while_facts_are_built_afresh(tmp_path: Path) -> None:
    with alone(), pytest.raises(commands.RebuildRunning):
        _from_elsewhere(tmp_path)


def _from_elsewhere(folder: Path) -> None:
    """Write the files over a connection of its own: a lock is the connection's."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def write() -> None:
        try:
            commands.write_files(folder)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Bookmark, Entry
from tests.people import NOON


def write(kind: str = "tests.happened", subject: int = 1) -> Entry:
    with transaction.atomic():
        return commands.record(kind, subject_id=subject, at=NOON, by=None)


@contextmanager
def a_slow_transaction() -> Iterator[None]:
    """Write an entry that is committed only afterwards."""
    has_written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write("tests.slow")
            has_written.set()
            assert may_end.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert has_written.wait(10)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


@pytest.mark.django_db
def test_an_entry_knows_its_era_and_its_transaction() -> None:
    commands.open_era(why="before")
    era = commands.open_era(why="restored")
    entry = write()
    entry.refresh_from_db()
    assert entry.era == era.pk
    assert entry.transaction > 0


@pytest.mark.django_db
def test_entries_written_together_know_the_same_as_single_ones_in_their_order() -> None:
    era = commands.open_era(why="restored")
    with transaction.atomic():
        single = commands.record("tests.happened", subject_id=1, at=NOON, by=None)
        commands.record_many(
            commands.Draft("tests.happened", number, NOON, commands.About(), facts={})
            for number in (2, 3, 4)
        )
    single.refresh_from_db()
    together = Entry.objects.filter(subject_id__gt=1).order_by("pk")
    assert [entry.subject_id for entry in together] == [2, 3, 4]
    assert {(e.era, e.transaction) for e in together} == {(era.pk, single.transaction)}
    (recorded_at,) = {entry.recorded_at for entry in together}
    assert recorded_at >= single.recorded_at


@pytest.mark.django_db
def test_when_nothing_happened_nothing_is_asked_or_written() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        commands.record_many(iter(()))
    assert not Entry.objects.exists()
    assert not [one for one in asked if "journal" in one["sql"]]


@pytest.mark.django_db
def test_entries_cannot_be_changed_or_deleted() -> None:
    entry = write()
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
    ):
        Entry.objects.filter(pk=entry.pk).update(kind="tests.rewritten")
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
    ):
        Entry.objects.filter(pk=entry.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_a_reader_waits_for_a_slow_transaction_and_then_gets_its_lower_id() -> None:
    with a_slow_transaction():
        write("tests.quick")
        while_slow_runs = [
            entry.kind for entry in queries.unread(Bookmark(reader="r"), limit=10)
        ]
    afterwards = [entry.kind for entry in queries.unread(Bookmark(reader="r"), limit=10)]

    assert while_slow_runs == []
    assert afterwards == ["tests.slow", "tests.quick"]


@pytest.mark.django_db(transaction=True)
def test_a_bookmark_moves_past_what_was_read_and_no_further() -> None:
    for subject in range(3):
        write(subject=subject)
    with transaction.atomic():
        bookmark = commands.locked_bookmark("reader")
        first_two = queries.unread(bookmark, limit=2)
        commands.move_bookmark(reader="reader", to=first_two[-1])
    rest = queries.unread(Bookmark.objects.get(reader="reader"), limit=10)
    assert [entry.subject_id for entry in first_two] == [0, 1]
    assert [entry.subject_id for entry in rest] == [2]


@pytest.mark.django_db(transaction=True)
def test_after_a_restore_old_entries_from_the_future_are_read_and_new_ones_follow() -> None:
    commands.open_era(why="before")
    old = write("tests.old")
    with connection.cursor() as cursor:  # A restored cluster counts transactions afresh.
        cursor.execute("alter table journal_entry disable trigger user")
        cursor.execute(
            "update journal_entry set transaction = 9000000000 where id = %s", [old.pk]
        )
        cursor.execute("alter table journal_entry enable trigger user")
    commands.open_era(why="restored")
    write("tests.new")
    bookmark = Bookmark(reader="r")
    read = queries.unread(bookmark, limit=1)
    bookmark.era, bookmark.transaction, bookmark.entry_id = (
        read[0].era,
        read[0].transaction,
        read[0].pk,
    )
    read += queries.unread(bookmark, limit=10)
    assert [entry.kind for entry in read] == ["tests.old", "tests.new"]


@pytest.mark.django_db
def test_a_reader_goes_straight_to_its_place_and_passes_over_what_it_has_read() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
    bookmark = queries.bookmark_of("tests")
    plan = queries._settled(queries._after(bookmark))[:10].explain()
    assert "Index Cond: (ROW(era, transaction, id) > ROW(" in plan


@pytest.mark.django_db
def test_how_long_a_reader_is_behind_is_told_by_the_entry_it_reads_next() -> None:
    assert queries.waiting_since("r") is None
    first, second = write(subject=1), write(subject=2)
    # What was written before a restore counts as settled, even by this transaction.
    commands.open_era(why="restored")
    for read in (None, first, second):
        bookmark = Bookmark(reader="r")
        if read is not None:
            read.refresh_from_db()
            bookmark.era, bookmark.transaction = read.era, read.transaction
            bookmark.entry_id = read.pk
            bookmark.save()
        following = queries.unread(bookmark, limit=1)
        expected = following[0].recorded_at if following else None
        assert queries.waiting_since("r") == expected
    assert expected is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_no_reader_may_rely_on_yet_keeps_nobody_waiting() -> None:
    with a_slow_transaction():
        write("tests.quick")
        assert queries.waiting_since("r") is None
    assert queries.waiting_since("r") is not None

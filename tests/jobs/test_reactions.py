from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from firsthand import wiring
from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Bookmark, Entry, Parked
from firsthand.domain.stores.models import Store
from firsthand.foundation.queue import run_worker
from firsthand.jobs import reactions, tasks
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)

seen: list[int] = []
broken: set[int] = set()


def note(entry: Entry) -> None:
    """A reaction that works."""
    seen.append(entry.subject_id)


def stumble(entry: Entry) -> None:
    """A reaction that writes something and then fails on some entries."""
    Store.objects.filter(pk=0).update(name="half done")
    if entry.subject_id in broken:
        raise ValueError(f"cannot take {entry.subject_id}")
    seen.append(-entry.subject_id)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "REACTIONS", {"tests.happened": (stumble, note)})
    yield
    seen.clear()
    broken.clear()


def write(*subjects: int, kind: str = "tests.happened") -> None:
    with transaction.atomic():
        for subject in subjects:
            commands.record(kind, subject_id=subject, at=NOON, by=None)


def test_each_entry_is_reacted_to_in_order_and_once() -> None:
    write(1, 2)
    write(3, kind="tests.nobody_cares")
    assert reactions.read_on(at=NOON) == 3
    assert reactions.read_on(at=NOON) == 0
    assert seen == [-1, 1, -2, 2]


def test_more_entries_than_a_batch_are_read_in_one_go() -> None:
    write(*range(reactions.BATCH + 5))
    assert reactions.read_on(at=NOON) == reactions.BATCH + 5


def test_a_failing_reaction_is_parked_and_holds_up_nothing() -> None:
    broken.add(2)
    write(1, 2, 3)
    reactions.read_on(at=NOON)
    assert seen == [-1, 1, 2, -3, 3]
    parked = Parked.objects.get()
    assert parked.error == "ValueError: cannot take 2"
    assert parked.next_try_at == NOON + timedelta(seconds=10)
    assert queries.backlog(reactions.READER).parked == 1


def test_a_parked_entry_is_tried_when_its_pause_is_over_and_forgotten_on_success() -> None:
    broken.add(2)
    write(2)
    reactions.read_on(at=NOON)
    assert reactions.try_again(at=NOON) == 0
    broken.clear()
    assert reactions.try_again(at=NOON + timedelta(seconds=10)) == 1
    assert seen == [2, -2]
    assert not Parked.objects.exists()


def test_the_fifth_failure_leaves_it_for_a_person() -> None:
    broken.add(2)
    write(2)
    reactions.read_on(at=NOON)
    for day in range(1, 9):
        reactions.try_again(at=NOON + timedelta(days=day))
    parked = Parked.objects.get()
    assert parked.attempts == 5
    assert parked.next_try_at is None


def test_a_lost_database_is_no_reason_to_park(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(entry: Entry) -> None:
        raise OperationalError("the connection was closed")

    monkeypatch.setattr(wiring, "REACTIONS", {"tests.happened": (cut_off,)})
    write(1)
    with pytest.raises(OperationalError):
        reactions.read_on(at=NOON)
    assert not Parked.objects.exists()
    assert not Bookmark.objects.filter(entry_id__gt=0).exists()


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name=tasks.REACT, status="todo").count()


def test_a_commit_rings_once_however_much_it_wrote() -> None:
    write(1, 2, 3)
    write(4)
    assert waiting() == 1


def test_a_rollback_does_not_ring() -> None:
    with transaction.atomic():
        commands.record("tests.happened", subject_id=1, at=NOON, by=None)
        transaction.set_rollback(True)
    assert waiting() == 0


def test_an_entry_after_a_rolled_back_savepoint_still_rings() -> None:
    with transaction.atomic():
        with transaction.atomic():
            commands.record("tests.happened", subject_id=1, at=NOON, by=None)
            transaction.set_rollback(True)
        commands.record("tests.happened", subject_id=2, at=NOON, by=None)
    assert waiting() == 1


def test_a_bell_that_fails_does_not_fail_what_was_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken_bell() -> None:
        raise RuntimeError("no queue")

    monkeypatch.setattr(commands, "_after_record", [broken_bell])
    write(1)
    assert Entry.objects.filter(kind="tests.happened").count() == 1


def test_a_worker_hears_the_bell() -> None:
    write(7)
    run_worker(until_empty=True)
    assert seen == [-7, 7]
    assert waiting() == 0


def test_the_job_of_a_dead_worker_is_taken_up_again() -> None:
    write(8)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) "
            "values (now() - interval '1 minute') returning id"
        )
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = "
            "(select max(id) from procrastinate_workers)"
        )
    tasks.rescue_stalled.defer(timestamp=0)
    run_worker(until_empty=True)
    run_worker(until_empty=True)  # The first may have found the queue empty meanwhile.
    assert seen == [-8, 8]


@pytest.fixture(autouse=True)
def quiet_queue() -> None:
    """Nothing of another test may wait in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")

"""A reaction that ends the whole process, not by an exception, is put aside as well."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from firsthand import wiring
from firsthand.cli import doctor
from firsthand.domain.journal import commands
from firsthand.domain.journal.models import Bookmark, Entry, Parked
from firsthand.domain.orders.models import Buyer
from firsthand.foundation.queue import run_worker
from firsthand.jobs import reactions
from tests.faults import worker
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "tests.happened"
deadly: set[int] = set()


def note(entry: Entry) -> None:
    """Leave a trace of having reacted, one for each time."""
    Buyer.objects.create(name=f"note {entry.subject_id}", first_seen_at=NOON)


def die(entry: Entry) -> None:
    """End the process over some entries, as the kernel does when memory runs out."""
    Buyer.objects.create(name=f"done {entry.subject_id}", first_seen_at=NOON)
    if entry.subject_id in deadly:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "REACTIONS", {KIND: (note, die)})
    deadly.add(5)
    yield
    deadly.clear()
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def write(*subjects: int) -> None:
    with transaction.atomic():
        for subject in subjects:
            commands.record(KIND, subject_id=subject, at=NOON, by=None)


def traces(word: str) -> list[int]:
    names = Buyer.objects.filter(name__startswith=word).values_list("name", flat=True)
    return sorted(int(name.removeprefix(word)) for name in names)


def make_due() -> None:
    """Let the pauses before the next tries be over."""
    waiting = Parked.objects.filter(next_try_at__isnull=False)
    waiting.update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_a_reaction_that_kills_is_parked_and_at_last_left_for_a_person() -> None:
    write(*range(1, 9))
    killed = -signal.SIGKILL
    # In the batch, then alone: what comes before it is done meanwhile, once.
    assert [worker.run("react") for _ in range(2)] == [killed, killed]
    assert traces("done") == [1, 2, 3, 4]
    assert worker.run("react") == 0
    assert traces("done") == traces("note") == [1, 2, 3, 4, 6, 7, 8]
    assert {parked.error for parked in Parked.objects.all()} == {commands.ENDED}

    deaths = 0
    while Parked.objects.filter(next_try_at__isnull=False).exists():
        make_due()
        deaths += worker.run("react") == killed
        assert deaths <= 4
    assert deaths == 4
    left = Parked.objects.get()  # The other reaction to the same entry was done.
    assert left.reaction.endswith(".die")
    assert (left.attempts, left.next_try_at) == (5, None)
    assert traces("note") == list(range(1, 9))
    assert "1 reactions have failed and wait." in [
        finding.what for finding in doctor.of_readers() if finding.advice
    ]

    write(9)
    assert worker.run("react") == 0
    assert traces("done") == [1, 2, 3, 4, 6, 7, 8, 9]
    bookmark = Bookmark.objects.get(reader=reactions.READER)
    assert not bookmark.is_reading


def test_one_death_or_deaths_over_different_entries_park_nothing() -> None:
    for subject in (5, 7):
        # Each time in a batch, and mended before it is read alone.
        deadly.add(subject)
        write(subject, subject + 1)
        assert worker.run("react") == -signal.SIGKILL
        deadly.clear()
        assert worker.run("react") == 0
        Bookmark.objects.update(one_by_one=0)
    assert not Parked.objects.exists()
    assert traces("done") == traces("note") == [5, 6, 7, 8]


def test_a_parked_deadly_reaction_that_was_mended_is_done_and_forgotten() -> None:
    write(5)
    assert worker.run("react") == worker.run("react") == -signal.SIGKILL
    assert worker.run("react") == 0
    deadly.clear()
    make_due()
    run_worker(until_empty=True)
    assert traces("done") == traces("note") == [5]
    assert not Parked.objects.exists()

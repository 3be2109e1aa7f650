from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.metrics.commands import build_facts, first_facts
from firsthand.domain.metrics.models import Contact, Issue, Standing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _asked(*, version: int = 1, channel: str = "amazon") -> Entry:
    return Entry(
        id=1,
        kind="tickets.message_received",
        version=version,
        happened_at=NOON,
        recorded_at=NOON,
        subject_id=11,
        store_id=1,
        buyer_id=2,
        ticket_id=3,
        facts={"nature": "question", "channel": channel, "asins": ["B\\1\t2"]},
    )


def test_texts_come_through_as_they_are(db: None) -> None:
    with first_facts([_asked(channel="a\nb\r\\N")]) as facts:
        facts.add()
    contact = Contact.objects.get()
    assert (contact.channel, contact.product) == ("a\nb\r\\N", "B\\1\t2")
    assert (contact.answered_at, contact.started_at) == (None, NOON)
    assert Standing.objects.exists()


def test_a_worker_that_was_there_earlier_does_no_harm(db: None) -> None:
    build_facts()
    assert Standing.objects.get().rebuilt_at is None
    with first_facts([_asked()]) as facts:
        facts.add()
    assert Standing.objects.get().rebuilt_at is not None
    assert Contact.objects.count() == 1


def test_an_entry_that_cannot_be_read_stops_all_of_it(
    db: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        pytest.raises(RuntimeError, match="could not be worked out"),
        first_facts([_asked(version=9)]) as facts,
    ):
        facts.add()
    assert "version 9" in capfd.readouterr().err
    assert not Issue.objects.exists()


def test_the_second_process_ends_when_the_first_fails(db: None) -> None:
    def endless() -> Iterator[Entry]:
        for _ in itertools.count():
            time.sleep(0.01)
            yield _asked()

    with pytest.raises(ZeroDivisionError), first_facts(endless()):
        raise ZeroDivisionError
    assert multiprocessing.active_children() == []

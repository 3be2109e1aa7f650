"""Readers of very many entries get what everybody gets, without models."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Bookmark, Entry
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def happens(*buyers: int | None, kind: str = "tickets.solved") -> list[Entry]:
    with transaction.atomic():
        return [
            commands.record(
                kind,
                subject_id=7,
                at=NOON + timedelta(microseconds=number),
                by=None,
                about=commands.About(store_id=2, buyer_id=buyer),
                facts={"number": number},
            )
            for number, buyer in enumerate(buyers)
        ]


def plainly(buyers: list[int], *, at_once: int = 100) -> list[list[queries.Plain]]:
    with transaction.atomic():
        read = queries.plainly_of_buyers(buyers, kinds=["tickets.solved"], at_once=at_once)
        return [[queries.Plain(*one) for one in some] for some in read]


def test_plain_entries_are_those_of_the_buyers_without_what_was_withdrawn() -> None:
    entries = happens(3, 5, 4, 3, None, 5)
    happens(3, kind="tickets.noted")
    with transaction.atomic():
        commands.withdraw(entries[3:4], at=NOON, facts={})
    [read] = plainly([3, 5])
    expected = [one for one in queries.of_buyers([3, 5]) if one.kind == "tickets.solved"]
    assert [one.pk for one in read] == [one.pk for one in expected]
    assert [one.pk for one in read] == [entries[place].pk for place in (0, 1, 5)]
    for one, entry in zip(read, expected, strict=True):
        at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=one.happened_at)
        assert (at, one.buyer_id, one.store_id) == (
            entry.happened_at, entry.buyer_id, entry.store_id,
        )  # fmt: skip
        assert json.loads(one.facts) == entry.facts
    assert [len(some) for some in plainly([3, 5], at_once=2)] == [2, 1]
    assert plainly([]) == []


def test_buyers_come_until_they_have_that_many_entries() -> None:
    happens(9, 4, 4, None, 7, 9, 4)
    assert queries.buyers_of_next(0, entries=4) == [4, 7]
    assert queries.buyers_of_next(7, entries=4) == [9]
    assert queries.buyers_of_next(9, entries=4) == []


def test_the_length_counts_what_is_about_buyers() -> None:
    assert not queries.is_longer_than(0)
    happens(9, None, 4)
    assert queries.is_longer_than(1)
    assert not queries.is_longer_than(2)


def test_a_stretch_is_what_is_unread_and_leaves_out_who_comes_again() -> None:
    first = happens(5, None, 6, 7)
    second = happens(6, 8, 9)
    begin = Bookmark()
    stretch = queries.unread_stretch(begin, limit=4, ahead=1)
    assert stretch is not None
    assert (stretch.entries, stretch.buyers, stretch.is_last) == (4, [5, 7], False)
    end = stretch.end
    assert (end.transaction, end.pk) == (first[-1].transaction, first[-1].pk)
    bookmark = Bookmark(era=end.era, transaction=end.transaction, entry_id=end.pk)
    rest = queries.unread_stretch(bookmark, limit=4, ahead=1)
    assert rest is not None
    assert (rest.entries, rest.buyers, rest.is_last) == (3, [6, 8, 9], True)
    assert [one.pk for one in queries.unread(bookmark, limit=9)] == [
        one.pk for one in second
    ]
    bookmark.entry_id = second[-1].pk
    bookmark.transaction = second[-1].transaction
    assert queries.unread_stretch(bookmark, limit=4, ahead=1) is None


def test_a_stretch_ends_before_what_is_not_settled() -> None:
    written, go_on = Event(), Event()

    def write_slowly() -> None:
        with transaction.atomic():
            happens(5)
            written.set()
            go_on.wait(10)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    happens(6)
    assert queries.unread_stretch(Bookmark(), limit=4, ahead=1) is None
    go_on.set()
    slow.join()
    stretch = queries.unread_stretch(Bookmark(), limit=4, ahead=1)
    assert stretch is not None
    assert stretch.buyers == [5, 6]

"""Entries put aside, the backlog, readers beside each other, and reading by subject."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Bookmark, Entry, Parked
from tests.people import NOON, lin

SECOND = timedelta(seconds=1)


def write(subject: int = 1, *, at=NOON, **about: int) -> Entry:
    with transaction.atomic():
        return commands.record(
            "tests.happened",
            subject_id=subject,
            at=at,
            by=None,
            about=commands.About(**about),
        )


def put_aside(entry: Entry, *, at=NOON, error: str = "no", reader: str = "r") -> Parked:
    with transaction.atomic():
        return commands.park(
            reader=reader, reaction="tests.react", entry=entry, error=error, at=at
        )


@pytest.mark.django_db
def test_pauses_grow_and_the_fifth_failure_is_left_for_a_person() -> None:
    entry, pauses = write(), []
    for _failure in range(6):
        parked = put_aside(entry)
        pauses.append(parked.next_try_at and parked.next_try_at - NOON)
    assert pauses == [*commands.PAUSES_BEFORE_NEXT_TRY, None, None]
    assert Parked.objects.get().attempts == 6


@pytest.mark.django_db
def test_the_latest_error_is_kept_and_a_long_one_is_cut() -> None:
    entry = write()
    put_aside(entry, error="first")
    put_aside(entry, error="x" * 600)
    assert Parked.objects.get().error == "x" * 500


@pytest.mark.django_db
def test_an_entry_is_parked_once_for_each_reaction() -> None:
    put_aside(write())
    with pytest.raises(IntegrityError), transaction.atomic():
        Parked.objects.create(
            reader="other", reaction="tests.react", entry=Entry.objects.get(), error="x"
        )


@pytest.mark.django_db
def test_what_is_parked_is_tried_when_its_pause_is_over_the_longest_due_first() -> None:
    later, sooner = write(1), write(2)
    put_aside(later, at=NOON + SECOND)
    put_aside(sooner)
    first = commands.PAUSES_BEFORE_NEXT_TRY[0]
    assert commands.begin_try("r", at=NOON + first - SECOND) is None
    due = commands.begin_try("r", at=NOON + first + SECOND)
    assert due is not None
    assert due.entry == sooner
    commands.unpark(due)
    after = commands.begin_try("r", at=NOON + first + SECOND)
    assert after is not None
    assert after.entry == later


@pytest.mark.django_db
def test_a_try_is_counted_before_it_is_made_and_five_are_made_in_all() -> None:
    put_aside(write(), error="the first failure")
    later = [NOON + timedelta(days=day) for day in range(1, 9)]
    begun = [commands.begin_try("r", at=at) for at in later]
    assert [each is not None for each in begun] == [True] * 4 + [False] * 4
    left = Parked.objects.get()
    assert (left.attempts, left.next_try_at, left.error) == (5, None, commands.ENDED)


@pytest.mark.django_db
def test_a_try_that_was_begun_keeps_its_pause_and_says_why_it_failed() -> None:
    put_aside(write())
    at = NOON + timedelta(days=1)
    begun = commands.begin_try("r", at=at)
    assert begun is not None
    commands.try_failed(begun, error="z" * 900)
    left = Parked.objects.get()
    assert (left.attempts, left.error) == (2, "z" * 500)
    assert left.next_try_at == at + commands.PAUSES_BEFORE_NEXT_TRY[1]


def begin() -> commands.Reading:
    return commands.begin_reading("r", limit=3)


def end(read: int) -> None:
    with transaction.atomic():
        commands.end_reading("r", read=read)


MANY, ONE = commands.Reading(3, is_deadly=False), commands.Reading(1, is_deadly=False)
DEADLY = commands.Reading(1, is_deadly=True)


@pytest.mark.django_db
def test_after_a_reading_that_was_cut_off_as_many_entries_are_read_alone() -> None:
    assert begin() == MANY
    end(2)
    assert begin() == MANY  # And never ended.
    for _entry in range(3):
        assert begin() == ONE
        end(1)
    assert begin() == MANY


@pytest.mark.django_db
def test_what_cuts_off_a_reading_of_its_own_is_deadly_and_the_rest_is_read_alone() -> None:
    begin()
    assert begin() == ONE  # Cut off as well:
    assert begin() == DEADLY
    end(1)
    assert begin() == ONE
    assert begin() == DEADLY
    end(1)
    assert begin() == ONE
    end(1)
    assert begin() == MANY


@pytest.mark.django_db
def test_what_another_reader_parked_or_a_person_must_see_to_is_not_tried() -> None:
    mine, other = write(1), write(2)
    for _failure in range(5):
        put_aside(mine)
    put_aside(other, reader="other")
    assert commands.begin_try("r", at=NOON + timedelta(days=9)) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_try_one_parked_entry_at_once() -> None:
    put_aside(write())
    found: list[Parked | None] = []

    def look() -> None:
        with transaction.atomic():
            found.append(commands.begin_try("r", at=NOON + timedelta(days=2)))
        connections.close_all()

    with transaction.atomic():
        assert commands.begin_try("r", at=NOON + timedelta(days=1)) is not None
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    look()
    assert [each is not None for each in found] == [False, True]


@pytest.mark.django_db
def test_what_cannot_be_read_is_set_aside_until_it_can_be() -> None:
    one, two = write(1, buyer_id=7), write(2, buyer_id=7)
    foreign = write(3, buyer_id=8)

    def aside(buyers: list[int], unreadable: dict[int, str]) -> list[int]:
        return commands.set_aside(
            reader="facts", reaction="facts", buyers=buyers, unreadable=unreadable
        )

    assert aside([7, 8], {one.pk: "odd", two.pk: "odd", foreign.pk: "odd"}) == [
        one.pk,
        two.pk,
        foreign.pk,
    ]
    assert aside([7], {two.pk: "still odd"}) == []
    # Of buyer 8 nothing was read: his stays.
    assert set(Parked.objects.values_list("entry_id", flat=True)) == {two.pk, foreign.pk}


@pytest.mark.django_db
def test_a_parked_entry_waits_for_no_try_when_its_reader_reads_all_again() -> None:
    entry = write(1, buyer_id=7)
    commands.set_aside(
        reader="facts", reaction="facts", buyers=[7], unreadable={entry.pk: "y" * 900}
    )
    assert commands.begin_try("facts", at=NOON + timedelta(days=9)) is None
    assert len(Parked.objects.get().error) == 500


@pytest.mark.django_db(transaction=True)
def test_the_backlog_counts_what_a_reader_has_before_it() -> None:
    assert queries.backlog("r") == queries.Backlog(0, 0.0, 0)
    entries = [write(n) for n in range(3)]
    put_aside(entries[0])
    behind = queries.backlog("r")
    assert (behind.unread, behind.parked) == (3, 1)
    assert 0 <= behind.oldest_seconds < 3600
    with transaction.atomic():
        commands.locked_bookmark("r")
        commands.move_bookmark(reader="r", to=Entry.objects.get(pk=entries[1].pk))
    assert queries.backlog("r").unread == 1
    assert queries.backlog("another").unread == 3
    assert queries.backlog("another").parked == 0


@pytest.mark.django_db(transaction=True)
def test_two_readers_keep_their_own_places() -> None:
    for subject in range(3):
        write(subject)
    everything = queries.unread(queries.bookmark_of("fast"), limit=10)
    with transaction.atomic():
        for reader in ("fast", "slow"):
            commands.locked_bookmark(reader)
        commands.move_bookmark(reader="fast", to=everything[2])
        commands.move_bookmark(reader="slow", to=everything[0])
    left = {
        reader: [e.subject_id for e in queries.unread(queries.bookmark_of(reader), limit=9)]
        for reader in ("fast", "slow", "new")
    }
    assert left == {"fast": [], "slow": [1, 2], "new": [0, 1, 2]}


@pytest.mark.django_db(transaction=True)
def test_one_reader_at_a_time_holds_its_bookmark() -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with transaction.atomic():
            commands.locked_bookmark("r")
            order.append("second")
        connections.close_all()

    with transaction.atomic():
        commands.locked_bookmark("r")
        thread = threading.Thread(target=second)
        thread.start()
        assert begun.wait(10)
        thread.join(0.2)  # It must be waiting; were it not, it would be through by now.
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert Bookmark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_bookmark_moved_in_a_transaction_taken_back_has_not_moved() -> None:
    write()
    entry = queries.unread(queries.bookmark_of("r"), limit=1)[0]
    with transaction.atomic():
        commands.locked_bookmark("r")
        commands.move_bookmark(reader="r", to=entry)
        transaction.set_rollback(True)
    assert queries.bookmark_of("r").entry_id == 0


@pytest.mark.django_db(transaction=True)
def test_in_brief_are_the_same_entries() -> None:
    for subject in range(3):
        write(subject, buyer_id=subject)
    bookmark = queries.bookmark_of("r")
    assert queries.unread_in_brief(bookmark, limit=2) == [
        (entry.era, entry.transaction, entry.pk, entry.buyer_id)
        for entry in queries.unread(bookmark, limit=2)
    ]
    newest = queries.newest_settled()
    assert newest is not None
    assert newest.subject_id == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_settled_while_a_transaction_still_writes_it() -> None:
    settled = write(1, buyer_id=5)
    with transaction.atomic():
        commands.record(
            "tests.more",
            subject_id=2,
            at=NOON,
            by=None,
            about=commands.About(buyer_id=6),
        )
        bookmark = queries.bookmark_of("r")
        assert [e.pk for e in queries.unread(bookmark, limit=9)] == [settled.pk]
        assert queries.newest_settled() == settled
        # Whoever asks for buyers wants to know of those under way as well.
        assert queries.buyers_with_unread(bookmark, among=[5, 6, 7]) == {5, 6}


@pytest.mark.django_db
def test_entries_of_a_ticket_and_of_buyers_come_in_order_of_what_happened() -> None:
    late = write(1, at=NOON + SECOND, ticket_id=3, buyer_id=9)
    early = write(2, at=NOON, ticket_id=3, buyer_id=9)
    same = write(3, at=NOON, ticket_id=4, buyer_id=2)
    assert queries.of_ticket(3) == [early, late]
    assert list(queries.of_buyers([9, 2])) == [same, early, late]
    assert list(queries.of_buyers([])) == []


@pytest.mark.django_db
def test_buyers_with_entries_are_listed_in_steps() -> None:
    for buyer in (5, 3, 5, 8):
        write(buyer_id=buyer)
    write()
    assert queries.buyers_after(0, limit=2) == [3, 5]
    assert queries.buyers_after(5, limit=2) == [8]
    assert queries.buyers_after(8, limit=2) == []


@pytest.mark.django_db
def test_an_entry_names_who_did_it_and_when_it_was_written_down() -> None:
    agent = lin()
    with transaction.atomic():
        made = commands.record(
            "tests.did", subject_id=1, at=NOON, by=agent, facts={"n": 1}, version=2
        )
    made.refresh_from_db()
    assert (made.actor_id, made.facts, made.version) == (agent.pk, {"n": 1}, 2)
    assert made.happened_at == NOON
    assert abs(made.recorded_at - timezone.now()) < timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_or_without_zone_is_a_fault() -> None:
    with pytest.raises(AssertionError):
        commands.record("tests.x", subject_id=1, at=NOON, by=None)
    with pytest.raises(AssertionError), transaction.atomic():
        commands.record("tests.x", subject_id=1, at=NOON.replace(tzinfo=None), by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_after_the_commit_and_never_for_what_was_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(commands, "_after_record", [])
    commands.ring_after_record(lambda: rung.append(Entry.objects.count()))
    with transaction.atomic():
        for subject in range(3):
            commands.record("tests.x", subject_id=subject, at=NOON, by=None)
        assert rung == []
    assert rung == [3]
    with transaction.atomic():
        commands.record("tests.x", subject_id=9, at=NOON, by=None)
        transaction.set_rollback(True)
    assert rung == [3]


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_taken_back_does_not_silence_the_bell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(commands, "_after_record", [])
    commands.ring_after_record(lambda: rung.append(Entry.objects.count()))
    with transaction.atomic():
        with transaction.atomic():
            commands.record("tests.x", subject_id=1, at=NOON, by=None)
            transaction.set_rollback(True)
        commands.record("tests.x", subject_id=2, at=NOON, by=None)
    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_a_broken_bell_does_not_take_back_what_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(commands, "_after_record", [broken])
    write()
    assert Entry.objects.count() == 1

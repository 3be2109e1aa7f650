"""Add to the record of what happened, and move the readers' bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now

from firsthand.domain.journal.models import WITHDRAWN, Bookmark, Entry, Era, Parked
from firsthand.foundation.postgres.bulk import as_json, copy_in


class Actor(Protocol):
    """Whoever did it."""

    @property
    def pk(self) -> int: ...


class Placed(Protocol):
    """An entry, as far as its place in reading order is concerned."""

    @property
    def era(self) -> int: ...
    @property
    def transaction(self) -> int: ...
    @property
    def pk(self) -> int: ...


class About(NamedTuple):
    """What an entry is about, so that readers need no join."""

    store_id: int | None = None
    buyer_id: int | None = None
    ticket_id: int | None = None


_after_record: list[Callable[[], None]] = []
_noted: ContextVar[list[Entry] | None] = ContextVar("noted", default=None)


def ring_after_record(bell: Callable[[], None]) -> None:
    """Have `bell` called after each commit that added entries; set once, by the wiring."""
    _after_record[:] = [bell]


def record(
    kind: str,
    *,
    subject_id: int,
    at: datetime,
    by: Actor | None,
    about: About | None = None,
    facts: Mapping[str, object] | None = None,
    version: int = 1,
) -> Entry:
    """Write down one thing that happened, inside the caller's transaction.

    The entry and the change it describes are committed together or not at all, so
    numbers computed from the journal cannot disagree with the desk.
    """
    assert connection.in_atomic_block, "record() belongs inside the command's transaction"
    assert at.tzinfo is not None, at
    about = about or About()
    entry = Entry(
        kind=kind,
        version=version,
        happened_at=at,
        actor_id=by.pk if by else None,
        subject_id=subject_id,
        store_id=about.store_id,
        buyer_id=about.buyer_id,
        ticket_id=about.ticket_id,
        facts=dict(facts or {}),
    )
    entry.save(force_insert=True)
    noted = _noted.get()
    if noted is not None:
        noted.append(entry)
    _ring_once_after_commit()
    return entry


@contextmanager
def noting() -> Iterator[list[Entry]]:
    """Collect what `record` writes within: for a caller that may withdraw it one day."""
    noted: list[Entry] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


class Draft(NamedTuple):
    """An entry to be written with many others; where many share their facts, as JSON."""

    kind: str
    subject_id: int
    at: datetime
    about: About
    facts: Mapping[str, object] | str
    actor_id: int | None = None
    version: int = 1


_COLUMNS = (
    "era", "kind", "version", "happened_at", "actor_id", "subject_id", "store_id",
    "buyer_id", "ticket_id", "facts",
)  # fmt: skip


def record_many(drafts: Iterable[Draft], *, era: int | None = None) -> None:
    """Write down many things that happened, in this order, inside the transaction.

    They go to the database while they are drafted.

    Args:
        drafts: the entries.
        era: if it was asked before, while the connection was not busy.
    """
    assert connection.in_atomic_block
    drafts = iter(drafts)
    first = next(drafts, None)
    if first is None:
        return
    era = era or current_era()
    rows = (
        (
            era, draft.kind, draft.version, draft.at, draft.actor_id, draft.subject_id,
            *draft.about,
            draft.facts if isinstance(draft.facts, str) else as_json(draft.facts),
        )
        for draft in chain((first,), drafts)
    )  # fmt: skip
    copy_in(Entry, _COLUMNS, rows)
    _ring_once_after_commit()


def current_era() -> int:
    """Return the era, as the database would for each entry: asked once, that costs less."""
    with connection.cursor() as cursor:
        cursor.execute("select journal_current_era()")
        (era,) = cursor.fetchone()
    return int(era)


def withdraw(
    entries: Sequence[Entry], *, at: datetime, facts: Mapping[str, object]
) -> None:
    """Say that these entries should never have been written.

    Entries are only ever added: this adds one about each, and from its recording on no
    reader gets the withdrawn one to see. For what came from outside and was corrected or
    taken back there; for entries that only say how to read others, such as a merge undone;
    and for a bulk action undone, of tickets nothing has happened to since. Anything else
    that people did here is never withdrawn.
    """
    record_many(
        Draft(
            kind=WITHDRAWN,
            subject_id=entry.pk,
            at=at,
            about=About(
                store_id=entry.store_id,
                buyer_id=entry.buyer_id,
                ticket_id=entry.ticket_id,
            ),
            facts=facts,
        )
        for entry in entries
    )


def _ring_once_after_commit() -> None:
    """Have the bell rung after the commit, once however many entries there are.

    # TRICKY: looking into `run_on_commit` is safe: Django takes a hook out of it when the
    savepoint it belongs to is rolled back, together with the entries written there.
    """
    waiting = {hook[1] for hook in connection.run_on_commit}
    for bell in _after_record:
        if bell not in waiting:
            # Robust: a bell that fails is logged; what was committed stays a success.
            transaction.on_commit(bell, robust=True)


def open_era(*, why: str) -> Era:
    """Begin a new era: once after a backup was restored, before anything is written."""
    return Era.objects.create(why=why)


def move_bookmark(*, reader: str, to: Placed) -> None:
    """Remember that `reader` has dealt with everything up to and including `to`.

    Call it in the transaction that holds what the reader made of the entries, so that a
    crash repeats both or neither.
    """
    assert connection.in_atomic_block, "the bookmark moves with the reader's own changes"
    Bookmark.objects.filter(reader=reader).update(
        era=to.era, transaction=to.transaction, entry_id=to.pk, moved_at=Now()
    )


@dataclass(frozen=True)
class Reading:
    """How to go on: at most `limit` entries; `is_deadly`: the first one is suspected."""

    limit: int
    is_deadly: bool


@transaction.atomic
def begin_reading(reader: str, *, limit: int) -> Reading:
    """Note that `reader` begins with its next entries, before any of them can do harm.

    After a reading that was cut off, as many entries are read one by one; one that cuts off
    a reading of its own is deadly.
    """
    bookmark = locked_bookmark(reader)
    is_deadly = bookmark.is_reading and bookmark.one_by_one > 0
    if bookmark.is_reading and not is_deadly:
        bookmark.one_by_one = limit
    bookmark.is_reading = True
    bookmark.save(update_fields=["is_reading", "one_by_one"])
    return Reading(1 if bookmark.one_by_one else limit, is_deadly)


def end_reading(reader: str, *, read: int) -> None:
    """Take the note back, with the reader's own changes: `read` entries did no harm."""
    assert connection.in_atomic_block
    left = Greatest(F("one_by_one") - read, 0)
    Bookmark.objects.filter(reader=reader).update(is_reading=False, one_by_one=left)


def locked_bookmark(reader: str) -> Bookmark:
    """Return the bookmark of `reader`, locked until the commit: one reader at a time."""
    assert connection.in_atomic_block
    Bookmark.objects.bulk_create([Bookmark(reader=reader)], ignore_conflicts=True)
    return Bookmark.objects.select_for_update().get(reader=reader)


ENDED = "The process ended over this, or lost its database, without a word."
PAUSES_BEFORE_NEXT_TRY = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)


def park(*, reader: str, reaction: str, entry: Entry, error: str, at: datetime) -> Parked:
    """Put aside an entry that a reaction failed on, so that the others go on.

    Tried again after growing pauses; the fifth failure leaves it for a person, visible.
    """
    parked, _ = Parked.objects.select_for_update().get_or_create(
        reaction=reaction,
        entry=entry,
        defaults={"reader": reader, "attempts": 0, "error": "", "next_try_at": None},
    )
    _count_try(parked, error=error, at=at)
    return parked


@transaction.atomic
def begin_try(reader: str, *, at: datetime) -> Parked | None:
    """Return one parked entry that is due for another try, which is counted already.

    Counted before it is made, so that one which ends the process is not made for ever.
    """
    parked = (
        Parked.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(reader=reader, next_try_at__lte=at)
        .select_related("entry")
        .order_by("next_try_at")
        .first()
    )
    if parked is not None:
        _count_try(parked, error=ENDED, at=at)
    return parked


def try_failed(parked: Parked, *, error: str) -> None:
    """Note why the try that was begun failed."""
    parked.error = error[:500]
    parked.save(update_fields=["error"])


def _count_try(parked: Parked, *, error: str, at: datetime) -> None:
    parked.next_try_at = None
    if parked.attempts < len(PAUSES_BEFORE_NEXT_TRY):
        parked.next_try_at = at + PAUSES_BEFORE_NEXT_TRY[parked.attempts]
    parked.attempts += 1
    parked.error = error[:500]
    parked.save(update_fields=["attempts", "error", "next_try_at"])


def unpark(parked: Parked) -> None:
    """Forget that an entry was parked: its reaction has succeeded."""
    parked.delete()


def set_aside(
    *, reader: str, reaction: str, buyers: Collection[int], unreadable: Mapping[int, str]
) -> list[int]:
    """Have exactly these entries of these buyers parked; return those that were not yet.

    For a reader that reads all entries of a buyer again whenever there is a new one: it
    needs no further tries. What it can read by now is parked no longer.

    Args:
        reader: who cannot read them.
        reaction: what it makes of entries, as a name.
        buyers: whose entries were read.
        unreadable: of these, the entries it could not read, with the reason.
    """
    entries = Parked.objects.filter(reader=reader).values_list(
        "entry_id", "entry__buyer_id"
    )
    known = {entry for entry, buyer in entries if buyer in buyers}
    readable_again = known - unreadable.keys()
    if readable_again:
        Parked.objects.filter(reader=reader, entry_id__in=readable_again).delete()
    added = sorted(unreadable.keys() - known)
    Parked.objects.bulk_create(
        Parked(
            reader=reader, reaction=reaction, entry_id=entry, error=unreadable[entry][:500]
        )
        for entry in added
    )
    return added

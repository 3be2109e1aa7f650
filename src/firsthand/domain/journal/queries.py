"""Read the journal. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from firsthand.domain.journal.models import (
    WITHDRAWN,
    Bookmark,
    CurrentEra,
    Parked,
)
from firsthand.domain.journal.models import Entry as Entry  # noqa: PLC0414 -- exported
from firsthand.foundation.postgres.bulk import Among, as_array


class _OldestRunning(Func):
    """The oldest transaction still running: everything before it is committed or gone.

    As a query, which is made once and not for each entry; and so is the era.
    """

    template = "(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
    arity = 0
    output_field = BigIntegerField()


class _Era(CurrentEra):
    template = "(SELECT journal_current_era())"


class _Place(Func):
    """A place in reading order.

    Compared as a whole, so that the index leads straight to it: a chain of "or" would walk
    there from the first entry, each time.
    """

    function = "ROW"
    output_field = BigIntegerField()


def unread(bookmark: Bookmark, *, limit: int) -> list[Entry]:
    """Return the next entries after `bookmark` in reading order, at most `limit`.

    # TRICKY: a reader that remembers the last id loses entries, because a slow transaction
    can commit a lower id after a quick one. Only entries older than every running
    transaction are returned; those of closed eras (before a restore) always are.
    """
    return list(_settled(_after(bookmark))[:limit])


def waiting_since(reader: str) -> datetime | None:
    """Return when the oldest entry that `unread` would give `reader` was recorded.

    Every first page of the day asks it, so the SQL is written out: ORM queries for it took
    ten times longer to build than to answer. A test holds it against `unread`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT entry.recorded_at
                 FROM (SELECT coalesce(max(era), 0) AS era,
                              coalesce(max(transaction), 0) AS transaction,
                              coalesce(max(entry_id), 0) AS entry_id
                         FROM journal_bookmark WHERE reader = %s) AS bookmark
                CROSS JOIN LATERAL (
                      SELECT recorded_at FROM journal_entry
                       WHERE ROW(era, transaction, id) > ROW(
                             bookmark.era, bookmark.transaction, bookmark.entry_id)
                         AND (era < journal_current_era() OR transaction
                              < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
                       ORDER BY era, transaction, id LIMIT 1) AS entry""",
            [reader],
        )
        found = cursor.fetchone()
    return found[0] if found else None


class InBrief(NamedTuple):
    """The place of an entry, and whom it is about: for readers of very many."""

    era: int
    transaction: int
    pk: int
    buyer_id: int | None


def unread_in_brief(bookmark: Bookmark, *, limit: int) -> list[InBrief]:
    """Return the same entries as `unread`, in brief."""
    entries = _settled(_after(bookmark))
    rows = entries.values_list("era", "transaction", "id", "buyer_id")[:limit]
    return [InBrief(*row) for row in rows]


def buyers_with_unread(bookmark: Bookmark, *, among: Sequence[int]) -> set[int]:
    """Return which of these buyers have entries after `bookmark`, settled or not."""
    entries = _after(bookmark).filter(Among("buyer_id", among)).order_by()
    return {buyer for buyer in entries.values_list("buyer_id", flat=True) if buyer}


def _after(bookmark: Bookmark) -> QuerySet[Entry]:
    bookmarked = _Place(
        Value(bookmark.era), Value(bookmark.transaction), Value(bookmark.entry_id)
    )
    return Entry.objects.filter(
        GreaterThan(_Place("era", "transaction", "id"), bookmarked)
    ).order_by("era", "transaction", "id")


def _settled(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.filter(Q(era__lt=_Era()) | Q(transaction__lt=_OldestRunning()))


def of_buyers(buyer_ids: Sequence[int]) -> Iterator[Entry]:
    """Yield every entry about these buyers, buyer by buyer, in order of what happened.

    Those that were withdrawn are left out. Read as they are asked for, so that many buyers
    need no more memory than one.
    """
    entries = _standing().filter(buyer_id__in=buyer_ids)
    return entries.order_by("buyer_id", "happened_at", "id").iterator(chunk_size=5000)


class Plain(NamedTuple):
    """An entry without its model: for readers of very many.

    Moments are microseconds since 1970 (UTC); the facts are JSON as the database has it.
    """

    pk: int
    kind: str
    version: int
    happened_at: int
    recorded_at: int
    actor_id: int | None
    subject_id: int
    store_id: int | None
    buyer_id: int
    ticket_id: int | None
    facts: str


_PLAIN = """
SELECT id, kind, version, (extract(epoch FROM happened_at) * 1000000)::bigint,
       (extract(epoch FROM recorded_at) * 1000000)::bigint, actor_id, subject_id,
       store_id, buyer_id, ticket_id, facts::text
  FROM journal_entry AS entry
 WHERE buyer_id = ANY(%s::bigint[]) AND kind = ANY(%s) AND NOT EXISTS (
       SELECT FROM journal_entry AS withdrawal
        WHERE withdrawal.kind = %s AND withdrawal.subject_id = entry.id)
 ORDER BY buyer_id, happened_at, id
"""


def plainly_of_buyers(
    buyer_ids: Sequence[int], *, kinds: Collection[str], at_once: int
) -> Iterator[list[Plain]]:
    """Yield the same entries as `of_buyers` as far as they are of these kinds.

    Lists of at most `at_once`, read as they are asked for, in the caller's transaction.
    Their members are tuples in the order of `Plain`.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_PLAIN, [as_array(buyer_ids), sorted(kinds), WITHDRAWN])
        while rows := cursor.fetchmany(at_once):
            yield rows


def is_longer_than(count: int) -> bool:
    """Say whether there are more entries about buyers than that."""
    found = Entry.objects.filter(buyer_id__isnull=False).order_by()
    return len(found.values_list("pk")[count : count + 1]) > 0


def buyers_of_next(after: int, *, entries: int) -> list[int]:
    """Return the next buyers in order of their ids, until they have that many entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT buyer_id FROM (
                      SELECT buyer_id FROM journal_entry WHERE buyer_id > %s
                       ORDER BY buyer_id LIMIT %s) AS next ORDER BY 1""",
            [after, entries],
        )
        return [buyer for (buyer,) in cursor.fetchall()]


class Stretch(NamedTuple):
    """A stretch of unread entries: its end, how many, and whose last ones lie in it."""

    end: InBrief
    entries: int
    buyers: list[int]
    is_last: bool  # Nothing more lies behind it.


def unread_stretch(bookmark: Bookmark, *, limit: int, ahead: int) -> Stretch | None:
    """Return the stretch that the first `limit` entries of `unread` are; None: no entry.

    Of its buyers those are left out who come again in the next `ahead` entries.
    """
    place = {"era": bookmark.era, "at": bookmark.transaction, "entry": bookmark.entry_id}
    with connection.cursor() as cursor:
        cursor.execute(_STRETCH, place | {"limit": limit, "seen": limit + ahead})
        era, at, entry, entries, seen, buyers = cursor.fetchone()
    if not entries:
        return None
    return Stretch(InBrief(era, at, entry, None), entries, buyers, entries == seen)


_STRETCH = """
  WITH seen AS MATERIALIZED (
       SELECT era, transaction, id, buyer_id, row_number() OVER () AS place
         FROM (SELECT era, transaction, id, buyer_id FROM journal_entry
                WHERE ROW(era, transaction, id) > ROW(%(era)s, %(at)s, %(entry)s)
                  AND (era < (SELECT journal_current_era()) OR transaction < (
                       SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
                ORDER BY era, transaction, id LIMIT %(seen)s) AS next),
       found AS (SELECT count(*) AS seen, least(count(*), %(limit)s) AS entries FROM seen)
SELECT last.era, last.transaction, last.id, found.entries, found.seen,
       ARRAY(SELECT buyer_id FROM seen WHERE buyer_id IS NOT NULL
              GROUP BY buyer_id HAVING max(place) <= %(limit)s ORDER BY buyer_id)
  FROM found LEFT JOIN seen AS last ON last.place = found.entries
"""


def of_ticket(ticket_id: int) -> list[Entry]:
    """Return every entry about one ticket that stands, in order of what happened."""
    return list(of_tickets([ticket_id]))


def of_tickets(ticket_ids: Sequence[int]) -> QuerySet[Entry]:
    """Return every entry about these tickets that stands, in order of what happened."""
    return _standing().filter(Among("ticket_id", ticket_ids)).order_by("happened_at", "id")


def about_subjects(kind: str, subject_ids: Sequence[int]) -> QuerySet[Entry]:
    """Return every entry of one kind about these subjects that stands."""
    entries = _standing().filter(Among("subject_id", subject_ids), kind=kind)
    return entries.order_by("happened_at", "id")


def of_ids(entry_ids: Sequence[int]) -> list[Entry]:
    """Return those of these entries that stand, in order of what happened."""
    found = _standing().filter(pk__in=entry_ids)
    return list(found.order_by("happened_at", "id"))


def _standing() -> QuerySet[Entry]:
    """Return the entries that were not withdrawn, without the withdrawals."""
    withdrawal = Entry.objects.filter(kind=WITHDRAWN, subject_id=OuterRef("pk"))
    return Entry.objects.exclude(kind=WITHDRAWN).filter(~Exists(withdrawal))


def withdrawn_by(entries: Iterable[Entry]) -> dict[int, Entry]:
    """Return by the id of each withdrawal among these entries what it withdraws."""
    subjects = {one.pk: one.subject_id for one in entries if one.kind == WITHDRAWN}
    found = Entry.objects.exclude(kind=WITHDRAWN).in_bulk(list(set(subjects.values())))
    return {pk: found[subject] for pk, subject in subjects.items() if subject in found}


@dataclass(frozen=True)
class Backlog:
    """What a reader still has before it; `oldest_seconds` is 0 when nothing waits."""

    unread: int
    oldest_seconds: float
    parked: int


def backlog(reader: str) -> Backlog:
    """Return how far behind `reader` is, counting at most a thousand entries."""
    entries = unread(bookmark_of(reader), limit=1000)
    oldest = min((entry.recorded_at for entry in entries), default=None)
    return Backlog(
        unread=len(entries),
        oldest_seconds=(timezone.now() - oldest).total_seconds() if oldest else 0.0,
        parked=Parked.objects.filter(reader=reader).count(),
    )


def newest_settled() -> Entry | None:
    """Return the last entry that every reader may rely on: nothing can come before it."""
    return _settled(Entry.objects.order_by("-era", "-transaction", "-id")).first()


def newest() -> Entry | None:
    """Return the last entry in reading order as far as this transaction sees it."""
    return Entry.objects.order_by("-era", "-transaction", "-id").first()


def buyers_after(buyer_id: int, *, limit: int) -> list[int]:
    """Return the next buyers that have entries, in order of their ids, at most `limit`."""
    known = Entry.objects.filter(buyer_id__gt=buyer_id).order_by("buyer_id")
    return [found for (found,) in known.values_list("buyer_id").distinct()[:limit] if found]


def bookmark_of(reader: str) -> Bookmark:
    """Return how far `reader` has read, without locking; a new reader has read nothing."""
    return Bookmark.objects.filter(reader=reader).first() or Bookmark(reader=reader)

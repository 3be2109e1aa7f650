"""Read the journal. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Func, Q
from django.utils import timezone

from firsthand.domain.journal.models import Bookmark, CurrentEra, Entry, Parked


class _OldestRunning(Func):
    """The oldest transaction still running: everything before it is committed or gone."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    arity = 0
    output_field = BigIntegerField()


def unread(bookmark: Bookmark, *, limit: int) -> list[Entry]:
    """Return the next entries after `bookmark` in reading order, at most `limit`.

    # TRICKY: a reader that remembers the last id loses entries, because a slow transaction
    can commit a lower id after a quick one. Only entries older than every running
    transaction are returned; those of closed eras (before a restore) always are.
    """
    after = (
        Q(era__gt=bookmark.era)
        | Q(era=bookmark.era, transaction__gt=bookmark.transaction)
        | Q(era=bookmark.era, transaction=bookmark.transaction, id__gt=bookmark.entry_id)
    )
    settled = Q(era__lt=CurrentEra()) | Q(transaction__lt=_OldestRunning())
    return list(
        Entry.objects.filter(Q(era__gte=bookmark.era) & after & settled).order_by(
            F("era"), F("transaction"), F("id")
        )[:limit]
    )


def of_buyers(buyer_ids: Sequence[int]) -> list[Entry]:
    """Return every entry about these buyers, in order of what happened."""
    return list(
        Entry.objects.filter(buyer_id__in=buyer_ids).order_by(
            "buyer_id", "happened_at", "id"
        )
    )


def of_ticket(ticket_id: int) -> list[Entry]:
    """Return every entry about one ticket, in order of what happened."""
    return list(Entry.objects.filter(ticket_id=ticket_id).order_by("happened_at", "id"))


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
    settled = Q(era__lt=CurrentEra()) | Q(transaction__lt=_OldestRunning())
    return Entry.objects.filter(settled).order_by("-era", "-transaction", "-id").first()


def buyers_after(buyer_id: int, *, limit: int) -> list[int]:
    """Return the next buyers that have entries, in order of their ids, at most `limit`."""
    known = Entry.objects.filter(buyer_id__gt=buyer_id).order_by("buyer_id")
    return [found for (found,) in known.values_list("buyer_id").distinct()[:limit] if found]


def bookmark_of(reader: str) -> Bookmark:
    """Return how far `reader` has read, without locking; a new reader has read nothing."""
    return Bookmark.objects.filter(reader=reader).first() or Bookmark(reader=reader)

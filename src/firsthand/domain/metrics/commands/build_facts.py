"""Keep the facts in step with the journal.

Whenever something happened to a buyer, all of his entries are read again and his facts are
worked out afresh. So it does not matter in which order entries arrive, nor how late; and
what was built bit by bit equals what is built from scratch, which `compare()` checks.

An entry that cannot be read counts as if it had never been written. It is logged and put
aside where `firsthand doctor` counts it; the figures of everybody else move on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, models, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.commands.derivation import Derived, derive
from firsthand.domain.metrics.commands.rows import TABLES, Difference, Rows, differences

READER = "facts"
# Not more: until the commit no reader of the journal sees what was written since.
ENTRIES_AT_ONCE = 20_000
# Looked ahead: a buyer who is read about again soon is worked out then, and only once.
PORTIONS_AHEAD = 4
BUYERS_AT_ONCE = 500

logger = logging.getLogger(__name__)


@transaction.atomic
def build_facts(*, limit: int = ENTRIES_AT_ONCE) -> int:
    """Bring in the next entries of the journal; return how many were read.

    The facts and the bookmark are committed together, so a crash repeats both or neither.
    Entries that are about no buyer are passed over. While there is much to catch up with,
    buyers who come again in the next portions are left to those.
    """
    bookmark = journal.locked_bookmark(READER)
    seen = journal_queries.unread_in_brief(bookmark, limit=limit * (1 + PORTIONS_AHEAD))
    entries, ahead = seen[:limit], seen[limit:]
    if not entries:
        return 0
    later = {entry.buyer_id for entry in ahead}
    dirty = {entry.buyer_id for entry in entries if entry.buyer_id is not None}
    for buyers in _portions(sorted(dirty - later)):
        _replace(buyers)
    journal.move_bookmark(reader=READER, to=entries[-1])
    return len(entries)


def run_until_done() -> int:
    """Bring in everything there is, portion by portion; return how many entries."""
    total = 0
    while read := build_facts():
        total += read
    return total


def rebuild() -> int:
    """Build all facts afresh; return for how many buyers.

    Portion by portion, each committed by itself: figures are shown all the while, and a
    long transaction would keep every reader of the journal waiting for its end. Then the
    bookmark is moved to where the journal was at the beginning: what was written meanwhile
    is read again, which changes nothing.
    """
    newest = journal_queries.newest_settled()
    total = after = 0
    while True:
        buyers = _rebuild_after(after)
        if not buyers:
            break
        total, after = total + len(buyers), buyers[-1]
    with transaction.atomic():
        journal.locked_bookmark(READER)
        half_hours.count_all()
        if newest is not None:
            journal.move_bookmark(reader=READER, to=newest)
    return total


@transaction.atomic
def _rebuild_after(after: int) -> Sequence[int]:
    """Build the facts of the next buyers, and remove those of buyers nobody knows."""
    # Locked first: whoever has facts by now is known to the journal we read next.
    journal.locked_bookmark(READER)
    buyers = journal_queries.buyers_after(after, limit=BUYERS_AT_ONCE)
    for table in reversed(TABLES):
        strangers = table._base_manager.filter(buyer_id__gt=after)
        if buyers:
            strangers = strangers.filter(buyer_id__lt=buyers[-1])
        strangers.exclude(buyer_id__in=buyers).delete()
    _replace(buyers)
    return buyers


def compare() -> list[Difference]:
    """Return where the facts are not what building them from scratch would give.

    Everything is read as it was at one moment, so that somebody writing meanwhile makes no
    difference. Buyers with entries not yet brought in are left out. Nothing is changed.
    """
    found: list[Difference] = []
    with transaction.atomic(durable=True):
        _see_one_moment()
        bookmark = journal_queries.bookmark_of(READER)
        for portion in _all_buyers():
            late = journal_queries.buyers_with_unread(bookmark, among=portion)
            buyers = [buyer for buyer in portion if buyer not in late]
            derived = derive(buyers)
            for table in TABLES:
                stored = _stored(table, buyers, but=derived.failed)
                found += differences(table, stored, derived.facts.of(table))
        for metric, store_id, starts_at, kept, fresh in half_hours.differences():
            where = f"half hours of {metric} from {starts_at}"
            found.append(Difference(where, store_id, (kept,), (fresh,)))
    return found


def _replace(buyers: Sequence[int]) -> None:
    """Make the stored facts of these buyers what their entries say, row by row."""
    derived = derive(buyers)
    _set_aside(buyers, derived)
    wanted = derived.facts
    stored = {table: _stored(table, buyers, but=derived.failed) for table in TABLES}
    changes = {
        table: differences(table, stored[table], wanted.of(table)) for table in TABLES
    }
    for table in reversed(TABLES):
        gone = [change.key for change in changes[table] if change.expected is None]
        if gone:
            table._base_manager.filter(pk__in=gone).delete()
    for table in TABLES:
        _write(table, changes[table], wanted.of(table))
    for table in TABLES:
        _recount(table, changes[table], (stored[table], wanted.of(table)))


def _set_aside(buyers: Sequence[int], derived: Derived) -> None:
    added = journal.set_aside(
        reader=READER,
        reaction="metrics.build_facts",
        buyers=frozenset(buyers),
        unreadable=derived.unreadable,
    )
    for entry in added:
        logger.error(
            "Figures leave out journal entry %s: %s", entry, derived.unreadable[entry]
        )


def _write(table: type[models.Model], changes: list[Difference], rows: Rows) -> None:
    table._base_manager.bulk_create(
        [rows[change.key] for change in changes if change.expected is not None],
        update_conflicts=True,
        unique_fields=[table._meta.pk.name],
        update_fields=[f.name for f in table._meta.concrete_fields if not f.primary_key],
        batch_size=2000,
    )


def _recount(
    table: type[models.Model], changes: list[Difference], images: Iterable[Rows]
) -> None:
    """Count the half hours afresh in which a changed row lay or now lies."""
    facts = table._meta.model_name or ""
    at = {"issue": "opened_at", "contact": "started_at", "firstreply": "asked_at"}[facts]
    touched = {
        (row.store_id, half_hours.half_hour(getattr(row, at)))
        for rows in images
        for change in changes
        if (row := rows.get(change.key)) is not None
    }
    half_hours.recount(facts, touched)


def _stored(
    table: type[models.Model], buyers: Sequence[int], *, but: Iterable[int]
) -> Rows:
    rows = table._base_manager.filter(buyer_id__in=set(buyers).difference(but))
    return {row.pk: row for row in rows}


def _see_one_moment() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _all_buyers() -> Iterator[list[int]]:
    """Yield everybody the journal knows, in portions."""
    after = 0
    while buyers := journal_queries.buyers_after(after, limit=BUYERS_AT_ONCE):
        yield buyers
        after = buyers[-1]


def _portions(buyers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(buyers), BUYERS_AT_ONCE):
        yield buyers[start : start + BUYERS_AT_ONCE]

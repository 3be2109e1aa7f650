"""Keep the facts in step with the journal.

Whenever something happened to a buyer, all of his entries are read again and his facts are
worked out afresh. So it does not matter in which order entries arrive, nor how late; and
what was built bit by bit equals what is built from scratch, which `compare()` checks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import models, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.commands.derivation import Facts, facts_of
from firsthand.domain.metrics.commands.translation import happenings
from firsthand.domain.metrics.models import Contact, FirstReply, HalfHour, Issue

READER = "facts"
ENTRIES_AT_ONCE = 2000
BUYERS_AT_ONCE = 500
# Issues first: contacts point at them.
Rows = dict[int, Any]  # Of one table, by key.
TABLES: tuple[type[models.Model], ...] = (Issue, Contact, FirstReply)


@dataclass(frozen=True)
class Difference:
    """A fact that is not what the journal says. None: there is no such row."""

    table: str
    key: int  # Of sums, the store.
    stored: tuple[object, ...] | None
    expected: tuple[object, ...] | None


@transaction.atomic
def build_facts(*, limit: int = ENTRIES_AT_ONCE) -> int:
    """Bring in the next entries of the journal; return how many were read.

    The facts and the bookmark are committed together, so a crash repeats both or neither.
    Entries that are about no buyer are passed over.
    """
    bookmark = journal.locked_bookmark(READER)
    entries = journal_queries.unread(bookmark, limit=limit)
    if not entries:
        return 0
    dirty = {entry.buyer_id for entry in entries if entry.buyer_id is not None}
    for buyers in _portions(sorted(dirty)):
        _replace(buyers)
    journal.move_bookmark(reader=READER, to=entries[-1])
    return len(entries)


def run_until_done() -> int:
    """Bring in everything there is, portion by portion; return how many entries."""
    total = 0
    while read := build_facts():
        total += read
    return total


@transaction.atomic
def rebuild() -> int:
    """Build all facts from scratch; return for how many buyers.

    Figures show the old facts until the new ones are whole. The bookmark is moved to where
    the journal was at the beginning: what is written meanwhile is read again afterwards.
    """
    journal.locked_bookmark(READER)
    newest = journal_queries.newest_settled()
    HalfHour.objects.all().delete()
    for table in reversed(TABLES):
        table._base_manager.all().delete()
    buyers = 0
    for portion in _all_buyers():
        _replace(portion)
        buyers += len(portion)
    if newest is not None:
        journal.move_bookmark(reader=READER, to=newest)
    return buyers


@transaction.atomic
def compare() -> list[Difference]:
    """Return where the facts are not what building them from scratch would give.

    Bring the facts up to date first. Nothing is changed.
    """
    journal.locked_bookmark(READER)
    found: list[Difference] = []
    for buyers in _all_buyers():
        wanted = _wanted(buyers)
        for table in TABLES:
            found += _differences(table, _stored(table, buyers), wanted.of(table))
    for metric, store_id, starts_at, kept, fresh in half_hours.differences():
        where = f"half hours of {metric} from {starts_at}"
        found.append(Difference(where, store_id, (kept,), (fresh,)))
    return found


def _replace(buyers: Collection[int]) -> None:
    """Make the stored facts of these buyers what their entries say, row by row."""
    wanted = _wanted(buyers)
    stored = {table: _stored(table, buyers) for table in TABLES}
    changes = {
        table: _differences(table, stored[table], wanted.of(table)) for table in TABLES
    }
    for table in reversed(TABLES):
        gone = [change.key for change in changes[table] if change.expected is None]
        if gone:
            table._base_manager.filter(pk__in=gone).delete()
    for table in TABLES:
        changed = [change.key for change in changes[table] if change.expected is not None]
        rows = wanted.of(table)
        table._base_manager.bulk_create(
            [rows[key] for key in changed],
            update_conflicts=True,
            unique_fields=[table._meta.pk.name],
            update_fields=[
                f.name for f in table._meta.concrete_fields if not f.primary_key
            ],
            batch_size=2000,
        )
    for table in TABLES:
        _recount(table, changes[table], (stored[table], wanted.of(table)))


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


def _wanted(buyers: Collection[int]) -> Facts:
    facts = Facts()
    entries = journal_queries.of_buyers(list(buyers))
    for buyer_id, of_buyer in groupby(entries, key=attrgetter("buyer_id")):
        theirs = list(of_buyer)
        stores = {
            entry.subject_id: entry.store_id
            for entry in theirs
            if entry.kind == "tickets.message_received" and entry.store_id is not None
        }
        facts.add(facts_of(buyer_id, happenings(theirs), stores))
    return facts


def _stored(table: type[models.Model], buyers: Collection[int]) -> Rows:
    rows = table._base_manager.filter(buyer_id__in=list(buyers))
    return {row.pk: row for row in rows}


def _differences(
    table: type[models.Model],
    stored: Rows,
    expected: Rows,
) -> list[Difference]:
    before = {key: _values(row) for key, row in stored.items()}
    after = {key: _values(row) for key, row in expected.items()}
    return [
        Difference(table._meta.model_name or "", key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _values(row: models.Model) -> tuple[object, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def _all_buyers() -> Iterator[list[int]]:
    """Yield everybody the journal knows, in portions."""
    after = 0
    while buyers := journal_queries.buyers_after(after, limit=BUYERS_AT_ONCE):
        yield buyers
        after = buyers[-1]


def _portions(buyers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(buyers), BUYERS_AT_ONCE):
        yield buyers[start : start + BUYERS_AT_ONCE]

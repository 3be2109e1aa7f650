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
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands import (
    agent_time,
    day_changes,
    day_sums,
    half_hours,
    sizes,
)
from firsthand.domain.metrics.commands.derivation import (
    Derived,
    derive,
    persons_among,
)
from firsthand.domain.metrics.commands.rows import (
    TABLES,
    Difference,
    Rows,
    differences,
    stored_rows,
)
from firsthand.domain.metrics.models import Focus, Standing

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Bookmark

READER = "facts"
# Not more: until the commit no reader of the journal sees what was written since.
ENTRIES_AT_ONCE = 20_000
# Looked ahead: a buyer who is read about again soon is worked out then, and only once.
PORTIONS_AHEAD = 4
BUYERS_AT_ONCE = 500

logger = logging.getLogger(__name__)


def build_facts(*, limit: int = ENTRIES_AT_ONCE) -> int:
    """Bring in the next entries of the journal; return how many were read.

    The facts and the bookmark are committed together, so a crash repeats both or neither.
    Entries that are about no buyer are passed over, and nothing is brought into facts of
    another definition: they must be built afresh. While there is much to catch up with,
    buyers who come again in the next portions are left to those, and the compiled rules
    take larger portions.
    """
    read = _build_few(limit)
    return _build_many() if read is None else read


@transaction.atomic
def _build_few(limit: int) -> int | None:
    """Bring in a portion by the plain rules; None: there is too much to do for them."""
    bookmark = _bookmark_of_our_facts()
    if bookmark is None:
        return 0
    seen = journal_queries.unread_in_brief(bookmark, limit=limit * (1 + PORTIONS_AHEAD))
    if len(seen) >= sizes.many():
        return None
    entries, ahead = seen[:limit], seen[limit:]
    if not entries:
        day_sums.make_doubtful_again()
        return 0
    later = {entry.buyer_id for entry in ahead}
    dirty = {entry.buyer_id for entry in entries if entry.buyer_id is not None}
    for buyers in portions(sorted(dirty - later)):
        replace_facts(buyers)
    if not ahead:
        day_sums.make_doubtful_again()
    journal.move_bookmark(reader=READER, to=entries[-1])
    return len(entries)


def _build_many() -> int:
    """Bring in a large portion by the compiled rules."""
    # Here and not above: compiled code takes 150 MB, which no other process needs.
    from firsthand.domain.metrics.many.fresh import get_ready
    from firsthand.domain.metrics.many.replacing import replace_facts_of_many

    get_ready()
    ahead = PORTIONS_AHEAD * sizes.MANY_AT_ONCE
    with transaction.atomic():
        bookmark = _bookmark_of_our_facts()
        if bookmark is None:
            return 0
        stretch = journal_queries.unread_stretch(
            bookmark, limit=sizes.MANY_AT_ONCE, ahead=ahead
        )
        if stretch is None:
            return 0
        changed = replace_facts_of_many(stretch.buyers)
        changed.doubt_days()
        changed.count()
        if stretch.is_last:
            day_sums.make_doubtful_again()
        journal.move_bookmark(reader=READER, to=stretch.end)
    return stretch.entries


def _bookmark_of_our_facts() -> Bookmark | None:
    """Return the bookmark, locked; None: the facts are of another definition."""
    bookmark = journal.locked_bookmark(READER)
    built, _ = Standing.objects.get_or_create(pk=1, defaults={"version": rules.VERSION})
    return bookmark if built.version == rules.VERSION else None


def replace_facts(buyers: Sequence[int]) -> None:
    """Make the stored facts of these buyers what their entries say, row by row."""
    persons = persons_among(buyers)
    buyers = [buyer for person in persons for buyer in person]
    derived = derive(persons)
    set_aside(buyers, derived)
    wanted = derived.facts
    stored = {table: stored_rows(table, buyers, but=derived.failed) for table in TABLES}
    changes = {
        table: differences(table, stored[table], wanted.of(table)) for table in TABLES
    }
    keys = {
        str(table._meta.model_name): [change.key for change in changes[table]]
        for table in TABLES
    }
    before = day_changes.cells_of(keys)
    for table in reversed(TABLES):
        gone = [change.key for change in changes[table] if change.expected is None]
        if gone:
            table._base_manager.filter(pk__in=gone).delete()
    for table in TABLES:
        _write(table, changes[table], wanted.of(table))
    days: set[datetime] = set()
    for table in TABLES:
        changed = _changed(changes[table], (stored[table], wanted.of(table)))
        _recount(table, changed)
        days |= day_sums.days_of(table, changed)
    day_changes.bring_along(before, day_changes.cells_of(keys), days=days)


def differences_of(buyers: Sequence[int]) -> list[Difference]:
    """Return where the stored facts of these buyers are not what their entries say."""
    persons = persons_among(buyers)
    buyers = [buyer for person in persons for buyer in person]
    derived = derive(persons)
    found: list[Difference] = []
    for table in TABLES:
        stored = stored_rows(table, buyers, but=derived.failed)
        found += differences(table, stored, derived.facts.of(table))
    return found


def set_aside(buyers: Sequence[int], derived: Derived) -> None:
    """Have what could not be read of these buyers parked, and nothing else of theirs."""
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
        [table(*rows[change.key]) for change in changes if change.expected is not None],
        update_conflicts=True,
        unique_fields=[table._meta.pk.name],
        update_fields=[f.name for f in table._meta.concrete_fields if not f.primary_key],
        batch_size=2000,
    )


def _changed(changes: list[Difference], images: Iterable[Rows]) -> list[Any]:
    """Return the rows that changed, as they were and as they are."""
    return [
        row
        for rows in images
        for change in changes
        if (row := rows.get(change.key)) is not None
    ]


def _recount(table: type[models.Model], changed: list[Any]) -> None:
    """Work out afresh the half hours in which a changed row lay or now lies."""
    if table is Focus:
        agent_time.recount(agent_time.touched_by(changed))
    else:
        half_hours.recount(table, changed)


def portions(buyers: list[int]) -> Iterator[list[int]]:
    """Yield buyers, not too many at once."""
    for start in range(0, len(buyers), BUYERS_AT_ONCE):
        yield buyers[start : start + BUYERS_AT_ONCE]

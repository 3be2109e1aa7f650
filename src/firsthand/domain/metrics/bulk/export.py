"""Keep the columns in step with the journal: a reader like any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk import batch, rebuild, vocabulary
from firsthand.domain.metrics.bulk.adding import add_events
from firsthand.domain.metrics.bulk.encoding import (
    Row,
    Vocabulary,
    micros,
    place,
    row_of,
    table_of,
)
from firsthand.domain.metrics.bulk.reading import COLUMNS
from firsthand.domain.metrics.commands.translation import Unreadable, event_of

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

READER = "columns"
ENTRIES_AT_ONCE = 50_000
_TAKEN_BACK = {
    "tickets.reply_undelivered": a.UNDELIVERED,
    "tickets.reply_delivered": a.DELIVERED,
    "tickets.no_response_needed": a.NO_RESPONSE_NEEDED,
    "tickets.response_needed": a.RESPONSE_NEEDED,
    "orders.claim_denied": a.CLAIM_DENIED,
}


def export(folder: Path) -> int:
    """Write what is new in the journal to `folder`/events; return how many entries.

    The files come before the bookmark: after a crash entries are written twice, which
    counts once.
    """
    total = 0
    while read := _export_some(folder):
        total += read
    return total


@transaction.atomic
def _export_some(folder: Path) -> int:
    bookmark = journal.locked_bookmark(READER)
    entries = journal_queries.unread(bookmark, limit=ENTRIES_AT_ONCE)
    if not entries:
        return 0
    known = vocabulary.load(folder / "words")
    rows = list(_rows(entries, known))
    vocabulary.save(known, folder / "words")
    if rows:
        events = table_of(rows)
        if (folder / "facts").exists():
            batch.apply(folder, events)
        else:
            add_events(folder / "events", events)
    journal.move_bookmark(reader=READER, to=entries[-1])
    return len(entries)


def bring_up_to_date(folder: Path) -> None:
    """Export what is new, and build the facts if there are none yet."""
    export(folder)
    if not (folder / "facts").exists():
        rebuild.rebuild(folder)


def _rows(entries: Sequence[Entry], known: Vocabulary) -> Iterable[Row]:
    withdrawn = journal_queries.withdrawn_by(entries)
    for entry in entries:
        if entry.buyer_id is None:
            continue
        try:
            if entry.pk in withdrawn:
                row = _withdrawal(entry, withdrawn[entry.pk], known)
            else:
                row = row_of_entry(entry, entry.buyer_id, known)
        except Unreadable:
            continue  # Put aside by the reader "facts", where doctor counts it.
        if row is not None:
            yield row | {
                "recorded_at": micros(entry.recorded_at),
                "store": entry.store_id or 0,
            }


def row_of_entry(entry: Entry, buyer: int, known: Vocabulary) -> Row | None:
    """Return the columns of one entry; None: it means nothing by itself.

    Raises:
        Unreadable: it does not hold what its kind promises.
    """
    event = event_of(entry)
    facts = entry.facts if isinstance(entry.facts, dict) else {}
    external = place(known.sessions, str(facts.get("external_id") or ""))
    if event is not None:
        row = row_of(buyer, event, known)
        if entry.kind == "tickets.own_reply_copied":
            row["order_id"] = 1  # Nobody can take it back.
        elif row["kind"] == a.ESCAPED:
            row["session"] = external
        elif row["kind"] == a.ASKED:
            row["channel"] = place(known.channels, str(facts.get("channel") or ""))
        return row
    if entry.kind not in _TAKEN_BACK:
        return None
    row = dict.fromkeys(COLUMNS, 0)
    about_claim = entry.kind == "orders.claim_denied"
    return row | {
        "buyer": buyer,
        "happened_at": micros(entry.happened_at),
        "kind": a.TAKEN_BACK,
        "key": entry.pk,
        "nature": _TAKEN_BACK[entry.kind],
        "order_id": entry.subject_id if about_claim else 0,
        "session": external if about_claim else 0,
        "other": 0 if about_claim else entry.subject_id,
    }


def _withdrawal(entry: Entry, of: Entry, known: Vocabulary) -> Row | None:
    """Return that another entry should never have been written, if its row was."""
    buyer = entry.buyer_id or 0
    target = row_of_entry(of, buyer, known)
    if target is None:
        return None
    return dict.fromkeys(COLUMNS, 0) | {
        "buyer": buyer,
        "happened_at": micros(entry.happened_at),
        "kind": a.TAKEN_BACK,
        "key": entry.pk,
        "nature": a.WITHDRAWN,
        "session": target["kind"],
        "other": target["key"],
    }

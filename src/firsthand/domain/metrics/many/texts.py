"""The facts that the compiled rules found as the lines that COPY takes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.arrays import Room
from firsthand.domain.metrics.bulk.encoding import Vocabulary
from firsthand.domain.metrics.bulk.reading import Part
from firsthand.domain.metrics.bulk.tables import tables

# Without a time zone, which takes twenty times as long to write: whoever reads it says UTC.
_MOMENT = pa.timestamp("us")
# What the tables call otherwise.
_NAMES = {"fail_why": "why", "fail_30_why": "why_30"}
# Which list of words a column takes its places from.
_WORDS = {
    "product": "products",
    "reason": "reasons",
    "reason_now": "reasons",
    "channel": "channels",
}
# Since when to when a wait is.
_WAITS = {"contact": ("started_at", "answered_at"), "course": ("asked_at", "answered_at")}


def facts_of(part: Part, known: Vocabulary, room: Room) -> Iterator[tuple[str, pa.Table]]:
    """Yield what the compiled rules make of these entries, table by table."""
    state = kernel.read(part.events, vocabulary.words_of(known), room)
    yield from tables(part, state)


def lines(
    name: str, table: pa.Table, columns: Sequence[str], known: Vocabulary
) -> memoryview:
    """Return the rows of a table of facts as CSV without a head; an empty field is null.

    Moments are UTC, which they do not say.

    Args:
        name: of the table, as its model is called.
        table: the rows, with places instead of words.
        columns: of the table in the database, in the order wanted.
        known: what places stand for.
    """
    made = [_column(name, column, table, known) for column in columns]
    into = io.BytesIO()
    options = csv.WriteOptions(include_header=False, batch_size=1 << 14)
    csv.write_csv(pa.Table.from_arrays(made, names=list(columns)), into, options)
    return into.getbuffer()


def _column(name: str, column: str, table: pa.Table, known: Vocabulary) -> pa.Array:
    if column == "wait_seconds":
        since, until = (_one(table[each]) for each in _WAITS[name])
        return pc.divide(pc.subtract(until, since), a.SECOND)
    values = _one(table[_NAMES.get(column, column)])
    if column in _NAMES:
        return pa.array(a.WHY).take(values)
    if column in _WORDS:
        return pa.array(list(getattr(known, _WORDS[column]))).take(values)
    return values.cast(_MOMENT) if column.endswith("_at") else values


def _one(values: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)

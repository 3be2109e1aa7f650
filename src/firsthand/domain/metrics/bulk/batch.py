"""Bring new events into the facts without building them afresh.

The facts of every buyer with a new event are worked out anew and written beside the old
ones, as a further generation; a list of these buyers, written last, makes them the ones
that count. Whatever a batch brings, late or out of order, a buyer's facts are always made
from all of his events, so nothing can differ from a rebuild; which folds all generations
into one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.adding import add_events
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Array, Room, Words, share_heaps
from firsthand.domain.metrics.bulk.reading import EventFiles, column_of, read_bucket
from firsthand.domain.metrics.bulk.tables import KEYS, tables
from firsthand.domain.metrics.bulk.writing import flush, flush_all, write

if TYPE_CHECKING:
    import duckdb

WORKERS = 2


def apply(folder: Path, events: pa.Table, *, workers: int = WORKERS) -> int:
    """Add events to `folder`/events, bring them into the facts; return how many buyers.

    Args:
        folder: where the columns are, with facts that were built once.
        events: the new ones, with the columns of `reading.COLUMNS`.
        workers: threads.
    """
    share_heaps()
    add_events(folder / "events", events)
    dirty = np.unique(column_of(events, "buyer"))
    facts = (folder / "facts").resolve()
    work = _Work(
        events=EventFiles(folder / "events"),
        facts=facts,
        words=vocabulary.words_of(vocabulary.load(folder / "words")),
        dirty=dirty,
        generation=_next_generation(facts),
    )
    buckets = iter(range(BUCKETS))  # Each worker takes the next one left.
    with ThreadPoolExecutor(workers) as pool:
        done = [pool.submit(_link, work, buckets) for _ in range(workers)]
        for one in done:
            one.result()
    _publish(facts, pa.table({"buyer_id": pa.array(dirty)}), work.generation)
    return len(dirty)


class _Work(NamedTuple):
    """What all workers have in common."""

    events: EventFiles
    facts: Path
    words: Words
    dirty: Array
    generation: int


def newest_generation(facts: Path) -> int:
    """Return the number of the last batch; 0: there was none since the rebuild."""
    return max((int(path.stem) for path in facts.glob("dirty/*.parquet")), default=0)


def _next_generation(facts: Path) -> int:
    """Return a number no file has, not even one of a batch that was cut off."""
    numbers = [int(path.stem.split("-")[1]) for path in facts.glob("*/*-*-*.parquet")]
    return 1 + max([newest_generation(facts), *numbers])


def current(table: str, facts: Path) -> str:
    """Return SQL for the rows of a table of facts that count.

    A row counts while its generation is the last in which its buyer was dirty.
    """
    if newest_generation(facts) == 0:
        # Files of a batch that was cut off may lie there, too: they have longer names.
        return f"(FROM read_parquet('{facts}/{table}/??.parquet'))"
    rows = f"read_parquet('{facts}/{table}/*.parquet', filename = true)"
    pattern = r"/\d\d-(\d+)-[0-9a-f]+\.parquet$"
    generation = f"coalesce(try_cast(regexp_extract(filename, '{pattern}', 1) AS int), 0)"
    return f"""(SELECT fact.* EXCLUDE filename FROM {rows} AS fact
                  LEFT JOIN (SELECT buyer_id, max(generation) AS generation
                               FROM read_parquet('{facts}/dirty/*.parquet') GROUP BY 1)
                       AS latest USING (buyer_id)
                 WHERE {generation} = coalesce(latest.generation, 0))"""


def _link(work: _Work, buckets: Iterator[int]) -> None:
    """Work out the dirty buyers of some buckets; write their facts as a generation."""
    room = Room()
    for bucket in buckets:
        dirty = work.dirty[work.dirty & (BUCKETS - 1) == bucket]
        part = read_bucket(work.events, bucket, room, partial(_rows_of, dirty))
        if part is None:
            continue
        state = kernel.read(part.events, work.words, room)
        for name, table in tables(part, state):
            file = f"{bucket:02}-{work.generation}-{uuid4().hex}.parquet"
            write(work.facts / name / file, name, table, rules.VERSION)


def _rows_of(dirty: Array, portion: dict[str, Array]) -> Array:
    return np.flatnonzero(np.isin(portion["buyer"], dirty))


def _publish(facts: Path, dirty: pa.Table, generation: int) -> None:
    """Make the facts of these buyers count, at once and for good."""
    flush_all(facts.glob(f"*/*-{generation}-*.parquet"))
    folder = facts / "dirty"
    folder.mkdir(exist_ok=True)
    numbers = pa.array([generation] * len(dirty), pa.int32())
    new = folder / f".{generation}-{uuid4().hex}"
    pq.write_table(dirty.append_column("generation", numbers), new)
    flush(new)
    new.replace(folder / f"{generation}.parquet")
    flush(folder)


def differences(one: Path, other: Path, con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many rows of each table two folders of facts do not have in common."""
    found = {}
    for name in KEYS:
        left, right = current(name, one), current(name, other)
        row = con.execute(
            f"""SELECT (SELECT count(*) FROM (FROM {left} EXCEPT FROM {right}))
                     + (SELECT count(*) FROM (FROM {right} EXCEPT FROM {left}))"""
        ).fetchone()
        assert row is not None
        found[name] = row[0]
    return found

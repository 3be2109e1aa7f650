"""Bring new events into the facts without building them afresh.

The facts of every buyer with a new event are worked out anew and written beside the old
ones, as a further generation; a list of these buyers, written last, makes them the ones
that count. Whatever a batch brings, late or out of order, a buyer's facts are always made
from all of his events, so nothing can differ from a rebuild; which folds all generations
into one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Room, Words
from firsthand.domain.metrics.bulk.reading import (
    COLUMNS,
    database,
    files_of,
    part_of,
)
from firsthand.domain.metrics.bulk.tables import KEYS, tables
from firsthand.domain.metrics.bulk.writing import flush, flush_all, write

WORKERS = 2


def apply(folder: Path, events: pa.Table, *, workers: int = WORKERS) -> int:
    """Add events to `folder`/events, bring them into the facts; return how many buyers.

    Args:
        folder: where the columns are, with facts that were built once.
        events: the new ones, with the columns of `reading.COLUMNS`.
        workers: threads.
    """
    add_events(folder / "events", events)
    con = database()
    con.register("new_events", events)
    dirty = con.sql("SELECT DISTINCT buyer AS buyer_id FROM new_events").to_arrow_table()
    facts = (folder / "facts").resolve()
    generation = _next_generation(facts)
    words = vocabulary.words_of(vocabulary.load(folder / "words"))
    shares = [range(number, BUCKETS, workers) for number in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        done = [
            pool.submit(_link, folder, share, dirty, words, generation) for share in shares
        ]
        for one in done:
            one.result()
    _publish(facts, dirty, generation)
    return len(dirty)


def add_events(folder: Path, events: pa.Table) -> None:
    """Write further events into the folders of their months and buckets."""
    # Every month and bucket has a file open, and they are sorted before.
    con = database("256MB", threads=2)
    con.register("added", events)
    con.execute(
        f"""COPY (SELECT *, strftime(make_timestamp(happened_at), '%Y-%m') AS month,
                         buyer & {BUCKETS - 1} AS bucket
                    FROM added ORDER BY month, bucket, buyer, happened_at, kind, key)
              TO '{folder}' (FORMAT parquet, PARTITION_BY (month, bucket), APPEND,
                             FILENAME_PATTERN 'events-{{uuid}}', COMPRESSION lz4_raw,
                             PARQUET_VERSION v2)"""
    )


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


def _link(folder: Path, share: range, dirty: pa.Table, words: Words, new: int) -> None:
    """Work out the dirty buyers of some buckets; write their facts as generation `new`."""
    con, room = database(), Room()
    events, facts = folder / "events", (folder / "facts").resolve()
    con.register("dirty", dirty)
    for bucket in share:
        files = files_of(events, bucket)
        if not files:
            continue
        part = part_of(
            con,
            room,
            f"""SELECT {", ".join(COLUMNS)} FROM read_parquet({files})
                 WHERE buyer IN (SELECT buyer_id FROM dirty)""",
        )
        if not len(part.events.at):
            continue
        state = kernel.read(part.events, words, room)
        for name, table in tables(part, state):
            path = facts / name / f"{bucket:02}-{new}-{uuid4().hex}.parquet"
            write(path, name, table, rules.VERSION)


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

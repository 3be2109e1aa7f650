"""Read the columns of the journal: one file per month and bucket of buyers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from firsthand.domain.metrics.bulk.arrays import Array, Events, Room

# Of each event what the rules do not look at, but the facts hold.
MORE = ("recorded_at", "store", "channel")
ROWS_AT_ONCE = 1 << 16
_NAMES = {"at": "happened_at", "order": "order_id"}
COLUMNS = (*(_NAMES.get(name, name) for name in Events._fields), *MORE)


class Part(NamedTuple):
    """The events of some buyers, with what the rules do not look at."""

    events: Events
    recorded_at: Array
    store: Array
    channel: Array


def database(memory: str = "64MB", threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that fetches nothing from anywhere."""
    return duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
            # What was read once is read no more: keeping it would only take memory.
            "enable_external_file_cache": "false",
        }
    )


def files_of(events: Path, bucket: int) -> list[str]:
    """Return the files of one bucket, oldest month first, later additions last."""
    return [str(path) for path in sorted(events.glob(f"month=*/bucket={bucket}/*.parquet"))]


def read_bucket(
    con: duckdb.DuckDBPyConnection, room: Room, files: list[str], known_at: int | None
) -> Part | None:
    """Return all events in these files that were recorded by `known_at`, if any."""
    if not files:
        return None
    by_then = "" if known_at is None else f"WHERE recorded_at <= {int(known_at)}"
    found = f"SELECT {', '.join(COLUMNS)} FROM read_parquet({files}) {by_then}"
    part = part_of(con, room, found)
    return part if len(part.events.at) else None


def part_of(con: duckdb.DuckDBPyConnection, room: Room, sql: str) -> Part:
    """Return what a query for `COLUMNS` finds, in columns that lie in `room`.

    Taken over portion by portion: all of it at once would be in memory twice.
    """
    portions = con.sql(sql).to_arrow_reader(ROWS_AT_ONCE)
    kinds = [str(field.type) for field in portions.schema]
    done = 0
    for portion in portions:
        for name, kind, values in zip(COLUMNS, kinds, portion.columns, strict=True):
            column = room.longer(name, done, done + len(values), kind)
            # TRICKY: pyarrow's own way to numpy imports pandas, and that 50 MB.
            numbers = np.frombuffer(values.buffers()[1], dtype=kind)
            column[done:] = numbers[values.offset : values.offset + len(values)]
        done += portion.num_rows
    columns = [
        room.columns(name, done, kind) for name, kind in zip(COLUMNS, kinds, strict=True)
    ]
    fields = len(Events._fields)
    return Part(Events(*columns[:fields]), *columns[fields:])

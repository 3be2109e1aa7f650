"""Read the columns of the journal: one file per month and bucket of buyers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from firsthand.domain.metrics.bulk.arrays import Array, Events

# Of each event what the rules do not look at, but the facts hold.
MORE = ("recorded_at", "store", "channel")
_NAMES = {"at": "happened_at", "order": "order_id"}
COLUMNS = (*(_NAMES.get(name, name) for name in Events._fields), *MORE)


class Part(NamedTuple):
    """The events of some buyers, with what the rules do not look at."""

    events: Events
    recorded_at: Array
    store: Array
    channel: Array


def database(memory: str = "96MB", threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that fetches nothing from anywhere."""
    return duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": memory,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
    )


def files_of(events: Path, bucket: int) -> list[str]:
    """Return the files of one bucket, oldest month first, later additions last."""
    return [str(path) for path in sorted(events.glob(f"month=*/bucket={bucket}/*.parquet"))]


def read_bucket(con: duckdb.DuckDBPyConnection, events: Path, bucket: int) -> Part | None:
    """Return all events of one bucket of buyers; None: there are none."""
    files = files_of(events, bucket)
    if not files:
        return None
    return part_of(con, f"SELECT {', '.join(COLUMNS)} FROM read_parquet({files})")


def part_of(con: duckdb.DuckDBPyConnection, sql: str) -> Part:
    """Return what a query for `COLUMNS` finds."""
    columns = [column.to_numpy() for column in con.sql(sql).to_arrow_table().columns]
    fields = len(Events._fields)
    return Part(Events(*columns[:fields]), *columns[fields:])

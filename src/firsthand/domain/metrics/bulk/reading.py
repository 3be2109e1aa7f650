"""Read the columns of the journal: files per month, in each the rows bucket by bucket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics.bulk.arrays import Array, Events, Room

# Of each event what the rules do not look at, but the facts hold.
MORE = ("recorded_at", "store", "channel")
_NAMES = {"at": "happened_at", "order": "order_id"}
COLUMNS = (*(_NAMES.get(name, name) for name in Events._fields), *MORE)
_WIDE = {"happened_at", "recorded_at"}
_NARROW = {"kind", "nature", "channel"}
BUCKETS_KEY = b"firsthand.buckets"
Chosen = Callable[[dict[str, Array]], Array]  # Of rows, by their columns, which to take.


class Part(NamedTuple):
    """The events of some buyers, with what the rules do not look at."""

    events: Events
    recorded_at: Array
    store: Array
    channel: Array


def type_of(name: str) -> pa.DataType:
    """Return the type of a column in the files."""
    if name in _WIDE:
        return pa.int64()
    return pa.int8() if name in _NARROW else pa.int32()


# What is known to be never null is read and written in half the time.
SCHEMA = pa.schema([pa.field(name, type_of(name), nullable=False) for name in COLUMNS])


class EventFiles:
    """The files there are, of which each holds one group of rows per bucket.

    Looked into once, by whoever wants them, and then read by many threads.
    """

    def __init__(self, folder: Path) -> None:
        # Oldest month first, so that the events of a buyer are nearly in order.
        paths = sorted(folder.glob("month=*/*.arrow"))
        self._groups: dict[int, list[tuple[Path, int]]] = {}
        self._rows: Counter[int] = Counter()
        for path in paths:
            with pa.memory_map(str(path)) as mapped:
                file = pa.ipc.open_file(mapped)
                for number, name in enumerate(file.schema.metadata[BUCKETS_KEY].split()):
                    bucket = int(name)
                    self._groups.setdefault(bucket, []).append((path, number))
                    self._rows[bucket] += file.get_batch(number).num_rows

    def rows(self, bucket: int) -> int:
        """Return how many rows there are of a bucket."""
        return self._rows[bucket]

    def portions(self, bucket: int) -> Iterator[dict[str, Array]]:
        """Yield the rows of a bucket by columns, portion by portion.

        They lie in the file itself, and are gone when the next are asked for.
        """
        for path, number in self._groups.get(bucket, []):
            with pa.memory_map(str(path)) as mapped:
                batch = pa.ipc.open_file(mapped).get_batch(number)
                yield {
                    name: _numbers(values)
                    for name, values in zip(COLUMNS, batch.columns, strict=True)
                }


def column_of(events: pa.Table, name: str) -> Array:
    """Return a column of a table of events."""
    return np.concatenate([_numbers(one) for one in events[name].chunks])


def _numbers(values: pa.Array) -> Array:
    """Return a column without copying it.

    # TRICKY: pyarrow's own way to numpy imports pandas, and that takes 50 MB.
    """
    found = np.frombuffer(values.buffers()[1], dtype=str(values.type))
    return found[values.offset : values.offset + len(values)]


def read_bucket(
    files: EventFiles, bucket: int, room: Room, chosen: Chosen | None = None
) -> Part | None:
    """Return the events of a bucket in columns that lie in `room`; None: there are none.

    Args:
        files: where they are.
        bucket: which.
        room: where they are put, portion by portion.
        chosen: says which of some rows to take; all, if there is none.
    """
    size, done = files.rows(bucket), 0
    columns = {
        name: room.columns(name, size, str(SCHEMA.field(name).type)) for name in COLUMNS
    }
    for portion in files.portions(bucket):
        rows: Array | slice = slice(None) if chosen is None else chosen(portion)
        until = done + len(portion["buyer"][rows])
        for name, values in portion.items():
            columns[name][done:until] = values[rows]
        done = until
    taken = [columns[name][:done] for name in COLUMNS]
    fields = len(Events._fields)
    return Part(Events(*taken[:fields]), *taken[fields:]) if done else None

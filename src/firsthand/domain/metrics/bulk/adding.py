"""Write further events into the files of their months."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Array
from firsthand.domain.metrics.bulk.reading import BUCKETS_KEY, SCHEMA, column_of


def add_events(folder: Path, events: pa.Table) -> None:
    """Write events into the folders of their months, in each file bucket by bucket.

    Args:
        folder: of all events.
        events: with the columns of `reading.COLUMNS`.
    """
    if not len(events):
        return
    events = events.select(SCHEMA.names).cast(SCHEMA)
    at, buyer = column_of(events, "happened_at"), column_of(events, "buyer")
    months, bucket = _months(at), buyer & (BUCKETS - 1)
    order = np.lexsort((at, buyer, bucket, months))
    events, months, bucket = events.take(order), months[order], bucket[order]
    for begin, end in _stretches(months):
        month = np.datetime64(int(months[begin]), "M")
        _write(
            folder / f"month={month}", events.slice(begin, end - begin), bucket[begin:end]
        )


def _months(at: Array) -> Array:
    """Return of each moment the months since January 1970."""
    return (at // a.DAY).astype("datetime64[D]").astype("datetime64[M]").astype("int32")


def _stretches(values: Array) -> list[tuple[int, int]]:
    """Return where each stretch of equal values begins and ends."""
    begins = np.flatnonzero(np.diff(values, prepend=values[0] - 1))
    return list(zip(begins.tolist(), [*begins[1:].tolist(), len(values)], strict=True))


def _write(folder: Path, events: pa.Table, bucket: Array) -> None:
    """Write one file; nobody sees it before it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    stretches = _stretches(bucket)
    known = b" ".join(b"%d" % bucket[begin] for begin, _ in stretches)
    schema = SCHEMA.with_metadata({BUCKETS_KEY: known})
    new = folder / f".{uuid4().hex}"
    with pa.OSFile(str(new), "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for begin, end in stretches:
            group = events.slice(begin, end - begin).combine_chunks()
            file.write_batch(group.to_batches()[0])
    new.rename(folder / f"events-{uuid4().hex}.arrow")

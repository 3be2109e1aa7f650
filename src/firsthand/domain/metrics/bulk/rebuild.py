"""Build all facts afresh from the journal's columns, one bucket of buyers at a time."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Room, Words
from firsthand.domain.metrics.bulk.reading import database, read_bucket
from firsthand.domain.metrics.bulk.tables import tables
from firsthand.domain.metrics.bulk.writing import replaced, write

WORKERS = 2


def rebuild(folder: Path, *, workers: int = WORKERS) -> None:
    """Build `folder`/facts afresh from `folder`/events and `folder`/words.

    Each worker reads a bucket, links it and writes it, so that memory holds only as many
    buckets as there are workers. Readers see the old facts until all the new are there.
    """
    words = vocabulary.words_of(vocabulary.load(folder / "words"))
    with replaced(folder / "facts") as new, ThreadPoolExecutor(workers) as pool:
        shares = [range(number, BUCKETS, workers) for number in range(workers)]
        done = [pool.submit(_build, folder / "events", new, one, words) for one in shares]
        for one in done:
            one.result()


def _build(events: Path, facts: Path, share: Iterable[int], words: Words) -> None:
    con, room = database(), Room()
    for bucket in share:
        part = read_bucket(con, events, bucket)
        if part is None:
            continue
        state = kernel.read(part.events, words, room)
        for name, table in tables(part, state):
            write(facts / name / f"{bucket:02}.parquet", name, table, rules.VERSION)

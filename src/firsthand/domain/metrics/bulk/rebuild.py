"""Build all facts afresh from the journal's columns, one bucket of buyers at a time."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Room, Words
from firsthand.domain.metrics.bulk.encoding import micros
from firsthand.domain.metrics.bulk.reading import database, files_of, read_bucket
from firsthand.domain.metrics.bulk.tables import tables
from firsthand.domain.metrics.bulk.writing import replaced, write

WORKERS = 2


def rebuild(
    folder: Path,
    *,
    into: str = "facts",
    known_at: datetime | None = None,
    workers: int = WORKERS,
) -> None:
    """Build the facts in a folder afresh from its events and words.

    Each worker reads a bucket, links it and writes it, so that memory holds only as many
    buckets as there are workers. Readers see the old facts until all the new are there.

    Args:
        folder: where events and words are, and where the facts come.
        into: the name of the facts: others than "facts" are nobody's but the caller's.
        known_at: leave out what was recorded after this, as if it had not come yet.
        workers: threads.
    """
    then = None if known_at is None else micros(known_at)
    words = vocabulary.words_of(vocabulary.load(folder / "words"))
    with replaced(folder / into) as new, ThreadPoolExecutor(workers) as pool:
        shares = [range(number, BUCKETS, workers) for number in range(workers)]
        done = [
            pool.submit(_build, folder / "events", new, share, words, then)
            for share in shares
        ]
        for one in done:
            one.result()


def _build(
    events: Path, facts: Path, share: Iterable[int], words: Words, known_at: int | None
) -> None:
    con, room = database(), Room()
    for bucket in share:
        part = read_bucket(con, room, files_of(events, bucket), known_at)
        if part is None:
            continue
        state = kernel.read(part.events, words, room)
        for name, table in tables(part, state):
            write(facts / name / f"{bucket:02}.parquet", name, table, rules.VERSION)

"""Build all facts afresh from the journal's columns, one bucket of buyers at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel, vocabulary
from firsthand.domain.metrics.bulk.arrays import BUCKETS, Room, Words, share_heaps
from firsthand.domain.metrics.bulk.encoding import micros
from firsthand.domain.metrics.bulk.reading import Chosen, EventFiles, read_bucket
from firsthand.domain.metrics.bulk.tables import tables
from firsthand.domain.metrics.bulk.writing import flush, replaced, write

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
    share_heaps()
    then = None if known_at is None else micros(known_at)
    words = vocabulary.words_of(vocabulary.load(folder / "words"))
    buckets = iter(range(BUCKETS))  # Each worker takes the next one left.
    with (
        replaced(folder / into) as new,
        ThreadPoolExecutor(workers) as pool,
        ThreadPoolExecutor(1) as disk,
    ):
        work = _Work(EventFiles(folder / "events"), new, words, _known_by(then))
        done = [pool.submit(_build, work, buckets, disk) for _ in range(workers)]
        for one in done:
            for on_disk in one.result():
                on_disk.result()


class _Work(NamedTuple):
    """What all workers have in common."""

    events: EventFiles
    facts: Path
    words: Words
    chosen: Chosen | None


def _known_by(then: int | None) -> Chosen | None:
    if then is None:
        return None
    return lambda portion: portion["recorded_at"] <= then


def _build(
    work: _Work, buckets: Iterator[int], disk: ThreadPoolExecutor
) -> list[Future[None]]:
    room = Room()
    flushed = []
    for bucket in buckets:
        part = read_bucket(work.events, bucket, room, work.chosen)
        if part is None:
            continue
        state = kernel.read(part.events, work.words, room)
        for name, table in tables(part, state):
            path = work.facts / name / f"{bucket:02}.parquet"
            write(path, name, table, rules.VERSION)
            # The disk is slow and idle: it begins while the next bucket is worked on.
            flushed.append(disk.submit(flush, path))
    return flushed

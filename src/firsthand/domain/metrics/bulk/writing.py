"""Write facts as Parquet, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from firsthand.domain.metrics.bulk.tables import KEYS

VERSION_KEY = b"firsthand.facts"
ROWS_TOGETHER = 1 << 16


def write(path: Path, name: str, table: pa.Table, version: int) -> None:
    """Write one table of facts to a file of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata({VERSION_KEY: str(version)}),
        path,
        # Nearly every value is another: a dictionary would only be in the way, and
        # compressing takes as long as all the rest of writing to save a quarter.
        compression="none",
        use_dictionary=False,
        # Whoever reads a period skips what the smallest and largest moment exclude.
        write_statistics=[KEYS[name][1]],
        row_group_size=ROWS_TOGETHER,
        write_batch_size=ROWS_TOGETHER,
        version="2.6",
    )


def version_of(path: Path) -> int:
    """Return by which definition the facts in a file were made."""
    return int((pq.read_schema(path).metadata or {}).get(VERSION_KEY, b"0"))


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` once all went well.

    Whoever is killed leaves the old one as it was. The place is changed by turning a link
    round, which readers see either before or after.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.parent / f".{folder.name}-{uuid4().hex}"
    new.mkdir()
    try:
        yield new
        flush_all(new.rglob("*"))
        link = new.with_name(f"{new.name}-link")
        link.symlink_to(new.name)
        link.replace(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    flush(folder.parent)
    old = [one for one in folder.parent.glob(f".{folder.name}-*") if one.name != new.name]
    # Nobody waits for that, which takes a tenth of a rebuild, but the end of the process;
    # what is left when it is killed goes the next time.
    Thread(target=_remove, args=(old,)).start()


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def flush_all(paths: Iterable[Path]) -> None:
    """Wait until all of these are on the disk, which takes them together."""
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(flush, paths):
            pass


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Keep the words that places in the columns stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from firsthand.domain.metrics.bulk.arrays import Words
from firsthand.domain.metrics.bulk.encoding import Vocabulary
from firsthand.domain.metrics.bulk.writing import flush
from firsthand.domain.metrics.rules.matching import topic

LISTS = ("reasons", "products", "sets", "sessions", "channels")


def save(known: Vocabulary, folder: Path) -> None:
    """Write all lists, each in the order of its places, in place of what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in LISTS:
        words = list(getattr(known, name))
        kind = pa.list_(pa.string()) if name == "sets" else pa.string()
        new = folder / f".{name}-{uuid4().hex}"
        pq.write_table(pa.table({"word": pa.array(words, kind)}), new)
        flush(new)
        new.replace(folder / f"{name}.parquet")
    flush(folder)


def load(folder: Path) -> Vocabulary:
    """Return the lists; empty ones where nothing was written yet."""
    known = Vocabulary()
    for name in LISTS:
        path = folder / f"{name}.parquet"
        if path.exists():
            words: list[Any] = pq.ParquetFile(path).read()["word"].to_pylist()
            found = [tuple(word) for word in words] if name == "sets" else words
            setattr(known, name, {word: number for number, word in enumerate(found)})
    return known


def words_of(known: Vocabulary) -> Words:
    """Return what the compiled rules need to know of the words."""
    topics: dict[str, int] = {}
    members = [known.products[one] for members in known.sets for one in members]
    return Words(
        topics=np.array(
            [topics.setdefault(topic(reason), len(topics)) for reason in known.reasons],
            dtype="int32",
        ),
        begins=np.cumsum([0, *map(len, known.sets)]).astype("int32"),
        members=np.array(members, dtype="int32"),
    )

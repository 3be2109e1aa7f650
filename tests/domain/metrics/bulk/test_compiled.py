"""What was compiled is kept, by the contents of the sources and not by where they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firsthand.domain.metrics.bulk import compiled


def doubled(values: np.ndarray) -> None:
    for place in range(len(values)):
        values[place] *= 2


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return tmp_path


def test_what_was_compiled_once_is_read_until_a_source_changes(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.ones(1, dtype="int64")
    hits = []
    for stamp in ("a" * 64, "a" * 64, "b" * 64):
        monkeypatch.setattr(compiled, "STAMP", stamp)
        made = compiled.entry(doubled)
        made(values)
        hits.append(sum(made.stats.cache_hits.values()))  # type: ignore[attr-defined]
    assert hits == [0, 1, 0]
    assert values.tolist() == [8]
    kept = sorted(one.name for one in (caches / "firsthand" / "compiled").iterdir())
    assert kept == ["a" * 20, "b" * 20]


def test_without_a_folder_of_ones_own_numba_finds_a_place(
    caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (caches / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches / "file"))
    assert compiled._kept_in() is None

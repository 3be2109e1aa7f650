"""Facts on disk: built afresh, brought up to date batch by batch, whatever goes wrong."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk import batch, vocabulary, writing
from firsthand.domain.metrics.bulk import rebuild as rebuilding
from firsthand.domain.metrics.bulk.adding import add_events
from firsthand.domain.metrics.bulk.encoding import micros
from tests.domain.metrics.bulk.encoding import Encoder
from tests.domain.metrics.bulk.streams import Streams
from tests.people import NOON


def journal(streams: int, seed: int) -> tuple[pa.Table, Encoder]:
    """Return the events of many buyers as columns, one after the other."""
    source, encoder = Streams(seed), Encoder()
    for buyer in range(1, streams + 1):
        for event in source.stream():
            encoder.add(buyer, event)
    return encoder.table(), encoder


def test_batches_in_any_order_come_to_what_a_rebuild_comes_to(tmp_path: Path) -> None:
    events, encoder = journal(streams=2_000, seed=21)
    chance = random.Random(4)  # noqa: S311 -- a fixed seed is the point
    places = list(range(len(events)))
    chance.shuffle(places)
    portions = [places[start::5] for start in range(5)]
    bit_by_bit, at_once = tmp_path / "bit_by_bit", tmp_path / "at_once"
    for folder in (bit_by_bit, at_once):
        vocabulary.save(encoder.known, folder / "words")
    add_events(bit_by_bit / "events", events.take(portions[0]))
    rebuilding.rebuild(bit_by_bit)
    for portion in portions[1:]:
        assert batch.apply(bit_by_bit, events.take(portion)) > 300
    add_events(at_once / "events", events)
    rebuilding.rebuild(at_once)
    con = duckdb.connect()
    found = batch.differences(bit_by_bit / "facts", at_once / "facts", con)
    assert found == dict.fromkeys(found, 0)
    assert rows(at_once)
    # A rebuild folds the generations into one, and changes nothing.
    before = batch.newest_generation(bit_by_bit / "facts")
    rebuilding.rebuild(bit_by_bit)
    assert (before, batch.newest_generation(bit_by_bit / "facts")) == (4, 0)
    assert batch.differences(bit_by_bit / "facts", at_once / "facts", con) == found


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, pa.Table]:
    events, encoder = journal(streams=40, seed=22)
    vocabulary.save(encoder.known, tmp_path / "words")
    add_events(tmp_path / "events", events.slice(0, len(events) // 2))
    rebuilding.rebuild(tmp_path)
    return tmp_path, events.slice(len(events) // 2)


def rows(folder: Path) -> list[object]:
    sql = f"FROM {batch.current('contact', folder / 'facts')} ORDER BY first_message_id"
    return duckdb.sql(sql).fetchall()


def test_a_batch_cut_off_before_its_end_leaves_the_facts_as_they_were(
    built: tuple[Path, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, more = built
    before = rows(folder)

    def cut_off(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(batch, "_publish", cut_off)
    with pytest.raises(OSError, match="no space left"):
        batch.apply(folder, more)
    assert rows(folder) == before
    monkeypatch.undo()
    # What was written by then does not count, and the next batch catches up.
    batch.apply(folder, more)
    again = rows(folder)
    rebuilding.rebuild(folder)
    assert rows(folder) == again != before


def test_a_rebuild_cut_off_leaves_the_old_facts_and_nothing_else(
    built: tuple[Path, pa.Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = built
    before, names = rows(folder), {path.name for path in folder.iterdir()}

    def cut_off(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(rebuilding, "write", cut_off)
    with pytest.raises(OSError, match="no space left"):
        rebuilding.rebuild(folder)
    assert rows(folder) == before
    assert {path.name for path in folder.iterdir()} == names


def test_every_file_says_by_which_definition_it_was_made(
    built: tuple[Path, pa.Table],
) -> None:
    folder, _ = built
    files = list((folder / "facts").resolve().rglob("*.parquet"))
    assert files
    assert {writing.version_of(path) for path in files} == {rules.VERSION}


def test_the_sums_of_the_tables_agree_with_each_other(
    built: tuple[Path, pa.Table],
) -> None:
    folder, _ = built
    [(contacts, in_issues)] = duckdb.sql(
        f"""SELECT (SELECT count(*) FROM {batch.current("contact", folder / "facts")}),
                   (SELECT sum(contacts) FROM {batch.current("issue", folder / "facts")})"""
    ).fetchall()
    assert contacts == in_issues > a.BUCKETS


def test_what_was_known_earlier_is_linked_as_if_the_rest_had_not_come(
    tmp_path: Path,
) -> None:
    events, encoder = journal(streams=60, seed=23)
    then = NOON + timedelta(days=2)
    late = [micros(then) + 1 if place % 3 == 0 else 0 for place in range(len(events))]
    place = events.schema.get_field_index("recorded_at")
    events = events.set_column(place, "recorded_at", pa.array(late, pa.int64()))
    early = events.take([place for place, moment in enumerate(late) if moment == 0])
    for name, known in (("all", events), ("early", early)):
        vocabulary.save(encoder.known, tmp_path / name / "words")
        add_events(tmp_path / name / "events", known)
        rebuilding.rebuild(tmp_path / name)
    rebuilding.rebuild(tmp_path / "all", into="then", known_at=then)
    con = duckdb.connect()
    found = batch.differences(tmp_path / "all" / "then", tmp_path / "early" / "facts", con)
    assert found == dict.fromkeys(found, 0)
    found = batch.differences(tmp_path / "all" / "facts", tmp_path / "early" / "facts", con)
    assert found["issue"] > 0

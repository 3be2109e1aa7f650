"""The score of labelled messages counts what it says it counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gate.run import main, reaches, read, report, score

LINE: dict[str, Any] = {
    "id": "X-1",
    "lang": "en",
    "marketplace": "US",
    "channel": "amazon",
    "message_type": "reply",
    "role": "agent",
    "text": "Write to me@lamps.com.",
    "block": ["L-07"],
    "warn": [],
}


def test_pairs_found_missed_and_raised_wrongly_are_counted_per_language() -> None:
    missed = {**LINE, "text": "The lid is blue.", "block": ["L-07", "L-04"]}
    wrong = {**LINE, "block": []}
    scores = score([LINE, missed, wrong])
    english = scores.languages["en"]
    assert (english.right, english.wrong, english.missed) == (1, 1, 1)
    assert (english.precision, english.recall) == (0.5, 0.5)
    assert not reaches(scores, recall=0.93, precision=0.93)
    assert reaches(scores, recall=0.5, precision=0.5)


def test_warnings_are_told_but_do_not_count() -> None:
    scores = score([{**LINE, "text": "Hi {{name}}, fine.", "block": [], "warn": []}])
    assert scores.languages["en"].wrong == 0
    assert scores.rules["L-37"].wrong == 1
    assert any("L-37" in line for line in report(scores))


def test_the_program_ends_well_only_when_the_limits_are_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(
        json.dumps(LINE) + "\n\n" + json.dumps({**LINE, "text": "Blue."}) + "\n"
    )
    assert len(read(path)) == 2
    assert main([str(path), "--detail"]) == 1
    assert "missed L-07" in capsys.readouterr().out
    assert main([str(path), "--recall", "0.5"]) == 0

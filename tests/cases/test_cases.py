from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cases.run import differences, failures, missing, readings, run

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[3] / "shared"))
FILE = SHARED / "cases" / "kpi_cases.yaml"

ONE_ANSWER: dict[str, Any] = {
    "id": "X-1",
    "kind": "events",
    "as_of": "2026-04-10T00:00:00Z",
    "events": [
        {
            "t": "2026-03-01T10:00:00Z",
            "type": "inbound",
            "ticket": "T1",
            "buyer": "B1",
            "order": "O1",
        },
        {"t": "2026-03-01T12:00:00Z", "type": "reply", "ticket": "T1", "agent": "A1"},
    ],
    "expected": {"fcr7_gross": {"n": 1, "value": 1.0}, "frt_min": {"T1": 120}},
    "also": [
        {
            "patch": {1: {"kind": "holding"}},
            "expected": {"fcr7_gross": {"n": 1, "failed": 1, "value": 0.0}},
        }
    ],
}


def test_a_case_and_its_patched_repetition_come_out_as_expected() -> None:
    assert [failures(case) for _, case in readings(ONE_ANSWER)] == [[], []]


def test_a_wrong_number_is_named_with_what_came_out() -> None:
    wrong = {**ONE_ANSWER, "expected": {"fcr7_gross": {"n": 2}}}
    assert failures(wrong) == ["fcr7_gross.n: expected 2, got 1"]
    assert list(differences("x", [1, 2], [1], 1e-6)) == ["x: expected [1, 2], got [1]"]


def test_an_unknown_function_is_skipped_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {
        "id": "X-2",
        "kind": "calc",
        "fn": "tea_leaves",
        "inputs": {},
        "expected": {},
    }
    assert missing(unknown) == ["tea_leaves"]
    file = tmp_path / "cases.yaml"
    file.write_text(yaml.safe_dump({"cases": [ONE_ANSWER, unknown]}), encoding="utf-8")
    assert run(file) == 0
    said = capsys.readouterr().out
    assert "2 passed, 0 failed, 1 skipped" in said
    assert "tea_leaves" in said


@pytest.mark.skipif(not FILE.exists(), reason=f"no reference cases at {FILE}")
def test_every_reference_case_comes_out_as_expected() -> None:
    assert run(FILE) == 0

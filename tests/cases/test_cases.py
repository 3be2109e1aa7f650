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


def test_a_reply_on_the_survivor_answers_what_was_asked_before_the_merge() -> None:
    asked, answered = ONE_ANSWER["events"]
    merge = {"t": "2026-03-01T11:00:00Z", "type": "merge", "ticket": "T1", "into": "T7"}
    noise = {"t": "2026-03-01T09:00:00Z", "type": "proactive", "ticket": "T8"}
    events = [{**answered, "ticket": "T7"}, merge, asked, noise]
    expected = {"frt_min": {"T7": 120, "T8": None}, "issues": 1, "surviving_tickets": 2}
    assert failures({**ONE_ANSWER, "events": events, "expected": expected}) == []


def said_of(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: Any) -> str:
    file = tmp_path / "cases.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    run(file)
    return capsys.readouterr().out


def test_what_is_not_computed_never_passes_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = calculation("wilson", {"rows": [[1, 2]]}, {"luck": None})
    assert failures(nothing) == ["luck: expected None, got nothing: it is not computed"]
    inner = {**ONE_ANSWER, "expected": {"fcr7_gross": {"n": 1, "mood": None}}, "also": []}
    assert len(failures(inner)) == 1
    bare = {**ONE_ANSWER, "expected": {}, "also": None}
    unknown = {**ONE_ANSWER, "expected": {"issues": 1, "mood": 3}, "also": None}
    no_fn = {"id": "X-9", "kind": "calc", "inputs": {}, "expected": {"value": 1}}
    said = said_of(tmp_path, capsys, {"cases": [bare, unknown, no_fn]})
    assert "1 passed, 0 failed, 3 skipped" in said
    for name in ("mood", "nothing is expected", "without events or function"):
        assert name in said
    # True is not 1, however Python adds it up.
    assert failures(calculation("ratio", {"num": 1, "den": 1}, {"value": True}))


def test_a_file_may_be_written_in_other_ways(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backwards = dict(reversed(ONE_ANSWER.items()))
    del backwards["id"], backwards["kind"]
    first, second = backwards["events"]
    elsewhere = {**second, "t": "2026-03-01T20:00:00+08:00", "kind": None, "macro": ""}
    backwards["events"] = [elsewhere, first, second, {**first, "order": "O1"}, elsewhere]
    backwards["also"] = [{"patch": {"2": {"kind": "holding"}}, "as_of": "2026-04-11"}]
    backwards["expected"] = {
        "contacts": 1, "one_touch_7": {"num": 1, "den": 1},
        "cohort_date": {"Asia/Kolkata": "2026-03-01"},
    }  # fmt: skip
    second = calculation("ratio", {"num": 1, "den": 4}, {"value": "25e-2"})
    again = {
        **second,
        "also": [{"inputs": {"num": 1, "den": 2}, "expected": {"value": 0.5}}],
    }
    said = said_of(tmp_path, capsys, [backwards, again])
    assert "3 passed, 1 failed" in said
    assert "one_touch_7.num: expected 1, got 0" in said  # The patched event is another one.


def test_settings_of_the_file_and_of_a_case_are_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {"chase_hours": 24, "scope": "same_issue", "reply_hours": 1, "escape": True}
    hours = {**ONE_ANSWER, "expected": {"reply24": {"on_time": 0, "late": 1}}, "also": []}
    strict = {**hours, "policy": {"reply_hours": 2}}
    said = said_of(
        tmp_path, capsys, {"cases": [hours, strict], "meta": {"default_policy": settings}}
    )
    assert "1 passed, 1 failed" in said
    horizon = {"policy": {"resolve_horizon_days": 0.05}, "also": []}
    assert (
        failures({**ONE_ANSWER, **horizon, "expected": {"fcr7_gross": {"failed": 1}}}) == []
    )


@pytest.mark.parametrize("key", ["attribution", "cohort_date", "business_minutes"])
def test_of_nobody_nothing_is_told(key: str) -> None:
    wanted = {
        "attribution": {"first_agent": None, "resolver": None},
        "cohort_date": {"UTC": None},
        "business_minutes": {
            "ticket": "T1", "tz": "UTC", "start": 9, "end": 18, "days": [1], "value": None,
        },
    }[key]  # fmt: skip
    assert failures({**ONE_ANSWER, "events": [], "expected": {key: wanted}}) == []


def calculation(
    fn: str, inputs: dict[str, Any], expected: dict[str, Any]
) -> dict[str, Any]:
    return {"id": "X-3", "kind": "calc", "fn": fn, "inputs": inputs, "expected": expected}


def test_a_case_that_cannot_be_computed_fails_alone() -> None:
    impossible = calculation("wilson", {"rows": [[3, 2]]}, {"ci": [[0, 1]]})
    assert failures(impossible) == ["refused: ValueError: no interval for 3 of 2"]
    elsewhere = calculation("day_hours", {"tz": "Mars/Olympus", "days": []}, {"hours": []})
    assert failures(elsewhere)[0].startswith("refused: ZoneInfoNotFoundError")


@pytest.mark.parametrize(
    ("fn", "inputs", "expected"),
    [
        ("wilson", {"rows": [[0, 0]]}, {"ci": [None]}),
        ("day_hours", {"tz": "Asia/Kolkata", "days": []}, {"hours": []}),
        ("feedback_round", {"positive": 0, "neutral": 0, "negative": 0}, {"pct": None}),
        ("ratio", {"num": 0, "den": 0, "target": 0.9}, {"value": None, "met": None}),
        ("pareto", {"counts": {}}, {"total": 0, "core5": [], "core5_share": None}),
        ("km", {"durations_days": [], "failed": 0, "window": 7}, {"estimate": None}),
        ("km", {"durations_days": [1, 2], "failed": 1, "window": 7}, {"estimate": 0.5}),
        ("aht_alloc", {"intervals": []}, {"alloc_min": {}, "aht_min": None}),
        ("mean_median", {"hours": []}, {"mean": None, "median": None}),
    ],
)
def test_where_nothing_was_counted_a_function_answers_with_nothing(
    fn: str, inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert failures(calculation(fn, inputs, expected)) == []


def test_products_of_one_case_are_known_to_the_check_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = ["rank", "product", "share", "satisfied"]
    rows = [[1, "B0000000AA", 100, 100]]
    table = calculation("product_table", {"columns": columns, "rows": rows}, {})
    check = calculation(
        "id_shape",
        {"values": ["B0000000AA", "B0000000BB"]},
        {"asin_like": 2, "appears_as_product_in_seed04": ["B0000000AA"]},
    )
    file = tmp_path / "cases.yaml"
    file.write_text(yaml.safe_dump({"cases": [check, table]}), encoding="utf-8")
    assert run(file) == 0
    assert "2 passed, 0 failed, 0 skipped" in capsys.readouterr().out


@pytest.mark.skipif(not FILE.exists(), reason=f"no reference cases at {FILE}")
def test_every_reference_case_comes_out_as_expected() -> None:
    assert run(FILE) == 0

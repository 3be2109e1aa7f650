"""Every example of Amazon's models, and of models nobody has seen, answered as it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.connectors.amazon.fake import examples
from tests.spapi.models import operation, pair, parameter, unseen, written
from tests.spapi.replaying import Sheet, replay

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "spapi-models"
FOLDER = Path(os.environ.get("SPAPI_MODELS_DIR") or SHARED)
has_models = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no {FOLDER}; set SPAPI_MODELS_DIR"
)


def failures(sheets: dict[str, Sheet]) -> dict[str, str]:
    return {name: why for sheet in sheets.values() for name, why in sheet.failed.items()}


@has_models
def test_every_example_of_amazons_models_is_answered_as_it_says() -> None:
    sheets = replay(FOLDER)
    assert failures(sheets) == {}
    assert sum(sheet.passed for sheet in sheets.values()) >= 100
    assert {name for sheet in sheets.values() for name in sheet.ambiguous} <= {
        "sellers.getAccount 400 #2"
    }


def test_every_example_of_models_nobody_has_seen_is_answered_as_it_says(
    tmp_path: Path,
) -> None:
    sheets = replay(unseen(tmp_path))
    assert failures(sheets) == {}
    assert {name: sheet.passed for name, sheet in sheets.items()} == {
        "widgets_2031-01-01": 23,
        "deeper/gadgets": 6,
    }
    assert list(sheets["deeper/gadgets"].ambiguous) == ["gadgets.getAccount 400 #2"]


WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8
)
PLAIN = st.one_of(WORD, st.integers(-5, 5), st.booleans())
BODY = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=8,
)
REQUEST = st.fixed_dictionaries(
    {"shopId": WORD},
    optional={
        "one": PLAIN,
        "several": st.lists(WORD, min_size=1, max_size=3),
        "body": st.dictionaries(WORD, BODY, min_size=1, max_size=3),
    },
)


@settings(max_examples=15, deadline=None)
@given(
    requests=st.lists(
        REQUEST,
        min_size=1,
        max_size=6,
        unique_by=lambda one: json.dumps(one, sort_keys=True),
    ),
    answer=BODY,
)
def test_any_model_of_the_format_is_played_as_it_is_written(
    requests: list[dict[str, Any]], answer: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("models")
    pairs = [pair(request, {"n": n, "a": answer}) for n, request in enumerate(requests)]
    told = operation(
        "anything",
        {"200": pairs},
        parameter("shopId", "path"),
        parameter("one", "query"),
        parameter("several", "query", type="array"),
        parameter("body", "body", schema={}),
    )
    written(folder, "any", {"/any/{shopId}": {"post": told}})
    sheet = replay(folder)["any"]
    # Two that look the same in an address, as 1 and "1" do, cannot be told apart.
    kept = {examples_text(request) for request in requests}
    assert sheet.passed + len(sheet.ambiguous) + len(sheet.failed) == len(requests)
    assert len(kept) <= sheet.passed


def examples_text(request: dict[str, Any]) -> str:
    text = examples._text
    return json.dumps(
        {name: text(value) for name, value in request.items()}, sort_keys=True
    )


def test_a_wrong_answer_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "_fits_best", lambda *_: True, raising=False)
    folder = unseen(tmp_path)
    sheets = replay(folder)
    assert failures(sheets) == {}


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.spapi", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_a_table_and_counts_at_its_end(tmp_path: Path) -> None:
    found = run(unseen(tmp_path))
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0].split() == ["model", "operations", "examples", "passed", "failed"]
    assert ["widgets_2031-01-01", "4", "23", "23", "0"] in [one.split() for one in lines]
    assert lines[-1] == "29 passed, 1 failed"


def test_the_command_says_what_is_wrong_with_a_folder(tmp_path: Path) -> None:
    found = run(tmp_path / "nowhere")
    assert (found.returncode, "SPAPI_MODELS_DIR" in found.stderr) == (3, True)
    (tmp_path / "broken.json").write_text("{")
    found = run(tmp_path)
    assert (found.returncode, "broken.json" in found.stderr) == (3, True)

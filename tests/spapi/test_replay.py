"""Every example of Amazon's models, and of models nobody has seen, answered as it says."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.swagger import read_model
from tests.connectors.amazon.playing import playing
from tests.shared import SHARED
from tests.spapi.__main__ import main
from tests.spapi.models import operation, pair, parameter, unseen, written
from tests.spapi.replaying import Sheet, client_of, pairs_of, problem_with, replay

FOLDER = Path(os.environ.get("SPAPI_MODELS_DIR") or SHARED / "spapi-models")
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
        "widgets_2031-01-01": 24,
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


def as_in_an_address(request: dict[str, Any]) -> str:
    """Return what stands on the line: 1 and "1" look the same there."""
    several = {**request, "several": ",".join(request.get("several", ["none"]))}
    body = several.pop("body", None)
    plain = {name: str(value).lower() for name, value in several.items()}
    return json.dumps([plain, body], sort_keys=True)


@settings(max_examples=10, deadline=None)
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
    assert (sheet.failed, sheet.passed) == ({}, len(requests))


WRONG = [
    ("status", {"status": 201}),
    ("body", {"answer": {"widgets": [1, 2.5, None, "u"]}}),
    ("body", {"answer": None}),
    ("header", {"headers": {"Location": "/w/2"}}),
]


@pytest.mark.parametrize(("names", "changed"), WRONG)
def test_an_answer_that_is_not_the_examples_is_found(
    names: str, changed: dict[str, Any], tmp_path: Path
) -> None:
    folder = unseen(tmp_path)
    path = folder / "widgets_2031-01-01.json"
    first = next(pairs_of(path))
    listing = read_model(path)[0].parameters
    with playing(models=folder, only_examples=True) as fake:
        client = client_of(fake, Operations.ours().with_models(folder))
        assert problem_with(client, first, listing) == ""
        assert names in problem_with(client, replace(first, **changed), listing)
        client.line.close()


def test_the_command_prints_a_table_and_counts_at_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(unseen(tmp_path))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["model", "operations", "examples", "passed", "failed"]
    assert ["widgets_2031-01-01", "4", "24", "24", "0"] in [one.split() for one in lines]
    assert "nobody can tell the two apart" in lines[-2]
    assert lines[-1] == "30 passed, 1 failed"


def test_the_command_says_what_is_wrong_with_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 3
    assert "SPAPI_MODELS_DIR" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.endswith("0 passed, 0 failed\n")
    (tmp_path / "broken.json").write_text("{")
    assert main([str(tmp_path)]) == 3
    assert "broken.json" in capsys.readouterr().err

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firsthand.cli import database, demo, schema
from firsthand.cli.demo import loading
from firsthand.cli.demo.loading import NotEmpty
from firsthand.cli.demo.story_file import NotAStory
from firsthand.domain.stores.models import Store
from firsthand.foundation.postgres.address import Address
from firsthand.settings import environment
from tests.people import store


@pytest.fixture(autouse=True)
def set_to_the_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "DEMO", True)


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_parser(parser.add_subparsers())
    return parser.parse_args(["demo", *words])


def _run(*words: str) -> int:
    args = _parsed(*words)
    args.migrate = False  # The tests' database has its tables.
    return int(args.run(args))


PARSED = [
    # words, full, seed, story, migrate
    ([], True, 7, None, True),
    (["--seed", "3", "--story", "a.yaml"], True, 3, Path("a.yaml"), True),
    (["load"], False, 7, None, False),
    (["load", "--full", "--seed", "3"], True, 3, None, False),
    (["--seed", "3", "load", "--story", "a.yaml"], False, 3, Path("a.yaml"), False),
]


@pytest.mark.parametrize(("words", "full", "seed", "story", "migrate"), PARSED)
def test_alone_it_is_the_full_one_into_a_new_database(
    words: list[str], full: bool, seed: int, story: Path | None, migrate: bool
) -> None:
    args = _parsed(*words)
    assert args.run is demo.load
    assert (args.full, args.seed, args.story, args.migrate) == (full, seed, story, migrate)


def test_a_full_demonstration_over_another_is_refused_with_the_way_out(db: None) -> None:
    store()
    with pytest.raises(NotEmpty) as refused:
        _run("--seed", "3")
    assert "firsthand demo drop" in refused.value.fix


def test_real_work_is_never_filled(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(environment, "DEMO", False)
    with pytest.raises(demo.NotTheDemo) as refused:
        _run("--seed", "3")
    assert "FIRSTHAND_DEMO=1" in refused.value.fix


def test_a_story_that_is_wrong_is_refused_before_anything_is_loaded(
    tmp_path: Path, db: None
) -> None:
    story = tmp_path / "story.yaml"
    story.write_text("- kind: rain\n", encoding="utf-8")
    with pytest.raises(NotAStory, match="line 1"):
        _run("load", "--full", "--story", str(story))
    assert not Store.objects.exists()


def test_a_story_and_no_story_cannot_both_be_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        _run("load", "--story", "a.yaml", "--no-story")
    assert "not allowed with" in capsys.readouterr().err


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], list[str]]], None]:
    """Have tables made so, in a second process, and wait for it."""

    def wait_for(making: Callable[[], list[str]]) -> None:
        monkeypatch.setattr(schema, "bring_up_to_date", lambda _: making())
        address = Address("", "", "", "", "", "")
        demo._migrating(database.Database(address, address, None, ""))()

    return wait_for


def test_tables_are_made_meanwhile_and_what_was_done_is_said(
    made: Callable[[Callable[[], list[str]]], None],
    transactional_db: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parent = os.getpid()
    made(lambda: [f"made by {'another' if os.getpid() != parent else 'this'} process"])
    assert capsys.readouterr().out == "made by another process\n"


def test_whoever_waits_for_the_tables_hears_why_there_are_none(
    made: Callable[[Callable[[], list[str]]], None],
    transactional_db: None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refused() -> list[str]:
        raise schema.MigrationFailed("It failed.", fix="The data is safe.")

    with pytest.raises(schema.MigrationFailed) as refusal:
        made(refused)
    assert (refusal.value.message, refusal.value.fix) == ("It failed.", "The data is safe.")
    with pytest.raises(RuntimeError, match="could not be made"):
        made(lambda: [str(1 // 0)])
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_an_empty_installation_has_no_tables_to_look_into(db: None) -> None:
    loading.refuse_filled()
    store()
    with pytest.raises(NotEmpty):
        loading.refuse_filled()

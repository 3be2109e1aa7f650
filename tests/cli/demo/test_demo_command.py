from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from firsthand.cli import demo
from firsthand.cli.demo.story_file import NotAStory
from firsthand.domain.stores.models import Store
from firsthand.settings import environment


@pytest.fixture(autouse=True)
def set_to_the_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "DEMO", True)


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    demo.add_parser(parser.add_subparsers())
    args = parser.parse_args(["demo", *words])
    return int(args.run(args))


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

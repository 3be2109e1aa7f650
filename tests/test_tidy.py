"""Small files, nothing left lying about, nothing inline that the browser would refuse."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINES = {"src": 400, "tests": 500, "tools": 400, "templates": 120}
LEFT_BEHIND = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bbreakpoint\(\)")
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.I
)
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        [*command, "--", *patterns], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


TEMPLATES = tracked("src/*.html")


@pytest.mark.parametrize("folder", ["src", "tests", "tools"])
def test_no_file_is_too_long_to_read_at_once(folder: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in tracked(f"{folder}/*.py", f"{folder}/*.css", f"{folder}/*.js")
    }
    assert {name: n for name, n in lengths.items() if n > LINES[folder]} == {}


def test_no_template_is_too_long_to_read_at_once() -> None:
    lengths = {
        path.name: path.read_text(encoding="utf-8").count("\n") for path in TEMPLATES
    }
    assert {name: n for name, n in lengths.items() if n > LINES["templates"]} == {}


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in tracked("src/*.py", "tests/*.py", "src/*.html", "src/*.css", "src/*.js")
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if LEFT_BEHIND.search(line)
    ]
    assert found == []


def test_templates_hold_no_inline_script_or_style() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="x">',
        "<script>go()</script>",
        '<a onclick="x">',
        "<style>",
        '<a href="javascript:x">',
    ],
)
def test_inline_markup_is_recognised(markup: str) -> None:
    assert INLINE.search(markup)


@pytest.mark.parametrize(
    "markup", ['<script src="x" defer></script>', "<p data-on=1>", "once=1"]
)
def test_ordinary_markup_is_let_pass(markup: str) -> None:
    assert not INLINE.search(markup)


def test_the_locks_name_no_registry() -> None:
    found = [
        f"{path.name}: {line}"
        for path in tracked("requirements*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if ADDRESS.search(line)
    ]
    assert found == []

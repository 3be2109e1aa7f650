from __future__ import annotations

import argparse

import pytest

from firsthand.cli import macros
from tests.macros import published
from tests.people import maya, person
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db


def test_how_each_fares_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    there_are_reasons()
    published(maya(), person("Chen", "compliance"))
    macros.fares(argparse.Namespace(language="en"))
    names, row = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert len(names) == len(row)
    assert row[1:] == [
        "Late, new date", "1", "0", "–", "–", "–", "0", "–", "–", "0", "retire (unused)",
    ]  # fmt: skip


def test_macros_are_loaded_once_and_listed_in_either_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    there_are_reasons()
    [said] = macros.load_at_first_start()
    assert said.endswith(" macros were published.")
    assert not said.startswith("0 ")
    assert macros.load_at_first_start() == []
    macros.load(argparse.Namespace())
    assert capsys.readouterr().out == "0 macros were published.\n"
    for language, title in (("en", "Tracking, in transit"), ("zh-hans", "包裹查询-运输中")):
        macros.show(argparse.Namespace(language=language))
        first = capsys.readouterr().out.splitlines()[0]
        assert first.startswith(f"amazon/01-tracking-in-transit  {title}  (transit)  en")

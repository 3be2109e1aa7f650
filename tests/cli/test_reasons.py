from __future__ import annotations

import argparse

import pytest

from firsthand.cli import reasons
from firsthand.domain.reasons.models import Reason
from firsthand.settings import environment
from tests.people import NOON

pytestmark = pytest.mark.django_db


def listed(capsys, *, everything: bool = False, language: str = "en") -> list[str]:
    reasons.show(argparse.Namespace(all=everything, language=language))
    return capsys.readouterr().out.splitlines()


def test_loading_says_how_many_came_into_use(capsys) -> None:
    for profile, count in (("start", 79), ("full", 47), ("full", 0)):
        reasons.load(argparse.Namespace(profile=profile))
        assert capsys.readouterr().out.startswith(f"{count} reasons and ")


def test_the_tree_is_printed_with_its_levels_and_what_is_archived_if_asked(capsys) -> None:
    reasons.load(argparse.Namespace(profile="full"))
    Reason.objects.filter(code="NON.MSG.SPAM").update(archived_at=NOON)
    capsys.readouterr()
    lines = listed(capsys)
    assert lines[0] == "PRE  Pre-sale"
    assert "    INS.LOG.LOST  Package lost" in lines
    assert lines[-1] == "not_needed  Nothing to do"
    assert not any("SPAM" in line for line in lines)
    assert "    NON.MSG.SPAM  Spam / promotion  (archived)" in listed(
        capsys, everything=True
    )
    assert "    INS.LOG.LOST  包裹丢失" in listed(capsys, language="zh-hans")


def test_the_first_start_loads_the_profile_of_the_setting_once(monkeypatch) -> None:
    monkeypatch.setattr(environment, "REASONS", "full")
    assert reasons.load_at_first_start() == [
        "126 reasons and 9 resolutions came into use (profile full)."
    ]
    assert reasons.load_at_first_start() == []


def test_a_profile_that_is_none_stops_the_first_start_in_words(monkeypatch) -> None:
    monkeypatch.setattr(environment, "REASONS", "everything")
    with pytest.raises(reasons.UnknownProfile, match="start, full"):
        reasons.load_at_first_start()
    assert not Reason.objects.exists()

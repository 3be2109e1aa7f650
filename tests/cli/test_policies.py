"""`firsthand policies`."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.cli.main import main
from firsthand.domain.policies import commands, queries
from tests.people import maya, person
from tests.policies import LINK

pytestmark = pytest.mark.django_db


def test_a_text_is_checked_and_the_answer_is_the_status(tmp_path, capsys) -> None:
    text = tmp_path / "reply.txt"
    text.write_text(LINK, encoding="utf-8")
    asked = ["policies", "check", str(text), "--language", "en"]
    assert main(asked) == 1
    assert "block L-06" in capsys.readouterr().out
    text.write_text("It is on page 4.", encoding="utf-8")
    assert main(asked) == 0


def test_rules_are_noted_listed_and_a_draft_published(capsys) -> None:
    assert main(["policies", "load"]) == 0
    assert main(["policies", "load"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Texts are judged by version 1 of the rules.",
        "They are noted already.",
    ]
    fields = {"severity": "off"}
    commands.change_rule(key="L-06", fields=fields, by=maya(), at=timezone.now())
    person("Chen", "compliance")
    asked = ["policies", "publish", "--as", "chen@example.com"]
    assert main(asked) == 0
    assert queries.in_force().number == 1
    assert main([*asked, "--yes"]) == 0
    assert "Version 2 judges from now on." in capsys.readouterr().out
    assert main(["policies", "list"]) == 0
    assert "L-06   *off" in capsys.readouterr().out
    assert main(["policies", "publish", "--as", "nobody@example.com"]) != 0

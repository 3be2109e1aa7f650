from __future__ import annotations

import argparse
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from firsthand.cli import authority
from firsthand.domain.authority import commands
from firsthand.domain.authority.models import ExchangeRate
from firsthand.domain.authority.rules import DEFAULT, plain
from tests.people import NOON, store, wen

pytestmark = pytest.mark.django_db


def run(step, **values) -> int:
    return step(argparse.Namespace(**{"store": None, "json": False} | values))


def test_what_holds_is_printed_in_words(capsys) -> None:
    assert run(authority.show) == 0
    said = capsys.readouterr().out
    assert "In force: what comes with the program" in said
    assert "Agent: USD 100.00 for one order without asking." in said
    assert "“Flag: Repeat claimant” always needs approval." in said
    assert "One agent gives at most USD 300.00 within 1 hour without asking." in said


def test_a_store_is_named_by_its_name(capsys) -> None:
    owner, place = wen(), store("DE")
    made = commands.draft(
        name="German", terms=plain(DEFAULT), store_id=place.pk, by=owner, at=NOON
    )
    commands.publish(version_id=made.pk, valid_from=None, by=owner, at=NOON)
    run(authority.show, store="Lumo DE")
    assert "In force: “German”" in capsys.readouterr().out
    with pytest.raises(authority.NoSuchStore):
        run(authority.show, store="Lumo XX")


def test_what_is_printed_as_json_can_be_tried(capsys, tmp_path) -> None:
    run(authority.show, json=True)
    path = tmp_path / "version.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(authority.try_out, file=path, days=90) == 0
    assert "0 uses in 90 days: 0 allowed, 0 need approval, 0 forbidden." in (
        capsys.readouterr().out
    )


def test_a_version_that_contradicts_itself_is_tried_and_told_so(capsys, tmp_path) -> None:
    path = tmp_path / "version.json"
    path.write_text(json.dumps(plain(DEFAULT) | {"restrictions": []}), encoding="utf-8")
    run(authority.try_out, file=path, days=7)
    assert "! Nothing is restricted for repeat claimants" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"grants": 3}', b"\xff"])
def test_a_file_that_is_no_version_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "version.json"
    path.write_bytes(content)
    with pytest.raises(authority.UnreadableFile):
        run(authority.try_out, file=path, days=90)


def test_rates_of_a_file_are_noted(capsys, tmp_path) -> None:
    path = tmp_path / "rates.txt"
    path.write_text("\ufeffEUR 1.0823\n\nJPY 0.0067\n", encoding="utf-8")
    run(authority.record, file=path, on=date(2026, 3, 2))
    assert "2 rates to USD of 2026-03-02 noted." in capsys.readouterr().out
    assert ExchangeRate.objects.get(currency="JPY").worth == Decimal("0.0067")
    path.write_text("EUR about one\n", encoding="utf-8")
    with pytest.raises(authority.UnreadableFile, match="EUR about one"):
        run(authority.record, file=path, on=date(2026, 3, 2))

"""Claims and evidence on the command line."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from firsthand.cli import claims, main
from firsthand.domain.claims.models import PackExport
from tests import people
from tests.claims import NUMBER, claimed, finds, told
from tests.remedies import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    return told(people.store())


def run(*arguments: str) -> int:
    args = main._parser().parse_args(["claims", *arguments])
    return int(args.run(args))


def test_the_list_says_what_is_stated_and_what_is_assumed(ticket, capsys) -> None:
    claimed(ticket.order, at=timezone.now())
    assert run("list") == 0
    shown = capsys.readouterr().out
    assert f"{ticket.store.name} {NUMBER} 10.00 EUR answer by — (assumed" in shown
    assert "missing: tracking, delivery_scan, finding" in shown
    assert shown.endswith("1 claims: open.\n")


def test_a_pack_is_written_whole_and_noted(ticket, tmp_path: Path, capsys) -> None:
    target = tmp_path / "pack.zip"
    assert run("pack", NUMBER, "--to", str(target)) == 0
    assert zipfile.ZipFile(target).testzip() is None
    export = PackExport.objects.get()
    assert export.by is None
    assert export.sha256 in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [target]


def test_nothing_is_written_over_or_left_half_done(ticket, tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    target.write_text("mine")
    with pytest.raises(claims.FileInTheWay):
        run("pack", NUMBER, "--to", str(target))
    with pytest.raises(claims.NotWritable):
        run("pack", NUMBER, "--to", str(tmp_path / "no" / "pack.zip"))
    assert target.read_text() == "mine"
    assert not PackExport.objects.exists()


def test_an_order_is_one_or_it_is_asked_which(ticket, tmp_path: Path) -> None:
    to = ("--to", str(tmp_path / "a.zip"))
    with pytest.raises(claims.NoSuchOrder, match="There is no order"):
        run("pack", "999", *to)
    order(people.store("FR"), NUMBER)
    with pytest.raises(claims.NoSuchOrder, match="2 stores have an order"):
        run("pack", NUMBER, *to)
    assert run("pack", NUMBER, *to, "--store", ticket.store.name) == 0


def test_all_findings_are_written_as_a_table(ticket, tmp_path: Path) -> None:
    finds(ticket, people.lin(ticket.store))
    target = tmp_path / "findings.csv"
    assert run("findings", "--to", str(target)) == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["order"], row["truth"]) == (NUMBER, "not_true")

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from firsthand.cli import audit, remedies
from firsthand.domain.orders.models import Order
from firsthand.settings import environment
from tests import people
from tests.remedies import Desk, Judge, Memory, order, requested

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def placed(transactional_db, tmp_path: Path, monkeypatch) -> Order:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    shop = people.store()
    placed = order(shop)
    requested(placed, 300, people.lin(shop))
    return placed


def forge(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")


def explain(number: str, language: str = "en") -> int:
    return remedies.reconcile(argparse.Namespace(explain=number, language=language))


def test_an_orders_story_is_told_by_its_number_in_both_languages(placed, capsys) -> None:
    Desk(Memory()).works()
    assert explain("302-1") == 0
    assert "it has happened; the channel’s id is R-1." in capsys.readouterr().out
    assert explain("302-1", "zh-hans") == 0
    assert "渠道编号是R-1" in capsys.readouterr().out


def test_an_order_that_is_not_there_is_refused(placed: Order) -> None:
    with pytest.raises(remedies.NoSuchOrder):
        explain("999")


def test_an_order_nobody_touched_says_so(placed: Order, capsys) -> None:
    order(placed.store, "302-9")
    assert explain("302-9") == 0
    assert "nothing was ever given" in capsys.readouterr().out


def test_reconciling_does_what_is_due_and_what_has_no_channel_waits(placed, capsys) -> None:
    assert remedies.reconcile(argparse.Namespace(explain=None, language="en")) == 0
    assert capsys.readouterr().out == "Nothing is due.\n"


def test_books_that_add_up_are_right_and_cooked_ones_are_named(placed, capsys) -> None:
    assert remedies.verify(argparse.Namespace()) == 0
    assert "1 ledgers, 1 remedies: right." in capsys.readouterr().out
    forge("UPDATE remedies_ledger SET reserved = 299")
    assert remedies.verify(argparse.Namespace()) == 1
    out = capsys.readouterr().out
    assert f"order {placed.pk}: the order is not the sum of its cells" in out


def test_the_log_is_signed_verified_and_a_forged_row_is_named(placed, capsys) -> None:
    nothing = argparse.Namespace(heads=None)
    assert audit.sign(nothing) == 0
    assert audit.verify(nothing) == 0
    assert "1 rows, 1 signed heads: whole." in capsys.readouterr().out
    forge("UPDATE remedies_auditrow SET facts = '{}'")
    assert audit.verify(nothing) == 1
    assert "row 1: it is not what was written" in capsys.readouterr().out


def test_the_log_is_exported_line_by_line(placed, tmp_path: Path, capsys) -> None:
    assert audit.export(argparse.Namespace(file=tmp_path / "log.jsonl")) == 0
    (line,) = (tmp_path / "log.jsonl").read_text().splitlines()
    assert json.loads(line)["what"] == "remedy.approved"
    assert audit.export(argparse.Namespace(file=None)) == 0
    assert capsys.readouterr().out.strip() == line


def test_what_waits_is_listed_in_both_languages(placed: Order, capsys) -> None:
    assert remedies.waiting(argparse.Namespace(language="en")) == 0
    assert capsys.readouterr().out == "Nothing waits.\n"
    judge = Judge(limit=0)
    requested(placed, 600, people.maya(placed.store), judge=judge, at=timezone.now())
    for language, word in (("en", "Refund"), ("zh-hans", "退款")):
        assert remedies.waiting(argparse.Namespace(language=language)) == 0
        out = capsys.readouterr().out
        assert f"{word}  EUR 6.00  302-1" in out
        assert "Maya" not in out

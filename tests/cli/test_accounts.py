"""`firsthand accounts`: an account is added, serves, is tested, rests."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator

import pytest

from firsthand.cli import accounts
from firsthand.cli.main import _parser
from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.domain.accounts import queries
from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.foundation import secrets
from tests.accounts import account, flow
from tests.connectors.amazon.playing import playing
from tests.people import store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


def run(*words: str) -> int:
    args: argparse.Namespace = _parser().parse_args(["accounts", *words])
    return int(args.run(args))


def types(monkeypatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))


def test_from_nothing_to_a_tested_account(fake, monkeypatch, capsys) -> None:
    store("DE")
    types(monkeypatch, tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}shop")
    words = ["--region=eu", f"--client-id={tokens.CLIENT_ID}", f"--address={fake.address}"]
    assert run("add", "Lumo Europe", *words) == 0
    assert run("serve", "lumo europe", "Lumo DE") == 0
    assert run("test", "Lumo Europe") == 0
    said = capsys.readouterr().out
    assert "Granted      Finance and Accounting: whether a refund" in said
    assert tokens.CLIENT_SECRET not in said
    assert run("list") == 1  # Nothing is planned, and the seller id is missing.
    assert "The seller id is missing" in capsys.readouterr().out


def test_a_missing_role_is_status_1_and_said_in_chinese(fake, capsys) -> None:
    account(store("DE"), address=fake.address)
    fake.plan.set("listTransactions=role_missingx*")
    assert run("test", "Lumo Europe", "--language=zh-hans") == 1
    fake.plan.set("")
    assert "缺少" in capsys.readouterr().out


def test_secrets_are_rotated_and_an_empty_line_keeps_one(monkeypatch) -> None:
    account()
    types(monkeypatch, "", "Atzr|new")
    assert run("rotate", "Lumo Europe") == 0
    one = MarketplaceAccount.objects.get()
    assert secrets.decrypt(one.refresh_token_encrypted) == "Atzr|new"
    assert secrets.decrypt(one.client_secret_encrypted) == tokens.CLIENT_SECRET


def test_pause_resume_and_hurry(capsys) -> None:
    one = account(store("DE"))
    planned = flow(one)
    assert run("pause", "Lumo Europe") == 0
    assert queries.due_flows(at=planned.next_due_at) == []
    assert run("resume", "Lumo Europe") == 0
    assert run("hurry", "Lumo Europe") == 0
    assert queries.due_flows(at=planned.next_due_at) == [planned]


def test_the_list_names_flows_with_how_far_they_are_behind(capsys) -> None:
    flow(account(store("DE")))
    run("list")
    assert "orders" in capsys.readouterr().out


def test_names_nobody_has_are_refused_with_those_there_are() -> None:
    account()
    with pytest.raises(accounts.NoSuchAccount, match="Lumo Europe"):
        run("pause", "Another")
    with pytest.raises(accounts.NoSuchStore):
        run("serve", "Lumo Europe", "Lumo DE")

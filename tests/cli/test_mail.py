from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

from firsthand.cli import mail
from firsthand.domain.mail.models import Quarantined
from firsthand.domain.tickets.models import Ticket
from tests.letters import mailbox
from tests.people import store

pytestmark = pytest.mark.django_db


def letter(number: int) -> bytes:
    return (
        f"From: jonas@buyers.example\nMessage-ID: <{number}@b>\nSubject: S{number}\n\nHi\n"
    ).encode()


def ingest(*paths: str, address: str | None = None) -> int:
    return mail.ingest(argparse.Namespace(paths=list(paths), mailbox=address))


def test_files_boxes_and_folders_are_taken_in_once(tmp_path: Path, capsys) -> None:
    mailbox(store("DE"))
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one.eml").write_bytes(letter(1))
    line = b"From jonas@buyers.example Mon Mar  2 12:00:00 2026\n"
    (tmp_path / "box").write_bytes(line + letter(2) + b"\n" + line + letter(3))
    assert ingest(str(tmp_path)) == 0
    assert Ticket.objects.count() == 3
    assert "3 message." in capsys.readouterr().out
    ingest(str(tmp_path))
    assert "3 duplicate." in capsys.readouterr().out


def test_the_standard_input_is_a_mail_as_well(tmp_path: Path, monkeypatch) -> None:
    mailbox(store("DE"))
    (tmp_path / "mail").write_bytes(letter(4))
    with (tmp_path / "mail").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        ingest("-")
    assert Ticket.objects.get().subject == "S4"


def test_a_mail_of_200_mb_is_set_aside_and_not_read_whole(tmp_path: Path, capsys) -> None:
    mailbox(store("DE"))
    with (tmp_path / "huge.eml").open("wb") as huge:
        huge.write(letter(5))
        huge.truncate(200 * 1024 * 1024)
    (tmp_path / "small.eml").write_bytes(letter(6))
    assert ingest(str(tmp_path)) == 0
    assert "1 message, 1 quarantined" in capsys.readouterr().out
    item = Quarantined.objects.get()
    assert "larger than 50 MB" in item.why
    assert bytes(item.raw.content).startswith(letter(5))
    assert item.raw.size < 1_000_000


def test_with_several_mailboxes_one_must_be_named() -> None:
    mailbox(store("DE"), address="a@shop.example")
    mailbox(store("UK"), address="b@shop.example")
    with pytest.raises(mail.NoSuchMailbox) as refused:
        ingest("x")
    assert "a@shop.example, b@shop.example" in refused.value.fix
    with pytest.raises(mail.NoSuchMailbox, match=r"no mailbox c@shop\.example"):
        ingest("x", address="c@shop.example")


def test_a_missing_file_is_named() -> None:
    mailbox(store("DE"))
    with pytest.raises(mail.NoSuchFile, match="no file or folder /nowhere"):
        ingest("/nowhere")


def test_an_unreachable_mailbox_is_told_with_status_1(capsys) -> None:
    mailbox(store("DE"), imap_host="127.0.0.1", imap_port=1, imap_security="plain")
    assert mail.fetch(argparse.Namespace()) == 1
    assert "no connection" in capsys.readouterr().err
    assert mail.status(argparse.Namespace()) == 0
    assert "no connection" in capsys.readouterr().out

"""What every source of mail promises, asked of the one in memory and of a real server."""

from __future__ import annotations

from contextlib import closing

import pytest

from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.imap import ImapMailbox
from firsthand.connectors.sandbox.mail import MailInMemory
from firsthand.domain.mail.ports import MailSource
from tests.servers.dovecot import PASSWORD

MAILS = [
    b"Subject: one\r\n\r\nFirst.\r\n",
    b"Subject: two\r\n\r\n(a) {12}\r\n) UID 99 BODY[] {3}\r\n"
    + bytes(range(128, 256))
    + b"\r\n",
    b"\r\n",
]


@pytest.fixture(params=["memory", "imap", "imap over tls"])
def source(request, monkeypatch) -> MailSource:
    if request.param == "memory":
        return MailInMemory(MAILS)
    dovecot = request.getfixturevalue("dovecot")
    user = f"conform-{request.param.replace(' ', '-')}"
    if not (dovecot.home / "mail" / user).exists():
        dovecot.deliver(user, *MAILS)
    is_tls = request.param == "imap over tls"
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    return ImapMailbox(
        Access(
            host="127.0.0.1",
            port=dovecot.tls_port if is_tls else dovecot.port,
            security=Security.TLS if is_tls else Security.STARTTLS,
            user=user,
            password=PASSWORD,
        ),
        address="help@shop.example",
    )


def test_every_mail_comes_whole_and_in_order_of_uid(source: MailSource) -> None:
    with closing(source):
        found = list(source.mail_after(0))
    assert [mail.raw for mail in found] == MAILS
    assert [mail.uid for mail in found] == sorted(mail.uid for mail in found)
    assert not any(mail.not_whole for mail in found)


def test_reading_goes_on_behind_a_uid(source: MailSource) -> None:
    with closing(source):
        uids = [mail.uid for mail in source.mail_after(0)]
        assert [mail.uid for mail in source.mail_after(uids[0])] == uids[1:]
        assert list(source.mail_after(uids[-1])) == []


def test_the_validity_stays_the_same_while_nothing_is_renumbered(
    source: MailSource,
) -> None:
    with closing(source):
        assert source.uid_validity() == source.uid_validity() > 0


def test_leaving_twice_does_no_harm(source: MailSource) -> None:
    source.uid_validity()
    source.close()
    source.close()

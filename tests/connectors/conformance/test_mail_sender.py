"""What every way to send promises, asked of the demo's and of a real server."""

from __future__ import annotations

import pytest

from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.smtp import SmtpServer
from firsthand.connectors.sandbox.mail import AcceptsEverything
from firsthand.domain.mail.ports import MailSender


@pytest.fixture(params=["demo", "smtp"])
def sender(request) -> MailSender:
    if request.param == "demo":
        return AcceptsEverything()
    sink = request.getfixturevalue("sink")
    return SmtpServer(
        Access("127.0.0.1", sink.port, Security.PLAIN), address="help@shop.example"
    )


class ChangedOurMind(Exception):
    pass


def send(sender: MailSender, before_handover) -> str:
    return sender.send(
        sender="help@shop.example",
        recipient="jonas@buyers.example",
        raw=b"Subject: x\r\n\r\nHello\r\n",
        before_handover=before_handover,
    )


def test_a_taken_mail_brings_the_servers_answer_after_one_hand_over(
    sender: MailSender,
) -> None:
    handed_over = []
    assert send(sender, lambda: handed_over.append(1)).startswith("250")
    assert handed_over == [1]


def test_a_fault_at_the_hand_over_stops_the_mail(sender: MailSender, request) -> None:
    def change_our_mind() -> None:
        raise ChangedOurMind

    with pytest.raises(ChangedOurMind):
        send(sender, change_our_mind)
    if not isinstance(sender, AcceptsEverything):
        assert request.getfixturevalue("sink").mails() == []

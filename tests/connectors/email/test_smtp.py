from __future__ import annotations

from email import message_from_bytes

import pytest

from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.smtp import SmtpServer
from firsthand.domain.mail.ports import NotSent, SendingUnknown
from tests.servers.ports import free_port
from tests.servers.scripted import ScriptedSmtp
from tests.servers.sink import Sink

RAW = b"Subject: x\r\n\r\n.hidden\r\n..twice\nbare\r\n"


class Attempt:
    """One mail sent to a port, and whether it was handed over."""

    def __init__(self, port: int, **values) -> None:
        self.handed_over = False
        defaults = {"host": "127.0.0.1", "port": port, "security": Security.PLAIN}
        self.server = SmtpServer(Access(**(defaults | values)), address="help@shop.example")

    def send(self, raw: bytes = RAW) -> str:
        return self.server.send(
            sender="help@shop.example",
            recipient="jonas@buyers.example",
            raw=raw,
            before_handover=self._note,
        )

    def _note(self) -> None:
        self.handed_over = True


STEPS = [
    # step, what the server says (nothing: breaks off), may be tried again, handed over
    ("greeting", "", True, False),
    ("greeting", "421 too busy", True, False),
    ("ehlo", "", True, False),
    ("mail", "451 later", True, False),
    ("mail", "550 this sender is not approved", False, False),
    ("mail", "", True, False),
    ("rcpt", "450 mailbox busy", True, False),
    ("rcpt", "550 no such user", False, False),
    ("rcpt", "", True, False),
    ("data", "451 later", True, True),
    ("data", "554 no", False, True),
    ("data", "", True, True),  # The text was never asked for, so it never left.
    ("text", "452 full", True, True),
    ("text", "554 looks like spam", False, True),
]


@pytest.mark.parametrize(("step", "says", "again", "handed_over"), STEPS)
def test_a_refusal_says_that_nothing_was_sent_and_whether_to_try_again(
    step: str, says: str, again: bool, handed_over: bool
) -> None:
    with ScriptedSmtp(step, says) as server:
        attempt = Attempt(server.port)
        with pytest.raises(NotSent) as caught:
            attempt.send()
        assert caught.value.permanent is not again
        assert attempt.handed_over is handed_over
        assert says[4:] in str(caught.value)
        assert "127.0.0.1" in str(caught.value)
        assert server.texts == []


@pytest.mark.parametrize("says", ["", "354 still listening", "what?"])
def test_no_clear_answer_to_the_text_means_nobody_knows(says: str) -> None:
    with ScriptedSmtp("text", says) as server:
        attempt = Attempt(server.port)
        with pytest.raises(SendingUnknown):
            attempt.send()
        assert attempt.handed_over


def test_every_line_arrives_as_written_dots_and_all(sink: Sink) -> None:
    Attempt(sink.port).send()
    assert sink.mails() == [RAW.replace(b"\nbare", b"\r\nbare").replace(b"\r\r", b"\r")]


def test_the_text_is_whole_when_it_lacks_a_last_line_end(sink: Sink) -> None:
    Attempt(sink.port).send(b"Subject: y\r\n\r\nno end")
    assert message_from_bytes(sink.mails()[0]).get_payload() == "no end\r\n"


def test_nobody_listening_is_no_reason_to_give_up() -> None:
    with pytest.raises(NotSent, match="no connection") as caught:
        Attempt(free_port()).send()
    assert not caught.value.permanent


def test_a_server_that_knows_no_log_in_gets_no_mail(sink: Sink) -> None:
    attempt = Attempt(sink.port, user="help", password="secret words")
    with pytest.raises(NotSent) as caught:
        attempt.send()
    assert "secret words" not in str(caught.value)
    assert not attempt.handed_over


def test_a_password_never_goes_unprotected_to_another_machine() -> None:
    with pytest.raises(NotSent, match="only allowed on this machine"):
        Attempt(25, host="192.0.2.1", user="help", password="secret").send()


def test_protection_that_was_asked_for_is_never_left_out(sink: Sink) -> None:
    with pytest.raises(NotSent, match="STARTTLS"):
        Attempt(sink.port, security=Security.STARTTLS).send()

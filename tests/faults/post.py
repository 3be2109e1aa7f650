"""A store whose mailbox is a real server, and letters to it as bytes."""

from __future__ import annotations

from uuid import uuid4

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message
from firsthand.foundation import secrets
from tests.letters import mailbox
from tests.people import NOON, lin, store
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.sink import Sink


def real_mailbox(
    user: str, *, dovecot: Dovecot | None = None, smtp_port: int | None = None
) -> Mailbox:
    """Return a mailbox read from dovecot and sending to a port of this machine."""
    values = {}
    if dovecot is not None:
        values |= {"imap_host": "127.0.0.1", "imap_port": dovecot.port, "user_name": user}
        values |= {
            "imap_security": "plain",
            "password_encrypted": secrets.encrypt(PASSWORD),
        }
    if smtp_port is not None:
        values |= {"smtp_host": "127.0.0.1", "smtp_port": smtp_port}
        values |= {"smtp_security": "plain"}
    return mailbox(store("DE"), **values)


def letter(number: int, *, text: str = "Where is my parcel?", extra: str = "") -> bytes:
    """Return an ordinary mail; each number is another one."""
    return (
        f"From: Jonas Brandt <jonas@buyers.example>\r\n"
        f"To: help@shop.example\r\n"
        f"Subject: Order {number}\r\n"
        f"Date: Mon, 02 Mar 2026 11:{number % 60:02}:00 +0000\r\n"
        f"Message-ID: <{number}@buyers.example>\r\n"
        f"{extra}"
        f"\r\n{text}\r\n"
    ).encode()


def answer(ticket_id: int, box: Mailbox, *, key=None, at=NOON) -> Message:
    """Have Lin answer a ticket."""
    agent = Person.objects.filter(name="Lin").first() or lin(box.store)
    return commands.reply(
        ticket_id=ticket_id,
        body="It arrives on Friday.",
        by=agent,
        at=at,
        idempotency_key=key or uuid4(),
    )


def sent_once(sink: Sink, message_id: str) -> bool:
    return sink.message_ids().count(message_id) == 1

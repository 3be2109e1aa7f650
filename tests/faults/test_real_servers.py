"""Fetch, answer, bounce, renumbering, broken servers: with a real IMAP and SMTP server."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand import wiring
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail, Quarantined
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation import secrets
from tests.faults.post import answer, letter, real_mailbox
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.scripted import BreakingImap
from tests.servers.sink import Sink

pytestmark = pytest.mark.django_db
_users = count()


def fetched(box: Mailbox) -> dict[str, int]:
    box.refresh_from_db()
    became = commands.read_mailbox(
        box, source_of=wiring.mail_source, parse=wiring.parse_mail, now=timezone.now
    )
    box.refresh_from_db()
    return dict(became)


def sent() -> dict[str, int]:
    return dict(
        mail.send_due(
            sender_of=wiring.mail_sender, compose=wiring.compose_mail, now=timezone.now
        )
    )


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    return f"real-{next(_users)}"


def test_a_question_is_fetched_answered_and_its_bounce_reopens_it(
    dovecot: Dovecot, sink: Sink, user: str
) -> None:
    dovecot.deliver(user, letter(1))
    box = real_mailbox(user, dovecot=dovecot, smtp_port=sink.port)
    assert fetched(box) == {"message": 1}
    ticket = Ticket.objects.get()
    answer(ticket.pk, box, at=timezone.now())
    # The same log-in is used for both; the sink knows none.
    Mailbox.objects.update(user_name="")
    assert sent() == {"sent": 1}
    reply = sink.mails()[0]
    assert b"In-Reply-To: <1@buyers.example>" in reply
    Mailbox.objects.update(user_name=user)
    dovecot.deliver(user, _bounce_of(OutboundMail.objects.get().message_id))
    assert fetched(box) == {"bounce": 1}
    ticket.refresh_from_db()
    assert ticket.unanswered_since is not None
    assert Message.objects.get(direction="outbound").delivery == "bounced"


def test_an_answer_to_our_reply_joins_by_its_token(
    dovecot: Dovecot, sink: Sink, user: str
) -> None:
    box = real_mailbox(user, dovecot=dovecot, smtp_port=sink.port)
    dovecot.deliver(user, letter(1))
    fetched(box)
    answer(Ticket.objects.get().pk, box)
    ours = OutboundMail.objects.get().message_id
    dovecot.deliver(user, letter(2, extra=f"In-Reply-To: <{ours}>\r\n"))
    assert fetched(box) == {"message": 1}
    assert Ticket.objects.get().messages.count() == 3


@pytest.mark.django_db(transaction=True)
def test_five_thousand_renumbered_mails_are_read_again_without_a_duplicate(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, *(letter(number) for number in range(500)))
    box = real_mailbox(user, dovecot=dovecot)
    assert fetched(box) == {"message": 500}
    for _again in range(10):
        validity = box.uid_validity
        dovecot.renumber(user)
        assert fetched(box) == {"duplicate": 500}
        assert box.uid_validity != validity
    assert Message.objects.count() == MailIdentity.objects.count() == 500
    assert fetched(box) == {}


def test_an_unreachable_server_is_shown_and_the_next_reading_goes_on(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, letter(1))
    box = real_mailbox(user, dovecot=dovecot)
    Mailbox.objects.update(imap_port=free_port())
    assert fetched(box) == {"unreachable": 1}
    assert "no connection" in box.problem
    assert "Check host, port" in box.problem
    Mailbox.objects.update(imap_port=dovecot.port)
    assert fetched(box) == {"message": 1}
    assert box.problem == ""


def test_a_wrong_password_is_shown_without_the_password(
    dovecot: Dovecot, user: str
) -> None:
    box = real_mailbox(user, dovecot=dovecot)
    Mailbox.objects.update(password_encrypted=secrets.encrypt("not my password"))
    assert fetched(box) == {"unreachable": 1}
    assert "refused the log-in" in box.problem
    assert "not my password" not in box.problem


def test_a_server_that_breaks_off_costs_no_mail(dovecot: Dovecot, user: str) -> None:
    # Forty are fetched at a time: it breaks off in the midst of the second lot.
    long = ("long words " * 80 + "\r\n") * 5
    dovecot.deliver(user, *(letter(number, text=long) for number in range(100)))
    box = real_mailbox(user, dovecot=dovecot)
    with BreakingImap(dovecot.port, bytes_through=250_000) as broken:
        Mailbox.objects.update(imap_port=broken.port)
        first = fetched(box)
        assert first["unreachable"] == 1
        assert 0 < first["message"] < 100
        assert box.last_uid == first["message"]
    Mailbox.objects.update(imap_port=dovecot.port)
    assert fetched(box) == {"message": 100 - first["message"]}


def test_a_mail_of_60_mb_waits_in_quarantine_and_holds_up_nothing(
    dovecot: Dovecot, user: str
) -> None:
    huge = letter(1) + (b"x" * 990 + b"\r\n") * 63_000
    dovecot.deliver(user, huge, letter(2))
    box = real_mailbox(user, dovecot=dovecot)
    assert fetched(box) == {"quarantined": 1, "message": 1}
    item = Quarantined.objects.get()
    assert "bytes; at most" in item.why
    assert item.raw.size < 1000


def test_the_same_reply_posted_twice_leaves_once(sink: Sink) -> None:
    from tests.letters import arrives
    from tests.letters import letter as parsed

    box = real_mailbox("", smtp_port=sink.port)
    ticket_id, key = arrives(box, parsed()).ticket_id, uuid4()
    assert answer(ticket_id, box, key=key).pk == answer(ticket_id, box, key=key).pk
    assert sent() == {"sent": 1}
    assert sent() == {}
    assert len(sink.mails()) == 1


def _bounce_of(message_id: str) -> bytes:
    return (
        "From: Mail Delivery System <mailer-daemon@mx.example>\r\n"
        "To: help@shop.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce-1@mx.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nUser unknown.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; jonas@buyers.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{message_id}>\r\nSubject: Re: Order 1\r\n--b--\r\n"
    ).encode()

"""One buyer's mail from its bytes to the figures, through everything in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from firsthand import wiring
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics import queries
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.orders.models import Buyer
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.queue import run_worker
from firsthand.foundation.scoping import Everything
from firsthand.settings import environment
from tests.letters import mailbox
from tests.people import NOON, lin, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

RELAYED = """\
From: "Jonas" <q7w8e9r0t1y2+5f0c7a52-91c4-4f0e-8a43-7a1f0d6f6c11@marketplace.amazon.de>
To: help@shop.example
Subject: Anfrage von Amazon-Kunde Jonas (Bestellung: 302-1234567-7654321)
Date: {date}
Message-ID: <{number}@eu-west-1.amazonses.example>
X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT
Content-Type: text/plain; charset=utf-8

------------- Nachricht: -------------
{text}
------------- Ende der Nachricht -------------

SPC-EUAmazon-1000000000001
"""

CAME_BACK = """\
From: Mail Delivery System <MAILER-DAEMON@mx.shop.example>
To: help@shop.example
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <bounce.1@mx.shop.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier

It could not be delivered.
--frontier
Content-Type: message/delivery-status

Final-Recipient: rfc822; q7w8e9r0t1y2@marketplace.amazon.de
Status: 5.1.1

--frontier
Content-Type: text/rfc822-headers

Message-ID: <{ours}>

--frontier--
"""


class Desk:
    """A desk at a moment: the clock stands wherever the story is."""

    def __init__(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = client
        self.box: Mailbox = mailbox(store("DE"))
        self.agent = lin(self.box.store)
        self.now: datetime = NOON
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def at(self, hours: float) -> None:
        """Put the clock so many hours after the first noon; Lin comes back to her desk."""
        self.now = NOON + hours * HOUR
        self.client.force_login(self.agent)

    def takes(self, mail: str, **values: str) -> str:
        """Take a mail that was written just now; return what it became."""
        raw = mail.format(date=format_datetime(self.now), **values)
        return tickets.take_in(
            mailbox_id=self.box.pk,
            raw=raw.replace("\n", "\r\n").encode(),
            parse=wiring.parse_mail,
            at=self.now,
        )

    def shows(self, address: str) -> str:
        """Return a page."""
        page = self.client.get(address)
        assert page.status_code == 200
        return page.content.decode()

    def answers(self, ticket: Ticket, body: str) -> None:
        """Answer by the form of the ticket's page, and let the worker do its work."""
        ticket.refresh_from_db()
        answer = self.client.post(
            f"/tickets/{ticket.pk}/reply/",
            {
                "body": body,
                "kind": "resolution",
                "idempotency_key": uuid4(),
                "seen_version": ticket.version,
            },
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 200, answer.content.decode()
        run_worker(until_empty=True)


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch, settings) -> Desk:
    settings.SECOND_FACTOR_REQUIRED = False
    # Mail goes to the sandbox's server, which takes everything and delivers nothing.
    monkeypatch.setattr(environment, "DEMO", True)
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")
    return Desk(client, monkeypatch)


def figure(key: str) -> Figure:
    """Return a figure over the month of the story, as known long afterwards."""
    [made] = queries.figures(
        queries.catalogue()[key],
        person=Everything(),
        since=NOON - DAY,
        until=NOON + 30 * DAY,
        as_of=NOON + 60 * DAY,
        tz=ZoneInfo("UTC"),
    )
    return made


def counted(key: str) -> tuple[int, int]:
    made = figure(key)
    return made.hits, made.n


def all_figures() -> list[Figure]:
    return [figure(key) for key in queries.catalogue()]


def is_answered(desk: Desk) -> Ticket:
    """Let Jonas ask at noon, and Lin answer him two hours later."""
    desk.at(0)
    assert desk.takes(RELAYED, number="1", text="Wo bleibt mein Paket?") == "message"
    ticket = Ticket.objects.get()
    desk.at(2)
    assert "Wo bleibt mein Paket?" in desk.shows("/queue/unassigned/")
    desk.answers(ticket, "Es kommt am Freitag.")
    return ticket


def test_a_mail_is_answered_sent_and_counted(desk: Desk) -> None:
    ticket = is_answered(desk)
    sent = OutboundMail.objects.get()
    assert sent.state == OutboundMail.State.SENT
    assert sent.recipient.startswith("q7w8e9r0t1y2+")
    assert "Es kommt am Freitag." in desk.shows(f"/tickets/{ticket.pk}/")
    assert counted("fcr.issues_7d") == (1, 1)
    assert counted("speed.replied_24h") == (1, 1)
    first_reply = figure("speed.first_reply")
    assert (first_reply.value, first_reply.n) == (2 * 3600, 1)
    desk.at(16 * 24)
    page = desk.shows("/")
    assert "1 of 1" in page
    assert "n = 1 issues" in page


def test_a_buyer_who_writes_again_within_seven_days_was_not_helped(desk: Desk) -> None:
    ticket = is_answered(desk)
    desk.at(3 * 24)
    assert desk.takes(RELAYED, number="2", text="Es kam nicht.") == "message"
    run_worker(until_empty=True)
    assert Ticket.objects.get() == ticket
    assert counted("fcr.issues_7d") == (0, 1)
    assert counted("speed.replied_24h") == (1, 2)
    desk.at(3 * 24 + 5)
    desk.answers(ticket, "Ein neues ist unterwegs.")
    assert counted("fcr.issues_7d") == (0, 1)
    assert counted("speed.replied_24h") == (2, 2)
    desk.at(16 * 24)
    assert "0 of 1" in desk.shows("/")


def test_a_buyer_who_writes_again_after_seven_days_was_helped(desk: Desk) -> None:
    is_answered(desk)
    desk.at(7 * 24 + 3)
    desk.takes(RELAYED, number="2", text="Noch etwas anderes.")
    run_worker(until_empty=True)
    assert counted("fcr.issues_7d") == (1, 1)


def test_a_reply_that_comes_back_was_no_answer(desk: Desk) -> None:
    ticket = is_answered(desk)
    desk.at(5)
    ours = OutboundMail.objects.get().message_id
    assert desk.takes(CAME_BACK, ours=ours) == "bounce"
    run_worker(until_empty=True)
    assert counted("speed.replied_24h") == (0, 1)
    assert counted("fcr.issues_7d") == (0, 1)
    assert figure("speed.first_reply").n == 0
    assert "Wo bleibt mein Paket?" in desk.shows("/queue/undelivered/")
    desk.at(20)
    desk.answers(ticket, "Noch einmal: es kommt am Freitag.")
    assert counted("speed.replied_24h") == (1, 1)
    assert figure("speed.first_reply").value == 20 * 3600


def test_forgetting_the_buyer_changes_no_figure(desk: Desk) -> None:
    is_answered(desk)
    desk.at(3 * 24)
    desk.takes(RELAYED, number="2", text="Es kam nicht.")
    run_worker(until_empty=True)
    before = all_figures()
    assert any(made.n for made in before)
    tickets.erase_buyer(buyer_id=Buyer.objects.get().pk, by=None, at=NOON + 4 * DAY)
    run_worker(until_empty=True)
    assert all_figures() == before
    assert metrics.compare() == []
    metrics.rebuild()
    assert all_figures() == before
    desk.at(16 * 24)
    page = desk.shows("/")
    assert "0 of 1" in page
    assert "Jonas" not in page

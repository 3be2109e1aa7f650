"""Sending, undoing and scheduling as the ticket's page does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Draft, HeldReply, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, person, store
from tests.sheets import filled

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    mail = letter("Where is my parcel?", sent_at=timezone.now() - HOUR)
    return Ticket.objects.get(pk=arrives(box, mail).ticket_id)


@pytest.fixture
def agent(box: Mailbox) -> Person:
    """Lin, who undoes within ten seconds."""
    agent = lin(box.store)
    agent.undo_seconds = 10
    agent.save()
    return agent


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def sent(desk: Client, ticket: Ticket, **values) -> tuple[int, str]:
    """Send the composer; return the answer's status and page."""
    form = {
        "body": "It comes on Friday.",
        "kind": "resolution",
        "idempotency_key": uuid4(),
        "seen_version": ticket.version,
    }
    answer = desk.post(f"/tickets/{ticket.pk}/reply/", form | values, headers=HTMX)
    return answer.status_code, answer.content.decode()


def deed(desk: Client, held: HeldReply, what: str, **values):
    return desk.post(
        f"/tickets/{held.ticket_id}/held/{held.pk}/{what}/", values, headers=HTMX
    )


def shown(desk: Client, address: str) -> str:
    return desk.get(address).content.decode()


def test_a_reply_waits_and_every_tab_shows_it_with_its_undo(desk, ticket) -> None:
    status, page = sent(desk, ticket)
    assert status == 200
    assert "It leaves in a few seconds." in page
    assert not OutboundMail.objects.exists()
    held = HeldReply.objects.get()
    assert held.send_at - held.asked_at == 10 * SECOND
    for seen in (page, shown(desk, f"/tickets/{ticket.pk}/")):
        assert f'id="held-{held.pk}"' in seen
        assert f"/tickets/{ticket.pk}/held/{held.pk}/undo/" in seen
        assert "every 5s" in seen
    assert ">It comes on Friday.</textarea>" not in page


def test_undo_brings_the_text_back_into_the_composer(desk, ticket) -> None:
    sent(desk, ticket)
    page = deed(desk, HeldReply.objects.get(), "undo").content.decode()
    assert "Nothing was sent" in page
    assert ">It comes on Friday.</textarea>" in page
    assert "autofocus" in page
    assert "held-countdown" not in page
    commands.send_held(now=lambda: timezone.now() + MINUTE)
    assert not OutboundMail.objects.exists()


def test_from_another_ticket_undo_leads_back_to_the_composer(desk, box, ticket) -> None:
    other = arrives(box, letter(sender="x@b.example", sent_at=timezone.now())).ticket_id
    sent(desk, ticket)
    held = HeldReply.objects.get()
    for address in (f"/tickets/{other}/", "/queue/open/"):
        assert f"/held/{held.pk}/undo/" in shown(desk, address)
    answer = deed(desk, held, "undo", elsewhere="yes")
    assert answer.headers["HX-Redirect"] == f"/tickets/{ticket.pk}/#reply"
    assert f"/held/{held.pk}/undo/" not in shown(desk, f"/tickets/{other}/")


def test_nobody_else_is_offered_to_undo_it(desk, box, ticket) -> None:
    sent(desk, ticket)
    colleague = Client()
    colleague.force_login(person("Noor", "agent", box.store))
    page = shown(colleague, f"/tickets/{ticket.pk}/")
    assert "held-countdown" in page
    assert "/undo/" not in page
    assert "/undo/" not in shown(colleague, "/queue/open/")
    assert deed(colleague, HeldReply.objects.get(), "undo").status_code == 404


def test_too_late_is_said_and_nothing_is_lost(desk, ticket) -> None:
    sent(desk, ticket)
    commands.send_held(now=lambda: timezone.now() + MINUTE)
    answer = deed(desk, HeldReply.objects.get(), "undo")
    assert answer.status_code == 422
    assert "has been sent already" in answer.content.decode()
    assert OutboundMail.objects.count() == 1


def test_in_the_last_two_minutes_it_leaves_at_once_and_the_page_says_so(
    desk, ticket
) -> None:
    now = timezone.now()
    Ticket.objects.update(reply_due_at=now + MINUTE, unanswered_since=now)
    _status, page = sent(desk, ticket)
    assert "Sent at once" in page
    assert OutboundMail.objects.count() == 1


def test_send_and_close_is_held_as_a_whole(desk, ticket) -> None:
    _status, page = sent(desk, ticket, and_solve="on", **filled())
    assert "the ticket is closed then" in page
    assert Ticket.objects.get().state == "open"
    commands.send_held(now=lambda: timezone.now() + MINUTE)
    assert Ticket.objects.get().state == "solved"
    again = desk.get(f"/tickets/{ticket.pk}/thread/?seen={ticket.version}", headers=HTMX)
    page = again.content.decode()
    assert 'id="ticket-head" hx-swap-oob' in page
    assert "/reopen/" in page
    version = Ticket.objects.get().version
    # Looking again, the page still knows which list it was opened from.
    for seen in (version, 0):
        kept = shown(desk, f"/tickets/{ticket.pk}/thread/?seen={seen}&view=mine")
        assert f"/thread/?view=mine&amp;seen={version}" in kept
    quiet = shown(desk, f"/tickets/{ticket.pk}/thread/?seen={version}")
    assert "ticket-head" not in quiet


def test_a_time_of_the_buyers_clock_is_kept_and_shown_on_both_clocks(desk, ticket) -> None:
    berlin = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d")
    status, page = sent(desk, ticket, send_at="chosen", send_on=f"{berlin}T09:30")
    assert status == 200
    held = HeldReply.objects.get()
    assert held.is_scheduled
    assert f"{held.send_at:%Y-%m-%d %M}" == f"{berlin} 30"
    assert "09:30 Berlin" in page
    assert "Shanghai" in page
    assert "The marketplace clock runs out before" in page


def test_the_times_offered_can_be_chosen(desk, ticket) -> None:
    page = shown(desk, f"/tickets/{ticket.pk}/")
    assert page.count("data-digit=") >= 2
    value = page.split('name="send_at" value="')[1].split('"')[0]
    assert sent(desk, ticket, send_at=value)[0] == 200
    assert HeldReply.objects.get().send_at == datetime.fromisoformat(value)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"send_at": "chosen", "send_on": ""}, 422),
        ({"send_at": "chosen", "send_on": "2020-01-01T09:00"}, 422),
        ({"send_at": "2199-01-01T09:00:00Z"}, 422),
        ({"send_at": "soon"}, 400),
        ({"send_at": "chosen", "send_on": "2026-99-99T09:00"}, 400),
    ],
)
def test_times_that_are_none_schedule_nothing(desk, ticket, values, status) -> None:
    assert sent(desk, ticket, **values)[0] == status
    assert not HeldReply.objects.exists()
    assert not OutboundMail.objects.exists()


def test_a_scheduled_reply_is_put_off(desk, ticket) -> None:
    sent(desk, ticket, send_at=(timezone.now() + HOUR).isoformat())
    held = HeldReply.objects.get()
    later = timezone.now() + timedelta(days=3)
    for values, status in (
        ({"send_at": later.isoformat()}, 200),
        ({"send_at": ""}, 400),
        ({"send_at": "soon"}, 400),
    ):
        assert deed(desk, held, "change", **values).status_code == status
    held.refresh_from_db()
    assert held.send_at == later


def test_what_was_stopped_is_told_on_the_ticket_and_wherever_its_writer_is(
    desk, box, ticket
) -> None:
    sent(desk, ticket)
    Mailbox.objects.update(is_active=False)
    commands.send_held(now=lambda: timezone.now() + MINUTE)
    page = shown(desk, f"/tickets/{ticket.pk}/")
    assert "This store has no mailbox to send from." in page
    assert ">It comes on Friday.</textarea>" in page
    assert "This store has no mailbox to send from." in shown(desk, "/queue/open/")
    assert f"ticket-{ticket.pk}" in shown(desk, "/queue/unsent/")

    held = HeldReply.objects.get()
    assert deed(desk, held, "put-away").status_code == 200
    assert "no mailbox" not in shown(desk, "/queue/open/")
    assert Draft.objects.get().body == "It comes on Friday."

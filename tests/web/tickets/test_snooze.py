"""Snoozing as the ticket's page and the queue do it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    mail = letter("Where is my parcel?", sent_at=timezone.now() - HOUR)
    return Ticket.objects.get(pk=arrives(box, mail).ticket_id)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def answered(ticket: Ticket, agent: Person) -> None:
    commands.reply(
        ticket_id=ticket.pk, body="Soon.", by=agent, at=timezone.now(),
        idempotency_key=uuid4(),
    )  # fmt: skip


def snooze(desk: Client, ticket: Ticket, **form: str) -> str:
    answer = desk.post(f"/tickets/{ticket.pk}/snooze/", form, headers=HTMX)
    ticket.refresh_from_db()
    return answer.content.decode()


def sheet_of(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/tickets/{ticket.pk}/snooze/sheet/").content.decode()


def test_the_sheet_tells_when_a_running_clock_brings_it_back(desk, ticket, agent) -> None:
    said = sheet_of(desk, ticket)
    assert "Back by" in said
    assert said.count("back before that") >= 1
    answered(ticket, agent)
    assert "Back by" not in sheet_of(desk, ticket)


def test_the_sheet_offers_nothing_with_less_than_two_hours_left(desk, box) -> None:
    mail = letter(sent_at=timezone.now() - 23 * HOUR)
    late = Ticket.objects.get(pk=arrives(box, mail).ticket_id)
    said = sheet_of(desk, late)
    assert "Less than two hours" in said
    assert "data-digit" not in said
    assert "It stays in sight" in snooze(desk, late, until="message")
    assert late.snoozed_until is None


def test_a_snoozed_ticket_says_so_can_be_undone_and_leads_on(desk, ticket, agent) -> None:
    answered(ticket, agent)
    page = snooze(desk, ticket, until="message")
    assert "until the buyer writes" in page
    assert 'id="undo"' in page
    assert 'id="next"' in page
    listed = desk.get("/queue/my-snoozed/").content.decode()
    assert f'id="ticket-{ticket.pk}"' in listed
    assert f'id="ticket-{ticket.pk}"' not in desk.get("/queue/open/").content.decode()
    page = desk.post(f"/tickets/{ticket.pk}/wake/", headers=HTMX).content.decode()
    assert "Back in the queue." in page
    assert f'id="ticket-{ticket.pk}"' in desk.get("/queue/open/").content.decode()


def test_a_time_of_ones_own_is_by_ones_own_clock(desk, ticket, agent) -> None:
    answered(ticket, agent)  # Lin's clock is Shanghai's.
    day = (timezone.now() + timedelta(days=3)).date()
    snooze(desk, ticket, until="chosen", wake_on=f"{day}T09:00")
    assert ticket.snoozed_until is not None
    assert f"{ticket.snoozed_until:%Y-%m-%d %H:%M}" == f"{day} 01:00"


def test_what_no_browser_sends_is_no_request(desk, ticket) -> None:
    for form in ({}, {"until": "never"}, {"until": "chosen", "wake_on": "soon"}):
        answer = desk.post(f"/tickets/{ticket.pk}/snooze/", form)
        assert answer.status_code == 400


def test_the_queue_says_what_woke_up(desk, ticket, agent) -> None:
    answered(ticket, agent)
    snooze(desk, ticket, until="message")
    assert "Woke up" not in desk.get("/queue/open/").content.decode()
    commands.wake_due(now=lambda: timezone.now() + timedelta(days=31))
    assert "Woke up" in desk.get("/queue/open/").content.decode()
    assert "Woke up" in desk.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_snoozed_ticket_costs_its_page_no_query_more(
    desk, ticket, agent, django_assert_num_queries
) -> None:
    answered(ticket, agent)
    desk.get(f"/tickets/{ticket.pk}/")
    with CaptureQueriesContext(connection) as before:
        desk.get(f"/tickets/{ticket.pk}/")
    allowed = len(before)  # Read now: the next request forgets them.
    snooze(desk, ticket, until="message")
    with django_assert_num_queries(allowed):
        desk.get(f"/tickets/{ticket.pk}/")

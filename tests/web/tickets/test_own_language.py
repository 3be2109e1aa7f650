"""The draft in the writer's language beside the text: kept, compared, confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Draft, HeldReply, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DRAFT = "您好，我们今天退您19.99欧元。"
TEXT = "Guten Tag, wir erstatten Ihnen heute 19,99 €."
CHANGED = "Guten Tag, wir erstatten Ihnen heute 29,99 €."


@pytest.fixture
def ticket() -> Ticket:
    mail = letter("Wo ist meine Lampe?", sent_at=timezone.now() - timedelta(hours=1))
    return Ticket.objects.get(pk=arrives(mailbox(store("DE")), mail).ticket_id)


@pytest.fixture
def agent(ticket: Ticket) -> Person:
    agent = lin(ticket.store)
    agent.undo_seconds = 0
    agent.save()
    return agent


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def send(desk: Client, ticket: Ticket, text: str, **more: object):
    given = {
        "body": text,
        "kind": "resolution",
        "idempotency_key": uuid4(),
        "seen_version": ticket.version,
        "in_own_language": DRAFT,
        **more,
    }
    return desk.post(f"/tickets/{ticket.pk}/reply/", given, headers=HTMX)


def compared(desk: Client, ticket: Ticket, text: str, **more: object) -> str:
    given = {"body": text, "in_own_language": DRAFT, **more}
    return desk.post(f"/tickets/{ticket.pk}/compare/", given).content.decode()


def test_what_agrees_leaves_without_a_question(desk: Client, ticket: Ticket) -> None:
    assert "agree" in compared(desk, ticket, TEXT)
    assert send(desk, ticket, TEXT).status_code == 200
    assert OutboundMail.objects.exists()


def test_a_changed_amount_is_shown_and_leaves_only_when_it_is_meant(
    desk: Client, ticket: Ticket
) -> None:
    shown = compared(desk, ticket, CHANGED)
    assert "<del>19.99欧元</del>" in shown
    assert "<ins>29,99 €</ins>" in shown
    refused = send(desk, ticket, CHANGED)
    assert refused.status_code == 422
    assert "19.99欧元" in refused.content.decode()
    assert not OutboundMail.objects.exists()
    [ticked] = re.findall(r'name="differs" value="(\w+)"', shown)
    assert "checked" in compared(desk, ticket, CHANGED, differs=ticked)
    other = send(desk, ticket, CHANGED.replace("29", "39"), differs=ticked)
    assert other.status_code == 422
    assert send(desk, ticket, CHANGED, differs=ticked).status_code == 200
    entry = Entry.objects.get(kind="manner.differences_meant")
    assert entry.facts == {"kinds": ["money"]}


def test_the_draft_is_kept_with_the_reply_given_back_and_forgotten(
    desk: Client, ticket: Ticket, agent: Person
) -> None:
    agent.undo_seconds = 30
    agent.save()
    given = {"body": "", "in_own_language": DRAFT, "over": ""}
    kept = desk.post(f"/tickets/{ticket.pk}/draft/", given).json()
    assert kept["own"] == DRAFT
    given |= {"body": TEXT, "over": kept["stamp"]}
    assert desk.post(f"/tickets/{ticket.pk}/draft/", given).json()["own"] == DRAFT
    assert DRAFT in desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert send(desk, ticket, TEXT).status_code == 200
    assert not Draft.objects.exists()
    held = HeldReply.objects.get()
    assert held.in_own_language == DRAFT
    desk.post(f"/tickets/{ticket.pk}/held/{held.pk}/undo/", headers=HTMX)
    assert Draft.objects.get().in_own_language == DRAFT
    held.refresh_from_db()
    assert not held.in_own_language


def test_nothing_is_compared_for_whoever_wrote_no_draft(
    desk: Client, ticket: Ticket
) -> None:
    shown = compared(desk, ticket, TEXT, in_own_language=" ")
    assert "differs" not in shown
    assert "agree" not in shown
    assert send(desk, ticket, CHANGED, in_own_language="").status_code == 200


def test_what_sounds_wrong_to_the_buyer_is_told_and_holds_nothing_up(
    desk: Client, ticket: Ticket
) -> None:
    mixed = "Danke für deine Nachricht. Wir erstatten Ihnen 19,99 €."
    assert "Write “Sie” throughout." in compared(desk, ticket, mixed)
    assert send(desk, ticket, mixed, in_own_language="").status_code == 200


def test_the_buyers_clock_and_manner_stand_beside_the_reply(
    desk: Client, ticket: Ticket
) -> None:
    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Berlin" in page
    assert "oliday" in page
    assert "Freundliche Grüße" in page

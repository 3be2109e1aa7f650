"""The page of a ticket for who only works what was handed over to him."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Message, Ticket
from tests import people
from tests.letters import arrives, letter, mailbox
from tests.people import store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SHEETS = [
    "pass-on/sheet/", "names/", "steps/sheet/", "snooze/sheet/", "reasons/",
    "beside/sheet/",
]  # fmt: skip


@pytest.fixture
def chen() -> Person:
    there_are_reasons()
    return people.person("Chen", "compliance", store("DE"))


@pytest.fixture
def desk(client: Client, chen: Person) -> Client:
    client.force_login(chen)
    return client


@pytest.fixture
def ticket(chen: Person) -> Ticket:
    box = mailbox(chen.teams.get().stores.get())
    return Ticket.objects.get(pk=arrives(box, letter("I filed a claim.")).ticket_id)


def is_with(ticket: Ticket, somebody: Person | None) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(assignee=somebody)


def page(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/tickets/{ticket.pk}/").content.decode()


def test_it_has_a_composer_only_while_it_is_his(desk, ticket, chen) -> None:
    shown = page(desk, ticket)
    assert "handed over to you; this one is not" in shown
    assert 'id="reply-form"' not in shown
    is_with(ticket, chen)
    shown = page(desk, ticket)
    assert 'id="reply-form"' in shown
    assert "split/" not in shown, "who works all tickets splits and merges them"
    reply = {
        "body": "We will write within 24 hours.", "promises": "read",
        "idempotency_key": uuid4(), "kind": "resolution", "seen_version": ticket.version,
    }  # fmt: skip
    answer = desk.post(f"/tickets/{ticket.pk}/reply/", reply, headers=HTMX)
    assert answer.status_code == 200
    assert Message.objects.get(direction="outbound").author == chen


@pytest.mark.parametrize("sheet", SHEETS)
def test_its_sheets_open_only_while_it_is_his(desk, ticket, chen, sheet) -> None:
    address = f"/tickets/{ticket.pk}/{sheet}"
    assert desk.get(address).status_code == 403
    is_with(ticket, chen)
    assert desk.get(address).status_code == 200


def test_reasons_for_many_tickets_are_for_who_works_them_all(desk) -> None:
    assert desk.get("/queue/reasons/").status_code == 403

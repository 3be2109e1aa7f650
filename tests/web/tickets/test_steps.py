"""Checklists on the settings page, and steps on the ticket's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Checklist, Step, Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store, wen
from tests.sheets import filled, there_are_reasons

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket() -> Ticket:
    there_are_reasons()
    box = mailbox(store("DE"))
    mail = letter(sent_at=timezone.now() - timedelta(hours=1))
    return Ticket.objects.get(pk=arrives(box, mail).ticket_id)


def saved(client: Client, **form: str) -> Checklist:
    client.force_login(wen())
    given = {"name": "Safety", "steps": "Ask for the batch\nTell Maya"} | form
    assert client.post("/settings/checklists/add/", given).status_code == 302
    return Checklist.objects.get()


def test_a_checklist_is_written_changed_and_archived_on_its_page(client, ticket) -> None:
    one = saved(client, reason="INS.LOG", is_mandatory="on")
    assert (one.steps, one.is_mandatory) == (["Ask for the batch", "Tell Maya"], True)
    listed = client.get("/settings/checklists/").content.decode()
    assert "Safety" in listed
    assert "Mandatory" in listed
    page = client.get(f"/settings/checklists/{one.pk}/").content.decode()
    assert "Ask for the batch\nTell Maya" in page
    refused = client.post(f"/settings/checklists/{one.pk}/", {"name": "x", "steps": " \n"})
    assert refused.status_code == 422
    client.post(f"/settings/checklists/{one.pk}/archive/")
    one.refresh_from_db()
    assert one.archived_at is not None
    client.post(f"/settings/checklists/{one.pk}/restore/")
    one.refresh_from_db()
    assert one.archived_at is None


def test_steps_are_added_ticked_and_shown_when_closing(client, ticket) -> None:
    one = saved(client, is_mandatory="on")
    client.force_login(lin(ticket.store))
    sheet = client.get(f"/tickets/{ticket.pk}/steps/sheet/").content.decode()
    assert f'value="{one.pk}" data-digit="1"' in sheet
    page = client.post(
        f"/tickets/{ticket.pk}/steps/", {"checklist": one.pk}, headers=HTMX
    ).content.decode()
    assert "2 steps are open" in page
    first, second = Step.objects.order_by("pk")
    assert page.count('data-key="d"') == 1
    closed = client.post(f"/tickets/{ticket.pk}/close/", filled(), headers=HTMX)
    assert closed.status_code == 422
    assert "Ask for the batch" in closed.content.decode()
    for step in (first, second):
        ticked = client.post(
            f"/tickets/{ticket.pk}/steps/{step.pk}/", {"is_done": "yes"}, headers=HTMX
        )
        assert "Lin ·" in ticked.content.decode()
    closed = client.post(f"/tickets/{ticket.pk}/close/", filled(), headers=HTMX)
    assert closed.status_code == 200


def test_programs_see_and_tick_steps(ticket) -> None:
    agent = lin(ticket.store)
    program = Program(agent)
    path = f"tickets/{ticket.pk}/steps"
    added = program.call("POST", path, {"texts": ["Ask the carrier", "Wait"]})
    assert added.status_code == 201
    first, second = added.json()
    ticked = program.call("POST", f"{path}/{first['id']}", {"is_done": True}).json()
    assert (ticked["done_by_id"], ticked["is_mandatory"]) == (agent.pk, False)
    assert program.call("DELETE", f"{path}/{second['id']}").status_code == 204
    assert [step["text"] for step in program.call("GET", path).json()] == [
        "Ask the carrier"
    ]
    owner = wen()
    given = commands.ChecklistGiven("Lost", ["a"])
    template = commands.add_checklist(given=given, by=owner, at=timezone.now())
    offered = program.call("GET", f"tickets/{ticket.pk}/checklists").json()
    assert [each["id"] for each in offered] == [template.pk]
    assert program.call("POST", path, {"checklist": template.pk}).status_code == 201
    assert program.call("POST", path, {}).json()["code"] == "tickets.checklist_unfit"

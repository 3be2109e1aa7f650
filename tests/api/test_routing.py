"""Programs pass tickets on, follow them, and keep the rules."""

from __future__ import annotations

from uuid import uuid4

import pytest

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


def test_a_program_passes_on_and_reads_who_had_the_ticket(german, lead) -> None:
    agent, program = lin(german), Program(lead)
    number = arrives(mailbox(german), letter()).ticket_id
    passed = program.call(
        "POST", f"tickets/{number}/pass-on", {"person": agent.pk, "reason": "shift"}
    )
    assert passed.status_code == 200, passed.content
    assert passed.json()["assignee_id"] == agent.pk
    (one,) = program.call("GET", f"tickets/{number}/assignments").json()
    assert (one["how"], one["by_id"], one["reason"]) == ("passed_on", lead.pk, "shift")
    wrong = program.call("POST", f"tickets/{number}/pass-on", {"reason": "because"})
    assert wrong.status_code == 422


def test_a_program_follows_and_reads_mentions(german, lead) -> None:
    agent, program = lin(german), Program(lead)
    number = arrives(mailbox(german), letter()).ticket_id or 0
    assert program.call("POST", f"tickets/{number}/follow").status_code == 200
    commands.add_note(
        ticket_id=number, body="@Maya", by=agent, at=NOON.replace(year=2100),
        idempotency_key=uuid4(),
    )  # fmt: skip
    (mention,) = program.call("GET", "mentions").json()
    assert (mention["ticket_id"], mention["read_at"]) == (number, None)
    (followed,) = program.call("GET", "following").json()
    assert (followed["ticket_id"], followed["notes"]) == (number, 1)
    program.call("POST", f"tickets/{number}/unfollow")
    assert program.call("GET", "following").json() == []


def test_a_program_keeps_the_rules(german, lead) -> None:
    program = Program(lead)
    terms = {"name": "Desk", "steps": ["load", "turn"], "store": german.pk, "cap": 9}
    made = program.call("POST", "assignment-rules", terms)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    path = f"assignment-rules/{number}"
    changed = program.call("PUT", path, terms | {"cap": None})
    assert changed.json()["cap"] is None
    assert program.call("POST", f"{path}/archive").json()["archived_at"]
    assert program.call("POST", f"{path}/restore").json()["archived_at"] is None
    assert [one["id"] for one in program.call("GET", "assignment-rules").json()] == [number]

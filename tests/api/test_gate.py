"""The send gate for programs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.policies.models import Raised
from firsthand.domain.tickets.models import Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import maya, person, store
from tests.policies import LINK

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    at = timezone.now()
    arrived = arrives(mailbox(store("US")), letter("Where is my lamp?", sent_at=at), at=at)
    return Ticket.objects.get(pk=arrived.ticket_id)


@pytest.fixture
def lead(ticket: Ticket) -> Person:
    return maya(ticket.store)


def test_a_text_is_checked_blocked_allowed_and_sent(ticket: Ticket, lead: Person) -> None:
    program = Program(lead)
    found = program.call("POST", "gate/check", {"text": LINK}).json()
    assert [(one["rule"], LINK[one["begins"] : one["ends"]]) for one in found] == [
        ("L-06", "https://lamps.example/offer")
    ]
    replies = f"tickets/{ticket.pk}/replies"
    assert (
        program.call("POST", f"{replies}/check", {"text": LINK}).json()[0]["rule"] == "L-06"
    )
    refused = program.call("POST", replies, {"body": LINK}, Idempotency_Key=str(uuid4()))
    assert refused.status_code == 422
    assert refused.json()["code"] == "policies.blocked"
    assert Raised.objects.get().outcome == "blocked"
    allowed = program.call(
        "POST", f"{replies}/allow", {"text": LINK, "note": "Carrier's page."}
    )
    assert allowed.json()["rules"] == ["L-06"]
    assert (
        program.call(
            "POST", replies, {"body": LINK}, Idempotency_Key=str(uuid4())
        ).status_code
        == 201
    )


def test_a_draft_is_written_read_and_published(ticket: Ticket, lead: Person) -> None:
    program = Program(lead)
    assert program.call("GET", "gate/rules/L-06").json()["mode"] == "block"
    assert (
        program.call("PUT", "gate/rules/L-06", {"mode": "off"}).json()["state"] == "draft"
    )
    shown = program.call("GET", "gate/draft").json()
    assert shown["rules"] == ["L-06"]
    guard = Program(person("Chen", "compliance", ticket.store))
    done = guard.call("POST", "gate/draft/publish", {"changed_at": shown["changed_at"]})
    assert done.json()["state"] == "published"
    rules = {one["key"]: one for one in program.call("GET", "gate/rules").json()}
    assert rules["L-06"]["mode"] == "off"
    assert (
        program.call("PUT", "gate/rules/L-06", {"when": [{"all": []}]}).status_code == 422
    )

"""Every call of the API, by tokens of every role, on own tickets and on others'."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from firsthand.api.v1 import api
from firsthand.domain.people.rules import Role
from firsthand.domain.tickets.models import HeldReply
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import person, store
from tests.sheets import FILLED, there_are_reasons

MATRIX: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "permissions.yaml").read_text(encoding="utf-8")
)
BODIES: dict[str, dict[str, Any]] = {
    "api:reply": {"body": "It is on its way."},
    "api:add_note": {"body": "Ask the warehouse."},
    "api:set_priority": {"priority": "high"},
    # Of what is not there: the calls have tests of their own.
    "api:merge": {"other": 999_999},
    "api:split": {"messages": [999_999]},
    "api:join_buyer": {"other_ticket": 999_999},
    "api:part_buyer": {"buyer": 999_999},
    "api:tag": FILLED,
    "api:solve": FILLED,
    "api:assign": {"to": None, "expected": None},
}
# Calls whose address names no ticket, and what it names instead.
WITHOUT_TICKET: dict[str, dict[str, str]] = {
    "api:me": {},
    "api:list_tickets": {},
    "api:list_reasons": {},
    "api:get_metric": {"key": "fcr.issues_7d"},
    "api:get_revisions": {"key": "fcr.issues_7d"},
    "api:export_table": {"table": "needs"},
}
DOCUMENTATION = {"api:api-root", "api:openapi-json", "api:openapi-view"}


def test_every_call_has_a_row_and_every_row_a_call() -> None:
    names = {f"api:{pattern.name}" for pattern in api.urls[0]}
    assert names - DOCUMENTATION == set(MATRIX)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_answers_are_the_reviewed_ones(name: str, role: Role) -> None:
    there_are_reasons()
    own, foreign = store("DE"), store("JP")
    program = Program(person("Somebody", role, own))
    for method, row in MATRIX[name].items():
        wanted = row if isinstance(row, int) else row.get(role, row["others"])
        assert _status(program, name, method, own) == wanted
        if name not in WITHOUT_TICKET and role != Role.OWNER:
            # A role that may not at all is told so first: it learns nothing either way.
            hidden = 403 if wanted == 403 else 404
            assert _status(program, name, method, foreign) == hidden


def _status(program: Program, name: str, method: str, place: Any) -> int:
    arguments = dict(WITHOUT_TICKET.get(name, {}))
    if name not in WITHOUT_TICKET:
        box = mailbox(place)
        sender = f"buyer{place.pk}@buyers.example"
        received = arrives(box, letter(sender=sender), at=timezone.now())
        arguments = {"ticket_id": received.ticket_id}
        if name == "api:take_back":
            arguments["held_id"] = _held(program, received.ticket_id)
    path = reverse(name, kwargs=arguments).removeprefix("/api/v1/")
    response = program.call(method, path, BODIES.get(name), Idempotency_Key=str(uuid4()))
    return int(response.status_code)


def _held(program: Program, ticket_id: int) -> int:
    """Hold a reply of the program's own person."""
    asked = timezone.now()
    held = HeldReply.objects.create(
        ticket_id=ticket_id,
        person=program.token.person,
        body="On Friday.",
        kind="resolution",
        seen_version=1,
        idempotency_key=uuid4(),
        asked_at=asked,
        send_at=asked + timedelta(hours=1),
        is_scheduled=True,
    )
    return int(held.pk)

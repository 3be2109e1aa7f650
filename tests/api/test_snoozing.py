from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand.domain.tickets import commands
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_program_snoozes_and_wakes_and_is_refused_with_what_to_do() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    program = Program(agent)
    now = timezone.now()
    ticket = arrives(box, letter(sent_at=now - HOUR)).ticket_id or 0
    commands.reply(
        ticket_id=ticket, body="Soon.", by=agent, at=now, idempotency_key=uuid4()
    )
    wakes_at = (now + timedelta(days=2)).isoformat()
    asked = {"until": "time", "wakes_at": wakes_at}
    slept = program.call("POST", f"tickets/{ticket}/snooze", asked).json()
    assert (slept["snoozed_for"], slept["woke_at"]) == ("time", None)
    assert slept["snoozed_until"] is not None
    woken = program.call("POST", f"tickets/{ticket}/wake").json()
    assert (woken["snoozed_until"], woken["snoozed_for"]) == (None, "")
    refused = program.call("POST", f"tickets/{ticket}/snooze", {"until": "delivery"})
    assert refused.json()["code"] == "tickets.no_parcel_under_way"
    unknown = program.call("POST", f"tickets/{ticket}/snooze", {"until": "never"})
    assert unknown.status_code == 422

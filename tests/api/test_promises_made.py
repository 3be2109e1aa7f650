"""What buyers were promised, for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, person, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_program_reads_declares_hands_over_and_keeps_a_promise() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    program = Program(agent)
    now = timezone.now()
    ticket = arrives(box, letter(sent_at=now - HOUR)).ticket_id
    text = "Wir melden uns innerhalb von 3 Stunden."
    [found] = program.call("POST", f"tickets/{ticket}/promises/read", {"text": text}).json()
    assert (found["quote"], found["is_on_duty"]) == ("innerhalb von 3 Stunden", True)
    made = program.call(
        "POST", f"tickets/{ticket}/promises", {"due_at": found["due_at"]}
    ).json()
    assert made["keeper_id"] == agent.pk
    period = f"since={now:%Y-%m-%dT%H:%MZ}&until={now + 5 * HOUR:%Y-%m-%dT%H:%MZ}"
    [listed] = program.call("GET", f"promises?{period}&mine=true").json()
    assert listed["id"] == made["id"]
    other = person("Bo", "agent", box.store)
    given = program.call(
        "POST", "promises/hand-over", {"promises": [made["id"]], "to": other.pk}
    )
    assert given.json() == {"n": 1}
    assert program.call("GET", f"promises?{period}&mine=true").json() == []
    decided = program.call("POST", f"promises/{made['id']}/decide", {"decision": "kept"})
    assert decided.status_code == 204
    [kept] = program.call("GET", f"tickets/{ticket}/promises").json()
    assert kept["kept_at"] is not None
    again = program.call("POST", f"promises/{made['id']}/decide", {"decision": "withdraw"})
    assert again.json()["code"] == "promises.not_owed"

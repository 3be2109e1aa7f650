"""What buyers were promised, for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, person, store
from tests.service_levels import calendar

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KEY = {"Idempotency_Key": "22222222-2222-4222-8222-222222222222"}


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


def test_a_program_says_with_a_reply_what_of_it_is_promised() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    program = Program(agent)
    now = timezone.now()
    ticket = arrives(box, letter(sent_at=now - HOUR)).ticket_id
    text = " Wir melden uns innerhalb von 3 Stunden. Der Ersatz folgt in Kürze."
    within, soon = (
        {"begins": one["begins"] - 1, "ends": one["ends"] - 1}
        for one in program.call(
            "POST", f"tickets/{ticket}/promises/read", {"text": text}
        ).json()
    )

    def sends(said: list) -> Any:
        reply = {"body": text, "kind": "holding", "promises": said}
        return program.call("POST", f"tickets/{ticket}/replies", reply, **KEY)

    assert sends([within]).json()["code"] == "promises.no_time_named"
    assert program.call("GET", f"tickets/{ticket}/promises").json() == []
    said = [within, soon | {"keep": False}, {"due_at": (now + 9 * HOUR).isoformat()}]
    assert sends(said).status_code == 201
    first, beside = program.call("GET", f"tickets/{ticket}/promises").json()
    assert (first["begins"], first["keeper_id"]) == (within["begins"], agent.pk)
    assert (beside["origin"], beside["moves"]) == ("declared", 0)
    later = {"due_at": (now + 20 * HOUR).isoformat(), "reason": "load"}
    moved = program.call("POST", f"promises/{beside['id']}/move", later)
    assert moved.json()["moves"] == 1


def test_a_lead_sets_reply_slots_and_reads_the_longest_wait() -> None:
    one = store("DE")
    program = Program(maya(one))
    there = f"stores/{one.pk}/reply-slots"
    assert program.call("GET", there).json()["worst_wait_hours"] is None
    slots = {"times": ["17:00", "09:30"]}
    found = program.call("PUT", there, slots).json()
    assert (found["times"], found["worst_wait_hours"]) == (["09:30", "17:00"], 16.5)
    assert found["keeps_duty"] is True
    friday = program.call("PUT", there, {"times": ["10:00"], "weekdays": [5]}).json()
    assert (friday["worst_wait_hours"], friday["keeps_duty"]) == (168, False)
    assert program.call("PUT", there, {"times": ["24:00"]}).status_code == 422
    assert program.call("PUT", there, {"times": []}).json()["next_slot"] is None


def test_a_lead_says_whose_hours_a_calendar_says() -> None:
    one = store("DE")
    lead, agent = maya(one), lin(one)
    program, there = Program(lead), f"calendars/{calendar(lead).pk}/people"
    assert program.call("PUT", there, {"people": [agent.pk]}).json() == {
        "people": [agent.pk]
    }
    assert program.call("GET", there).json() == {"people": [agent.pk]}
    refused = program.call("PUT", there, {"people": [999_999]})
    assert refused.json()["code"] == "sla.not_a_colleague"

"""Macros for programs: listed with how they fare, filled, sent with what is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from firsthand.domain.journal.models import Entry
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring import REACTIONS
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.macros import published
from tests.people import lin, maya, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
KEY = {"Idempotency_Key": "33333333-3333-4333-8333-333333333333"}
TEXT = "Hi {{buyer_name}},\n[[it comes by {{eta_new}}.]]\n{{agent_sign}}"


def test_a_program_finds_a_macro_fills_it_and_sends_it_with_what_is_done() -> None:
    there_are_reasons()
    box = mailbox(store("DE"))
    agent = lin(box.store)
    program = Program(agent)
    ticket = (
        arrives(box, letter(sent_at=timezone.now() - timedelta(hours=1))).ticket_id or 0
    )
    actions = [{"do": "tag", "of": "INS.LOG.DELAY"}, {"do": "promise", "of": "eta_new"}]
    version = published(
        maya(), person("Chen", "compliance"), texts={"en": TEXT}, actions=actions
    )

    [listed] = program.call("GET", "macros").json()
    assert (listed["version_id"], listed["languages"]) == (version.pk, ["en"])
    assert listed["fares"]["fcr"] == {
        "hits": 0, "n": 0, "share": None, "low": None, "high": None, "expected": None,
    }  # fmt: skip
    whole = program.call("GET", f"macros/{listed['id']}").json()
    assert whole["versions"][0]["texts"] == {"en": TEXT}
    assert whole["trials"] == []

    path = f"tickets/{ticket}/macros/{listed['id']}/use"
    refused = program.call("POST", path, {"language": "en"})
    assert refused.json()["code"] == "macros.values_missing"
    day = f"{timezone.now() + timedelta(days=9):%Y-%m-%d}"
    made = program.call("POST", path, {"language": "en", "values": {"eta_new": day}}).json()
    assert made["locked"][0] in made["text"]
    assert [each["when"] for each in made["actions"]] == [None, day]

    acted = [{"use": made["use_id"], "actions": [0]}]
    body = {"body": made["text"], "macros": acted}
    sent = program.call("POST", f"tickets/{ticket}/replies", body, **KEY).json()
    entry = Entry.objects.get(kind="tickets.reply_written", subject_id=sent["id"])
    for reaction in REACTIONS[entry.kind]:
        reaction(entry)
    reason = Ticket.objects.get(pk=ticket).reason
    assert reason is not None
    assert reason.code == "INS.LOG.DELAY"
    facts = Entry.objects.get(kind="macros.sent").facts
    assert facts["actions"] == ["tag done"]

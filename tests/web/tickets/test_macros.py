"""A macro is chosen, filled and put into the reply."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.journal.models import Entry
from firsthand.domain.macros.models import MacroUse, MacroVersion
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring import REACTIONS
from tests.desk import ticket
from tests.letters import mailbox
from tests.macros import published
from tests.people import lin, maya, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
TEXT = "Hi {{buyer_name}},\n[[it comes by {{eta_new}}.]]"


@pytest.fixture
def about() -> Ticket:
    return ticket(store("DE"), language="en")


@pytest.fixture
def desk(client: Client, about: Ticket) -> Client:
    client.force_login(lin(about.store))
    return client


@pytest.fixture
def late(db: None) -> MacroVersion:
    there_are_reasons()
    texts = {"en": TEXT, "de": "Guten Tag {{buyer_name}}.", "zh-Hans": "{{buyer_name}}您好"}
    actions = [
        {"do": "tag", "of": "INS.LOG.DELAY"},
        {"do": "status", "of": "solved"},
        {"do": "promise", "of": "eta_new"},
        {"do": "remedy", "of": "resend"},
        {"do": "snooze", "hours": 24},
        {"do": "snooze", "of": "eta_new"},
    ]
    guard: Person = person("Chen", "compliance")
    return published(maya(), guard, texts=texts, shortcut="late", actions=actions)


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_sheet_lists_what_may_be_used_and_finds_by_words(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    there = f"/tickets/{about.pk}/macros/"
    assert "Late, new date" in page(desk, there)
    assert "Late, new date" in page(desk, f"{there}list/?q=LATE")
    assert "No macro fits" in page(desk, f"{there}list/?q=nothing")


def test_what_nobody_knows_is_asked_for_beside_the_text(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    shown = page(desk, f"/tickets/{about.pk}/macros/{late.macro_id}/")
    assert 'name="eta_new" type="date"' in shown
    assert "<mark>New date of delivery</mark>" in shown
    assert "Hi " in shown
    assert "Jonas Brandt" in shown
    assert "<b " in shown
    for words in (
        "Tag: Delivery late",
        "Then close the ticket",
        "Promise: New date of delivery",
        "Ask for: Replacement",
        "Snooze for 24 hours",
        "Snooze until: New date of delivery",
    ):
        assert words in shown


def test_another_language_asks_for_what_that_text_needs(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    there = f"/tickets/{about.pk}/macros/{late.macro_id}/"
    german = page(desk, f"{there}?language=de")
    assert "Guten Tag" in german
    assert '<option value="de" selected>' in german
    assert '<option value="en" selected>' in page(desk, f"{there}?language=xx")


def test_a_reader_of_chinese_sees_the_text_in_chinese_as_well(
    client: Client, about: Ticket, late: MacroVersion
) -> None:
    reader = person("Rui", "agent", about.store)
    reader.language = "zh-hans"
    reader.save()
    client.force_login(reader)
    shown = page(client, f"/tickets/{about.pk}/macros/{late.macro_id}/?language=de")
    assert "Guten Tag" in shown
    assert "Jonas Brandt您好" in shown


def test_the_filled_text_is_returned_and_the_use_noted(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    there = f"/tickets/{about.pk}/macros/{late.macro_id}/use/"
    refused = desk.post(there, {"language": "en"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert refused.headers["HX-Retarget"] == "#macro-refusal"
    assert "Nothing is known for: New date of delivery" in refused.content.decode()
    unfit = desk.post(there, {"language": "en", "eta_new": "soon"})
    assert unfit.status_code == 422
    assert "“soon” does not fit “New date of delivery”" in unfit.content.decode()
    made = desk.post(there, {"language": "en", "eta_new": "2026-03-08"})
    assert "it comes by March 8, 2026." in made.content.decode()
    assert MacroUse.objects.get().version == late


def begun(desk: Client, about: Ticket, late: MacroVersion) -> tuple[MacroUse, str]:
    there = f"/tickets/{about.pk}/macros/{late.macro_id}/use/"
    desk.post(
        there,
        {"language": "en", "eta_new": f"{timezone.now() + timedelta(days=9):%Y-%m-%d}"},
    )
    use = MacroUse.objects.get()
    return use, use.made


def sends(desk: Client, about: Ticket, body: str, **more: object) -> Any:
    """Send a reply, and have what follows from it done."""
    values = {
        "body": body,
        "kind": "resolution",
        "idempotency_key": str(uuid4()),
        "seen_version": Ticket.objects.get(pk=about.pk).version,
        **more,
    }
    answer = desk.post(
        f"/tickets/{about.pk}/reply/", values, headers={"HX-Request": "true"}
    )
    for entry in Entry.objects.filter(kind="tickets.reply_written"):
        for reaction in REACTIONS[entry.kind]:
            reaction(entry)
    return answer


@pytest.fixture
def at_once(desk: Client, about: Ticket) -> None:
    """Have the reply leave now, not after the seconds to undo it."""
    mailbox(about.store)
    Person.objects.update(undo_seconds=0)


@pytest.mark.usefixtures("at_once")
def test_the_boxes_are_ticked_and_what_is_unticked_is_not_done(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    use, text = begun(desk, about, late)
    desk.post(f"/tickets/{about.pk}/draft/", {"body": text})
    shown = page(desk, f"/tickets/{about.pk}/")
    assert f'name="macro_use" value="{use.pk}"' in shown
    assert f'value="{use.pk}:0" checked' in shown
    assert f'value="{use.pk}:1" data-closes checked' in shown
    ticked = {"macro_use": use.pk, "macro_action": [f"{use.pk}:0", f"{use.pk}:3"]}
    answer = sends(desk, about, text, **ticked)
    assert answer.status_code == 200, answer.content
    about.refresh_from_db()
    assert about.reason is not None
    assert (about.state, about.snoozed_until) == ("open", None)
    shown = page(desk, f"/tickets/{about.pk}/")
    assert "Not done with the reply" in shown
    assert "No order is linked" in shown
    away = f"/tickets/{about.pk}/macros/uses/{use.pk}/3/put-away/"
    assert desk.post(away).status_code == 200
    assert "Not done with the reply" not in page(desk, f"/tickets/{about.pk}/")


@pytest.mark.usefixtures("at_once")
def test_a_box_of_another_macro_is_refused_and_nothing_sent(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    use, text = begun(desk, about, late)
    answer = sends(desk, about, text, macro_use=use.pk, macro_action=f"{use.pk}:x")
    assert answer.status_code == 422
    assert "no such action" in answer.content.decode()
    assert not about.messages.exists()


def test_a_macro_that_is_none_here_is_not_there(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    assert desk.get(f"/tickets/{about.pk}/macros/{late.macro_id + 1}/").status_code == 404

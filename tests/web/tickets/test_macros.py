"""A macro is chosen, filled and put into the reply."""

from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.macros.models import MacroUse, MacroVersion
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from tests.desk import ticket
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


def test_a_macro_that_is_none_here_is_not_there(
    desk: Client, about: Ticket, late: MacroVersion
) -> None:
    assert desk.get(f"/tickets/{about.pk}/macros/{late.macro_id + 1}/").status_code == 404

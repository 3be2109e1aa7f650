"""The pages on which macros are read, written and published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.macros import commands
from firsthand.domain.macros.models import Macro, MacroTrial, MacroVersion
from firsthand.domain.people.models import Person
from tests.desk import ticket
from tests.macros import published, sheet
from tests.people import lin, maya, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
FILLED = {
    "title_en": "Late, new date",
    "title_zh_hans": "包裹延误",
    "text_en": "Hi {{buyer_name}},\r\n[[by {{eta_new}}.]]",
    "reasons": ["INS.LOG.DELAY"],
    "shortcut": "late",
    "marketplaces": "de fr",
    "actions": "tag INS.LOG.DELAY\nsnooze 24\npromise eta_new",
}


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def writer() -> Person:
    there_are_reasons()
    return maya()


@pytest.fixture
def guard() -> Person:
    return person("Chen", "compliance")


@pytest.fixture
def desk(client: Client, writer: Person) -> Client:
    client.force_login(writer)
    return client


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def stepped(desk: Client, version: MacroVersion, step: str) -> str:
    """Press a button, and return the page that follows."""
    address = f"/macros/{version.macro_id}/{step}/"
    answer = desk.post(address, {"version": version.pk}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_macro_is_written_read_by_another_and_published(
    desk: Client, guard: Person
) -> None:
    answer = desk.post("/macros/add/", FILLED)
    version = MacroVersion.objects.get()
    assert answer.headers["Location"] == f"/macros/{version.macro_id}/"
    assert version.sheet["marketplaces"] == ["DE", "FR"]
    assert version.sheet["texts"] == {"en": "Hi {{buyer_name}},\n[[by {{eta_new}}.]]"}
    assert version.sheet["actions"] == [
        {"do": "tag", "of": "INS.LOG.DELAY"},
        {"do": "snooze", "hours": 24},
        {"do": "promise", "of": "eta_new"},
    ]
    assert "Publish" in stepped(desk, version, "submit")
    assert "You wrote this version." in stepped(desk, version, "publish")
    desk.force_login(guard)
    assert "Take out of use" in stepped(desk, version, "publish")
    assert "Late, new date" in page(desk, "/macros/")
    assert "Begin a new version" in stepped(desk, version, "retire")


def test_a_draft_is_changed_and_thrown_away(desk: Client) -> None:
    desk.post("/macros/add/", FILLED)
    version = MacroVersion.objects.get()
    shown = page(desk, f"/macros/{version.macro_id}/draft/")
    assert "snooze 24" in shown
    assert "DE FR" in shown
    desk.post(f"/macros/{version.macro_id}/draft/", FILLED | {"shortcut": "later"})
    version.refresh_from_db()
    assert version.sheet["shortcut"] == "later"
    stepped(desk, version, "submit")
    assert "Give to be read" in stepped(desk, version, "send-back")
    assert "There is no macro yet." in stepped(desk, version, "discard")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text_en": "{{nobody}}"}, "The macro cannot be read at texts.en"),
        ({"actions": "tag"}, "“tag” does not say what."),
        ({"actions": "jump high"}, "The macro cannot be read at actions.1"),
        ({"title_en": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_stays_on_the_form(desk: Client, wrong: dict, said: str) -> None:
    answer = desk.post("/macros/add/", FILLED | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Macro.objects.exists()


def test_a_version_is_tried_and_the_better_one_kept(
    desk: Client, writer: Person, guard: Person
) -> None:
    control = published(writer, guard)
    at = timezone.now()
    draft = commands.draft(sheet=sheet(), macro_id=control.macro_id, by=guard, at=at)
    commands.submit(version_id=draft.pk, by=guard, at=at)
    address = f"/macros/{control.macro_id}/try/"
    wrong = desk.post(address, {"days": "3", "share": "50"}, follow=True)
    assert (
        "Days: Ensure this value is greater than or equal to 7." in wrong.content.decode()
    )
    begun = desk.post(address, {"days": "14", "share": "30"}, follow=True).content.decode()
    assert "Trial: version 2 against version 1" in begun
    assert "still running" in begun
    assert MacroTrial.objects.get().share == 0.3
    assert desk.post(address, {"days": "14", "share": "30"}).status_code == 404
    assert "On trial" in page(desk, "/macros/")
    stepped(desk, draft, "choose")
    assert MacroTrial.objects.get().winner == draft
    assert (
        desk.post(f"/macros/{control.macro_id}/choose/", {"version": draft.pk}).status_code
        == 404
    )


def test_a_macro_has_an_owner_and_a_day_to_be_read_again(
    desk: Client, writer: Person, guard: Person
) -> None:
    version = published(writer, guard)
    address = f"/macros/{version.macro_id}/care/"
    typed = {"owner": guard.pk, "review_on": "2026-01-31"}
    assert "Saved." in desk.post(address, typed, follow=True).content.decode()
    version.macro.refresh_from_db()
    assert (version.macro.owner, version.macro.review_on) == (guard, date(2026, 1, 31))
    assert "to be read again" in page(desk, "/macros/")
    wrong = desk.post(address, {"owner": guard.pk, "review_on": "soon"}, follow=True)
    assert "To be read again on: Enter a valid date." in wrong.content.decode()
    desk.post(address, {"owner": "", "review_on": ""})
    version.macro.refresh_from_db()
    assert (version.macro.owner, version.macro.review_on) == (None, None)


def test_a_list_says_how_often_a_version_left_and_how_much_was_changed(
    desk: Client, writer: Person, guard: Person
) -> None:
    shop = store("DE")
    writer.teams.create(name="all").stores.add(shop)
    published(writer, guard, texts={"en": "Hello from {{shop}}, see you."})
    agent, at = lin(shop), timezone.now() - timedelta(hours=1)
    for text in ("Hello from Lumo DE, see you.", "Hello from Lumo DE, bye."):
        about = ticket(shop)
        commands.prepare(
            ticket_id=about.pk,
            macro_id=Macro.objects.get().pk,
            language="en",
            given={},
            by=agent,
            at=at,
        )
        commands.note_sent(
            ticket_id=about.pk, person_id=agent.pk, message_id=1, text=text, at=at
        )
    shown = page(desk, "/macros/")
    assert '<td class="n">2</td><td class="n">13.6' in shown


def test_an_agent_reads_macros_and_no_more(
    client: Client, writer: Person, guard: Person
) -> None:
    version = published(writer, guard)
    client.force_login(lin())
    assert "Write a macro" not in page(client, "/macros/")
    assert "Begin a new version" not in page(client, f"/macros/{version.macro_id}/")
    assert client.get(f"/macros/{version.macro_id}/draft/").status_code == 403
    assert client.get("/macros/99/").status_code == 404

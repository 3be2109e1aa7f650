"""Merging, splitting and undoing both by keyboard, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Message, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def box() -> Mailbox:
    there_are_reasons()
    return mailbox(store("DE", name="Lumo Berlin"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def asked(box: Mailbox, words: str, *, hours: int = 3, **more: object) -> int:
    sent_at = timezone.now() - hours * HOUR
    return arrives(box, letter(words, sent_at=sent_at, **more), at=sent_at).ticket_id or 0


def speaks(person: Person, language: str) -> None:
    person.language = language
    person.save()


def asks(page: Page) -> None:
    """Wait until the sheet is there with a field to begin with."""
    expect(page.locator("#ask")).to_be_visible()
    expect(page.locator("#ask [autofocus]")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ticket_is_merged_and_parted_by_keyboard(
    opened: Opener, agent: Person, box: Mailbox, language: str
) -> None:
    speaks(agent, language)
    one, other = asked(box, "Wo ist meine Lampe?"), asked(box, "Und die Birne?", hours=2)
    page = opened(f"/tickets/{one}/", person=agent)
    page.keyboard.press("m")
    asks(page)
    expect(page.locator("#merge-preview .facts")).to_be_visible()
    keep(page, f"merge-sheet-{language}")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    expect(page.locator("#ask")).not_to_be_visible()
    expect(page.locator(".message")).to_have_count(2)
    keep(page, f"merged-{language}")
    assert_accessible(page)
    page.locator(f"form[hx-post*='/tickets/{other}/unmerge/'] button").press("Enter")
    expect(page.locator("#begun")).to_be_visible()
    expect(page.locator(".message")).to_have_count(1)
    assert Ticket.objects.get(pk=other).merged_into_id is None


def test_a_number_typed_shows_what_comes_of_it_and_a_refusal_is_seen(
    opened: Opener, agent: Person, box: Mailbox
) -> None:
    one = asked(box, "Wo ist meine Lampe?")
    asked(box, "Und die Birne?")
    stranger = asked(box, "Hallo", sender="eve@elsewhere.example")
    page = opened(f"/tickets/{one}/", person=agent)
    page.keyboard.press("m")
    asks(page)
    page.locator("#merge-number").fill(f"#{stranger}")
    page.keyboard.press("Tab")
    expect(page.locator("#merge-preview .bad")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refusal")).to_contain_text("two buyers")
    expect(page.locator("#ask")).not_to_be_visible()
    assert not Ticket.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_split_off_and_put_back_by_keyboard(
    opened: Opener, agent: Person, box: Mailbox, language: str
) -> None:
    speaks(agent, language)
    one = asked(box, "Wo ist meine Lampe?", message_id="lamp@b")
    asked(box, "Und ein Stuhl", hours=2, references=("lamp@b",))
    page = opened(f"/tickets/{one}/", person=agent)
    page.keyboard.press("p")
    asks(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    keep(page, f"split-sheet-{language}")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    page.locator("#begun").press("Enter")
    expect(page.locator(".message")).to_have_count(1)
    keep(page, f"split-off-{language}")
    page.locator("form[hx-post*='/unsplit/'] button").press("Enter")
    expect(page.locator(".message")).to_have_count(2)
    assert set(Message.objects.values_list("ticket_id", flat=True)) == {one}


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_and_history_are_a_key_away_and_a_buyer_is_joined_there(
    opened: Opener, agent: Person, box: Mailbox, language: str
) -> None:
    speaks(agent, language)
    one, home = asked(box, "Wo?"), asked(box, "Und?", sender="j@home.example")
    Ticket.objects.update(order_number="306-1234567-1234567")
    page = opened(f"/tickets/{one}/", person=agent)
    page.keyboard.press("c")
    expect(page.locator("h1")).to_contain_text("306-1234567-1234567")
    keep(page, f"case-{language}")
    assert_accessible(page)
    page.keyboard.press("b")
    expect(page.locator("form[action$='/buyer/join/']")).to_be_visible()
    keep(page, f"buyer-{language}")
    assert_accessible(page)
    page.locator("form[action$='/buyer/join/'] button").press("Enter")
    expect(page.locator("form[action$='/buyer/part/']")).to_be_visible()
    keep(page, f"buyer-joined-{language}")
    page.keyboard.press("c")
    expect(page.locator(f"a[href='/tickets/{home}/']")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".message")).to_have_count(1)

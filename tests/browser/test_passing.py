"""Mention a colleague, follow and pass on, by keyboard and with an input method."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Assignment, Mention, Ticket, Watch
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    there_are_reasons()
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def number(german: Store) -> int:
    sent_at = timezone.now() - timedelta(hours=3)
    return arrives(mailbox(german), letter(sent_at=sent_at), at=sent_at).ticket_id or 0


def test_a_colleague_is_mentioned_by_keyboard(
    opened: Opener, german: Store, agent: Person, number: int
) -> None:
    maya(german)
    fang = person("王芳", "agent", german)
    page: Page = opened(f"/tickets/{number}/", person=agent)
    page.keyboard.press("n")
    page.keyboard.type("@m")
    options = page.locator("#named [role=option]")
    expect(options).to_have_text(["Maya"])
    page.keyboard.press("Backspace")
    expect(options).to_have_text(["Maya", "王芳"])
    assert_accessible(page)
    # What an input method composes is its own: nothing is taken by its Enter.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'Enter', isComposing: true, bubbles: true }))"
    )
    expect(options).to_have_count(2)
    keep(page, "mention-en")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#note-form textarea")).to_have_value("@王芳 ")
    page.keyboard.type("bitte")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message.note")).to_contain_text("@王芳 bitte")
    assert Mention.objects.get().person == fang


def test_a_ticket_is_followed_and_passed_on_by_keyboard(
    opened: Opener, german: Store, agent: Person, number: int
) -> None:
    lead = maya(german)
    agent.language = "zh-hans"
    agent.save()
    page: Page = opened(f"/tickets/{number}/", person=agent)
    page.keyboard.press("f")
    expect(page.locator("main [data-key=f]")).to_contain_text("取消关注")
    assert Watch.objects.get().person == agent
    page.keyboard.press("h")
    expect(page.locator("#pass-to")).to_be_focused()
    page.keyboard.type("Maya")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert_accessible(page)
    keep(page, "pass-on-zh")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".moved")).to_have_count(1)
    expect(page.locator("#why")).to_contain_text("Maya")
    assert_accessible(page)
    keep(page, "passed-on-zh")
    assert Ticket.objects.get().assignee == lead
    assert Assignment.objects.get().reason == "language"

"""Ctrl K: everything a page can do, found by its name, with the key that does it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.desk import ticket
from tests.people import lin, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def asked(german: Store) -> Ticket:
    return ticket(german, order_number="306-4471902-5580316")


def typed(page: Page, words: str) -> list[str]:
    """Open the palette, type, and return what it lists: names with their keys."""
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-field")).to_be_focused()
    page.keyboard.type(words)
    listed = page.locator("#palette-list [role=option]").all_inner_texts()
    return [" ".join(line.split()) for line in listed]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_palette_lists_what_the_page_can_do_and_teaches_its_keys(
    opened: Opener, agent: Person, asked: Ticket, language: str, theme: str
) -> None:
    agent.language = language
    agent.save()
    page = opened(f"/tickets/{asked.pk}/", person=agent, theme=theme)
    note, today = {
        "en": ("Internal note N", "Today G T"),
        "zh-hans": ("内部备注 N", "今天 G T"),
    }[language]
    listed = typed(page, "")
    assert {note, today} <= set(listed)
    assert sum(line.endswith("Ctrl Shift Enter") for line in listed) == 1
    assert listed.index(note) < listed.index(today)
    keep(page, f"palette-{language}")
    assert_accessible(page)
    page.keyboard.type(note[:-2].lower())
    page.keyboard.press("Enter")
    expect(page.locator("#note-form textarea")).to_be_focused()


def test_a_command_for_a_row_finds_the_row_one_stood_on(
    opened: Opener, agent: Person, asked: Ticket
) -> None:
    page = opened("/queue/open/", person=agent)
    page.keyboard.press("j")
    assert typed(page, "assign to")[0] == "Assign to me A"
    page.keyboard.press("Enter")
    expect(page.locator("#refusal")).to_contain_text("This ticket is yours.")
    asked.refresh_from_db()
    assert asked.assignee == agent


def test_what_is_no_command_is_looked_for_in_the_desk(
    opened: Opener, agent: Person, asked: Ticket
) -> None:
    page = opened("/settings/", person=agent)
    listed = typed(page, "306-4471902-5580316")
    assert listed == ["Find a ticket, order or buyer: 306-4471902-5580316"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{asked.pk}/**")  # The only one there is.


def test_it_opens_while_one_writes_and_not_while_an_input_method_composes(
    opened: Opener, agent: Person, asked: Ticket
) -> None:
    page = opened(f"/tickets/{asked.pk}/#reply", person=agent)
    text = page.locator("#reply-form textarea[name=body]")
    text.fill("Dear")
    text.dispatch_event("keydown", {"key": "k", "ctrlKey": True, "isComposing": True})
    expect(page.locator("command-palette dialog[open]")).to_have_count(0)
    text.focus()
    typed(page, "")
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    assert text.input_value() == "Dear"

"""Many tickets at once, by keyboard alone: selected, shown, done, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_closing import LANGUAGES, WORDS, fill_in, options_of, speaks
from tests.browser.test_pages import assert_accessible
from tests.desk import ticket
from tests.people import lin, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    there_are_reasons()
    lost = Reason.objects.get(code="INS.LOG.LOST")
    german = store("DE", name="Lumo Berlin")
    for name in ("Heike Vogel", "Uwe Sommer", "Lea Brandt", "Ida Koch"):
        one = ticket(german, at=timezone.now(), name=name, due_in=HOUR, reason=lost)
        Cycle.objects.create(ticket=one, opened_at=one.opened_at)
    return german


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


def begin(page: Page, *, keeps: str) -> None:
    """Say yes to what the sheet shows, and let the worker do it."""
    button = page.locator("#bulk-sheet footer .main")
    expect(button).to_be_focused()
    keep(page, keeps)
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-sheet")).to_be_hidden()
    expect(page.locator("#bulk-state progress")).to_be_visible()
    commands.work_bulks(now=timezone.now)


def closes_three(page: Page, language: str) -> None:
    """Select three rows, two of them as a range, and close them with one sheet."""
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("#chosen-count")).to_have_text("3")
    page.keyboard.press("e")
    expect(options_of(page).first).to_be_visible()
    fill_in(page, WORDS[language][0])
    keep(page, f"sheet-bulk-{language}")
    page.keyboard.press("Control+Enter")
    begin(page, keeps=f"bulk-preview-{language}")
    expect(page.locator("#bulk-state [data-key=u]")).to_be_visible()
    expect(page.locator("#tickets tbody input")).to_have_count(1)
    keep(page, f"bulk-done-{language}")


def notes_all(page: Page, language: str) -> None:
    """Select the whole list, and write the same note on each of it."""
    page.keyboard.press("*")
    page.keyboard.press("*")
    expect(page.locator("#chosen-count")).to_contain_text("4 ")
    page.keyboard.press("b")
    expect(page.locator("#bulk-what")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Recalled on Monday.")
    keep(page, f"bulk-more-{language}")
    page.keyboard.press("Control+Enter")
    begin(page, keeps=f"bulk-preview-note-{language}")
    expect(page.locator("#bulk-state [data-key=u]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_tickets_are_selected_closed_brought_back_and_noted_by_keyboard(
    opened: Opener, agent: Person, german: Store, language: str
) -> None:
    speaks(agent, language)
    page = opened("/queue/open/", person=agent)
    closes_three(page, language)
    closed = Ticket.objects.filter(state="solved").values_list("reason__code", flat=True)
    assert list(closed) == ["INS.LOG.DNR"] * 3

    page.keyboard.press("u")
    expect(page.locator("#bulk-state [data-key=u]")).to_be_hidden()
    commands.work_bulks(now=timezone.now)
    expect(page.locator("#tickets tbody input")).to_have_count(4)
    assert not Ticket.objects.filter(state="solved").exists()

    notes_all(page, language)
    assert Message.objects.filter(direction="note").count() == 4
    page.locator("#bulk-state a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-body")).to_be_visible()
    keep(page, f"bulk-{language}", full=True)
    assert_accessible(page)

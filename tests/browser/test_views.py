"""A filter is built, saved and opened again, by keyboard only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import SavedView
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.desk import ticket
from tests.people import lin, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "en": ("Language: German", "Monday"),
    "zh-hans": ("语言：德语", "周一"),
}


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_filter_is_built_saved_and_found_in_the_palette_by_keyboard(
    opened: Opener, agent: Person, german: Store, language: str, theme: str
) -> None:
    there_are_reasons()
    agent.language = language
    agent.save()
    at = timezone.now()
    for n, spoken in enumerate(["de", "de", "en"]):
        due = timedelta(minutes=40 * (n + 1))
        ticket(german, at=at, due_in=due, language=spoken, name=f"Jonas Brandt {n}")
    look, (words, name) = f"{language}-{theme}", WORDS[language]
    page = opened("/queue/", person=agent, theme=theme)
    _changes_the_rows(page)
    _builds(page, look)
    expect(page.locator("table.queue tbody td.who")).to_have_count(2)
    expect(page.locator(".filters .chip").filter(has_text=words)).to_be_visible()
    _saves(page, name, look)
    _finds_it_again(page, name, look)
    _is_told_what_is_gone(page, look)


def _changes_the_rows(page: Page) -> None:
    for density in ("roomy", "compact"):
        page.keyboard.press("d")
        expect(page.locator("html")).to_have_attribute("data-density", density)


def _builds(page: Page, look: str) -> None:
    """Ask for German besides what the list asks for already."""
    page.keyboard.press("f")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    page.keyboard.press("a")
    field = page.locator("#field-2")
    field.focus()
    field.select_option("language")
    expect(page.locator("#value-2 option[value=de]")).to_be_attached()
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#value-2")).to_be_focused()
    page.locator("#value-2").select_option("de")
    assert_accessible(page)
    keep(page, f"filter.{look}")
    page.locator("#filter button.main").press("Enter")
    page.wait_for_url("**/queue/asked/**")


def _saves(page: Page, name: str, look: str) -> None:
    page.keyboard.press("f")
    page.locator("#view-name").focus()
    page.keyboard.type(name)
    page.locator("#view-name").blur()
    page.keyboard.press("s")
    page.wait_for_url("**/queue/saved/**")
    expect(page.locator("pinned-views a")).to_have_text(f"{name} 2")
    assert_accessible(page)
    keep(page, f"saved-view.{look}")


def _finds_it_again(page: Page, name: str, look: str) -> None:
    page.keyboard.press("g")
    page.keyboard.press("v")
    page.wait_for_url("**/queue/saved/")
    assert_accessible(page)
    keep(page, f"views.{look}")
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/queue/saved/{SavedView.objects.get().pk}/")


def _is_told_what_is_gone(page: Page, look: str) -> None:
    broken = [*SavedView.objects.get().conditions, ["store", "is", "999999"]]
    SavedView.objects.update(conditions=broken)
    page.reload()
    expect(page.get_by_role("alert").filter(has_text="999999")).to_be_visible()
    assert_accessible(page)
    keep(page, f"broken-view.{look}")

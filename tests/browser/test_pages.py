from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person
from tests.browser.conftest import LOOKS, Opener, keep
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store, wen

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
PAGES = {
    "figure-fcr": "/figures/fcr.issues_7d/",
    "figure-wait": "/figures/speed.first_reply/",
    "behind": "/figures/fcr.issues_7d/tickets/?period=running&outcome=all",
    "quarantine": "/quarantine/",
    "settings": "/settings/",
    "password": "/settings/password/",
    "codes": "/settings/codes/",
    "tokens": "/settings/tokens/",
    "people": "/settings/people/",
    "invite": "/settings/people/invite/",
    "teams": "/settings/teams/",
    "stores": "/settings/stores/",
    "styleguide": "/styleguide/",
}


def assert_accessible(page: Page) -> None:
    result = Axe().run(page, options=RULES)
    assert result.violations_count == 0, result.generate_report()


@pytest.fixture
def owner(settings: object, transactional_db: None) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    german, japanese = store("DE"), store("JP")
    arrives(mailbox(german), letter(), at=timezone.now())
    metrics.run_until_done()
    lin(german)
    maya(german, japanese)
    return wen()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_passes_axe(
    opened: Opener, owner: Person, language: str, theme: str
) -> None:
    Person.objects.filter(pk=owner.pk).update(language=language, theme=theme)
    page = opened("/settings/", person=owner, theme=theme)
    for name, address in PAGES.items():
        page.goto(address)
        assert page.get_attribute("html", "lang") == (
            "en" if language == "en" else "zh-Hans"
        )
        keep(page, f"{name}.{language}-{theme}", full=name == "styleguide")
        assert_accessible(page)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_log_in_page_passes_axe(
    opened: Opener, transactional_db: None, language: str, theme: str
) -> None:
    page = opened("/log-in/", theme=theme)
    if language == "zh-hans":
        page.get_by_role("button", name="中文").click()
    keep(page, f"log-in.{language}-{theme}")
    assert_accessible(page)


def test_nothing_scrolls_sideways_on_a_small_screen(opened: Opener, owner: Person) -> None:
    page = opened("/settings/", person=owner, width=390)
    for name in ("settings", "invite"):
        page.goto(PAGES[name])
        keep(page, f"{name}.small")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_roomy_rows_are_taller(opened: Opener, owner: Person) -> None:
    page = opened("/settings/people/", person=owner)
    row = page.locator("tbody tr").first
    compact = row.bounding_box()
    Person.objects.filter(pk=owner.pk).update(density="roomy")
    page.reload()
    keep(page, "people.roomy")
    assert row.bounding_box()["height"] > compact["height"] + 6


def test_paper_is_light_and_has_no_rail(opened: Opener, owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(theme="dark")
    page = opened("/styleguide/", person=owner, theme="dark")
    page.emulate_media(media="print")
    keep(page, "styleguide.print", full=True)
    assert not page.locator(".rail").is_visible()
    ink = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ink in {"rgb(255, 255, 255)", "white"}


def test_a_failed_update_is_said_where_everybody_sees_it(
    opened: Opener, owner: Person
) -> None:
    page = opened("/styleguide/", person=owner)
    words = page.locator("#connection-lost")
    assert not words.is_visible()
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    assert words.is_visible()


def test_what_is_hidden_is_hidden_whatever_it_is(opened: Opener, owner: Person) -> None:
    page = opened("/styleguide/", person=owner)
    bar = page.locator(".bulk")
    assert bar.is_visible()
    bar.evaluate("element => { element.hidden = true; }")
    assert not bar.is_visible()

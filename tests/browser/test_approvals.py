"""A lead finds what waits, decides by keyboard, and the ticket can be closed again."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.rules.states import State
from tests import approvals, people
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "Damaged frame: tracking shows the carton crushed at the depot before her door."


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_lead_decides_by_keyboard(opened: Opener, language: str, theme: str) -> None:
    there_are_reasons()
    place = people.store("US", name="Lumo Boston")
    agent, lead = people.lin(place), people.maya(place)
    lead.language = language
    lead.save()
    at = timezone.now()
    asked = []
    for number, note in (("111-1", approvals.NOTE), ("111-2", OTHER)):
        placed = approvals.dear(place, number)
        ticket = approvals.ticket_of(placed)
        asked.append(
            approvals.wants(placed, 15_000, agent, at=at, note=note, ticket_id=ticket.pk)
        )
    approvals.wants(approvals.dear(place, "111-3"), 20_000, lead, at=at)

    page = opened("/approvals/", person=lead, theme=theme)
    assert_accessible(page)
    keep(page, f"approvals-{language}-{theme}")
    keys(page, "j", "Enter")
    expect(page.locator("#decide [data-key=y]")).to_be_visible()
    assert_accessible(page)
    keep(page, f"approvals-one-{language}-{theme}", full=True)
    page.keyboard.press("y")
    expect(page.locator("#decide .mark.good")).to_be_visible()
    with page.expect_navigation():  # A key pressed before all is loaded is nobody's.
        keys(page, "g", "p")
    keys(page, "j", "x", "a")
    expect(page.locator("[data-key=y]")).to_be_visible()
    assert_accessible(page)
    keep(page, f"approvals-chosen-{language}-{theme}")
    page.keyboard.press("y")
    expect(page.locator(".mark.good")).to_have_count(1)
    for each in asked:
        assert Remedy.objects.get(pk=each.pk).state == State.APPROVED

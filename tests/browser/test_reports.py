"""A lead reads what agents gave, in both languages, with the keyboard and by axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.people import lin, maya, store
from tests.reports import carried_out, facts, ordered, wants, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_lead_finds_a_refund_and_what_it_is_part_of(
    opened: Opener, language: str, theme: str
) -> None:
    place = store("US", name="Lumo Boston")
    lead, agent = maya(place), lin(place)
    lead.language = language
    lead.save()
    at = timezone.now() - timedelta(days=40)
    for number in range(3):
        placed = ordered(place, f"111-{number}")
        written(placed, number + 1, at=at)
        later = at + timedelta(minutes=20 + number)
        wants(placed, 3_000 + 5_000 * number, agent, at=later)
    carried_out(at=at + timedelta(hours=1))
    facts()
    page = opened("/reports/authority/", person=lead, theme=theme)
    assert_accessible(page)
    page.locator('main a[href$="/audit/"]').press("Enter")
    page.locator('select[name="days"]').select_option("90")
    page.locator('input[name="search"]').fill("111-1")
    page.locator('input[name="search"]').press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(2)
    expect(page.locator("main tbody")).to_contain_text("111-1")
    keep(page, f"reports-audit-{language}-{theme}", full=True)
    assert_accessible(page)
    for name in ("refunds", "performance"):
        page = opened(f"/reports/authority/{name}/?days=90", person=lead, theme=theme)
        keep(page, f"reports-{name}-{language}-{theme}", full=True)
        assert_accessible(page)

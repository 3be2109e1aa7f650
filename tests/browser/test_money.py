"""Two people settle by hand what no machine can know; one of them closes what it raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Incident, Remedy
from firsthand.domain.stores.models import Store
from firsthand.settings import environment
from tests import people
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.remedies import HOUR, LAG, Desk, Memory, order, requested, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_step_and_a_folder(
    settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)


def doubt_and_an_incident(shop: Store, lead: Person) -> Remedy:
    """Have a refund in doubt on an order that then gives back more than was paid."""
    desk = Desk(Memory(script=["nothing"]), at=timezone.now() - 30 * HOUR)
    placed = order(shop)
    remedy = requested(placed, 300, people.lin(shop), at=desk.at, account=str(shop.pk))
    desk.works()
    desk.works(after=LAG + HOUR)
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 900)], at=timezone.now(),
    )  # fmt: skip
    commands.stop(
        scope="account", name=str(shop.pk), why="Drill.", by=lead, at=timezone.now()
    )
    return remedy


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_two_people_settle_one_by_hand(opened: Opener, language: str, theme: str) -> None:
    shop = people.store()
    lead, compliance = people.maya(shop), people.person("Chen", "compliance", shop)
    Person.objects.update(language=language)
    lead.language = compliance.language = language
    remedy = doubt_and_an_incident(shop, lead)
    with translation.override(language):
        page = opened("/money/", person=lead, theme=theme)
        looks_right(page, f"money-{language}-{theme}")
        page.get_by_role("link", name=_("Refund"), exact=True).click()
        page.get_by_label(str(_("It has happened"))).check()
        page.get_by_label(str(_("The channel’s own id"))).fill("R-9")
        page.get_by_label(str(_("How you know"))).fill("It stands in the report.")
        page.get_by_label(str(_("Where it can be looked up"))).fill("Report 7, line 3.")
        page.get_by_role("button", name=_("Say so")).click()
        expect(page.locator("main")).to_contain_text(_("Waits for a second person"))
        other = opened(f"/money/remedies/{remedy.pk}/", person=compliance, theme=theme)
        looks_right(other, f"money-settle-{language}-{theme}")
        other.get_by_role("button", name=_("I have looked: confirm it")).click()
        expect(other.locator("main")).to_contain_text("Chen")
    assert Remedy.objects.get().state == Remedy.State.SUCCEEDED
    for name, address in (
        ("order", f"/money/orders/{remedy.ledger_id}/"),
        ("incident", f"/money/incidents/{Incident.objects.get().pk}/"),
        ("stops", "/money/stops/"),
        ("audit", "/money/audit/"),
    ):
        other.goto(address)
        looks_right(other, f"money-{name}-{language}-{theme}")


def looks_right(page: Page, name: str) -> None:
    keep(page, name, full=True)
    assert_accessible(page)

"""What was found is written on the ticket, and compliance answers the claim with it."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from firsthand.domain.claims.models import Claim, Finding
from firsthand.domain.mail.models import Attachment
from firsthand.domain.orders.models import Parcel
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.claims import LOST, claimed, told
from tests.people import lin, person, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place() -> Store:
    return store("DE", name="Lumo Berlin")


def speaks(somebody: Person, language: str) -> Person:
    somebody.language = language
    somebody.save()
    return somebody


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_claim_is_found_out_about_answered_and_won(
    opened: Opener, place: Store, language: str, theme: str, tmp_path: Path
) -> None:
    ticket = told(place, "The lamp came in pieces, I want my money back.")
    Parcel.objects.create(
        order=ticket.order, carrier="DHL", tracking_number="JJD0099",
        scans=[{"at": "2026-03-01T09:00:00+00:00", "what": "Delivered"}],
    )  # fmt: skip
    setback = claimed(ticket.order, at=timezone.now() - timedelta(hours=40))
    look = f"{language}-{theme}"
    agent = speaks(lin(place), language)
    chen = speaks(person("Chen", "compliance", place), language)
    translation.activate(language)
    _finds_out(opened(f"/tickets/{ticket.pk}/", person=agent, theme=theme), look)
    assert Finding.objects.get().true_reason.code == LOST
    page = opened("/claims/", person=chen, theme=theme)
    expect(page.locator("main")).to_contain_text("G202041210")
    keep(page, f"claims-{look}", full=True)
    assert_accessible(page)
    page.get_by_role("link", name=ticket.order.number).click()
    _answers(page, look, tmp_path / "pack.zip")
    assert Claim.objects.get(pk=setback.pk).outcome == "won"


def _finds_out(page: Page, look: str) -> None:
    """Write a finding on the ticket, first without a basis, which is refused."""
    section, sheet = page.locator("#truth"), page.locator("#ask")
    section.get_by_role("button", name=_("Say what was found")).click()
    sheet.get_by_label(_("Not true"), exact=True).check()
    sheet.locator("#true-reason").select_option(LOST)
    sheet.get_by_label(_("Note"), exact=True).fill("Another lamp on the photo.")
    sheet.get_by_role("button", name=_("Write it down")).click()
    expect(sheet).to_contain_text(_("Nothing says what this rests on."))
    keep(page, f"claims-sheet-{look}")
    assert_accessible(page)
    first = sheet.locator(".basis").first
    first.locator("select[name=kind]").select_option("photo")
    first.locator("select[name=link]").select_option(f"file:{Attachment.objects.get().pk}")
    sheet.get_by_role("button", name=_("Write it down")).click()
    expect(sheet).not_to_be_visible()
    expect(section).to_contain_text("Another lamp on the photo.")
    expect(section).to_contain_text(_("Not true"))
    keep(page, f"claims-ticket-{look}")
    assert_accessible(page)


def _answers(page: Page, look: str, target: Path) -> None:
    """Enter the time, take the pack, answer, and note that it was won."""
    due = timezone.localtime(timezone.now() + timedelta(hours=20))
    page.locator("#id_respond_by").fill(f"{due:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name=_("Save the time")).click()
    expect(page.locator("main")).not_to_contain_text("G202041210")
    with page.expect_download() as download:
        page.get_by_role("button", name=_("Take out the evidence pack")).click()
    download.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        assert "Another lamp on the photo." in archive.read("index.html").decode()
    page.get_by_role("button", name=_("The defence was sent")).click()
    page.get_by_label(_("Outcome")).select_option("won")
    page.get_by_role("button", name=_("Note the outcome")).click()
    expect(page.locator("main .mark.good").first).to_contain_text(_("Won"))
    keep(page, f"claims-one-{look}", full=True)
    assert_accessible(page)

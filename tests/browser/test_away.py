"""Snoozed, undone, woken; steps ticked; a warehouse asked: all of it by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import ChecklistGiven, ContactGiven
from firsthand.domain.tickets.models import Step, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import maya, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def lead() -> Person:
    there_are_reasons()
    return maya(store("DE", name="Lumo Berlin"))


@pytest.fixture
def ticket(lead: Person) -> Ticket:
    """A ticket of an hour ago, in a store with a checklist and a warehouse."""
    place, now = Store.objects.get(), timezone.now()
    contact = ContactGiven("warehouse", "Lager Ost", "lager@warehouse.example")
    steps = ChecklistGiven("Lost parcel", ["Ask the carrier", "File a claim"])
    commands.add_contact(store_id=place.pk, given=contact, by=lead, at=now)
    commands.add_checklist(given=steps, by=lead, at=now)
    mail = relayed("Wo ist die Lampe?", subject="Lampe", language="de", sent_at=now - HOUR)
    return Ticket.objects.get(pk=arrives(mailbox(place), mail, at=now).ticket_id)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_ticket_is_put_away_worked_along_a_list_and_asked_about(
    opened: Opener, lead: Person, ticket: Ticket, language: str
) -> None:
    lead.language = language
    lead.save()
    page = opened(f"/tickets/{ticket.pk}/", person=lead)
    desk = page.url.split("/tickets/")[0]
    snoozed_undone_and_snoozed_again(page, language)
    page.goto(f"{desk}/queue/my-snoozed/")
    expect(page.locator(f"#ticket-{ticket.pk}")).to_be_visible()
    keep(page, f"my-snoozed-{language}")
    commands.wake_due(now=lambda: timezone.now() + 4 * HOUR)

    page.goto(f"{desk}/tickets/{ticket.pk}/")
    ticked(page)
    assert Step.objects.filter(done_by=lead).count() == 1
    asked_and_answered(page, language)
    page.goto(f"{desk}/queue/open/")
    expect(page.locator("tr .mark.watch")).to_have_count(2)  # Woke up, and they answered.
    keep(page, f"woke-{language}")
    assert_accessible(page)


def snoozed_undone_and_snoozed_again(page: Page, language: str) -> None:
    page.keyboard.press("s")
    expect(page.locator("#ask[open] [data-digit]").first).to_be_focused()
    keep(page, f"snooze-sheet-{language}")
    assert_accessible(page)
    page.keyboard.press("1")
    expect(page.locator("#undo")).to_be_visible()
    keep(page, f"snoozed-{language}")
    page.keyboard.press("u")
    expect(page.locator("#undo")).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator("#ask[open] [data-digit]").first).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#undo")).to_be_visible()


def ticked(page: Page) -> None:
    page.keyboard.press("i")
    expect(page.locator("#ask[open] [data-digit]")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#steps li")).to_have_count(2)
    page.keyboard.press("d")
    expect(page.locator("#steps s")).to_have_count(1)


def asked_and_answered(page: Page, language: str) -> None:
    page.keyboard.press("q")
    expect(page.locator("#side-contact")).to_be_focused()
    keep(page, f"side-sheet-{language}")
    page.locator("#side-subject").fill("306-1")
    page.locator("#side-body").fill("Is it still with you?")
    page.keyboard.press("Control+Enter")
    said = page.locator("#beside .message__text")
    expect(said).to_contain_text("Is it still with you?")
    sent = OutboundMail.objects.get()
    answer = letter(
        "It left on Monday.", sender="lager@warehouse.example", sent_at=timezone.now(),
        in_reply_to=(sent.message_id,),
    )  # fmt: skip
    arrives(sent.mailbox, answer)
    page.reload()
    expect(said).to_have_count(2)
    keep(page, f"beside-{language}")
    assert_accessible(page)

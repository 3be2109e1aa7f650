"""Both clocks of a ticket, read and explained by keyboard; the pages of promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.domain.mail.models import Mailbox, Silence
from firsthand.domain.people.models import Person
from firsthand.domain.sla.commands import set_slots
from firsthand.domain.tickets.models import Ticket
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, mailbox, relayed
from tests.people import maya, store
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE", name="Lumo Berlin"))


@pytest.fixture
def lead(box: Mailbox) -> Person:
    return maya(box.store)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_clock_is_explained_without_a_mouse(
    opened: Opener, box: Mailbox, lead: Person, language: str, theme: str
) -> None:
    lead.language = language
    lead.save()
    policy(lead, name="Europe", respond_minutes=120, resolve_minutes=960)
    wrote = timezone.now() - HOUR
    received = arrives(box, relayed("Wo bleibt mein Paket?", sent_at=wrote))
    ticket = Ticket.objects.get(pk=received.ticket_id)
    page = opened(f"/tickets/{ticket.pk}/", person=lead, theme=theme)
    first, second = page.locator(".clock summary").all()[:2]
    first.focus()
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    shown = page.locator(".clock[open] dl")
    expect(shown).to_contain_text("Europe")
    expect(shown.locator(f'a[href="#message-{ticket.messages.get().pk}"]')).to_be_visible()
    keep(page, f"clocks-{language}-{theme}")
    assert_accessible(page)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_of_promises_pass_axe(
    opened: Opener, box: Mailbox, lead: Person, language: str, theme: str
) -> None:
    lead.language = language
    lead.save()
    made = policy(lead, name="Europe", store_id=box.store_id, resolve_minutes=960)
    hours = calendar(lead, holidays={"2026-10-01": "国庆节"})
    set_slots(
        store_id=box.store_id, minutes=[570, 1020], weekdays=range(1, 6),
        by=lead, at=timezone.now(),
    )  # fmt: skip
    Silence.objects.create(
        mailbox=box, store=box.store, kind="path", raised_at=timezone.now()
    )
    for name, address in (
        ("sla", "/settings/sla/"),
        ("policy", f"/settings/sla/{made.pk}/"),
        ("calendars", "/settings/calendars/"),
        ("calendar", f"/settings/calendars/{hours.pk}/"),
        ("reply-slots", "/settings/reply-slots/"),
        ("reply-slots-of-a-store", f"/settings/reply-slots/{box.store_id}/"),
        ("silence", "/"),
    ):
        page = opened(address, person=lead, theme=theme)
        keep(page, f"{name}-{language}-{theme}", full=True)
        assert_accessible(page)

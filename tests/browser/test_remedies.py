"""A refund by keyboard alone, in both languages: in full, by line, over the limit."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.tickets.models import Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.remedies import Desk, Memory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("log_in_takes_one_step", "stores_are_connected"),
]
LANGUAGES = ["en", "zh-hans"]
NOTES = (
    "Damaged base: photo in message one shows the crack, buyer keeps the lamp for half.",
    "Damaged shade as well, the second photo shows it; she pays a shop to mend it.",
    "Damaged beyond repair after all, the shop says; the rest of the price goes back.",
)


def choose_reason(page: Page) -> None:
    page.locator("#remedy input[name=words]").fill("DMG.TRANSIT")
    reason = page.locator("#remedy input[value='AFT.DMG.TRANSIT']")
    expect(reason).to_be_visible()
    reason.focus()
    page.keyboard.press("Space")


def write_note(page: Page, text: str) -> None:
    page.locator("#remedy-note").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_is_given_by_line_over_the_limit_and_never_before_it_is(
    opened: Opener, agent: Person, ticket_by_mail: Ticket, language: str
) -> None:
    agent.language = language
    agent.save()
    page = opened(f"/tickets/{ticket_by_mail.pk}/", person=agent)
    page.keyboard.press("y")
    sheet = page.locator("#remedy")
    expect(sheet).to_be_visible()
    choose_reason(page)
    # The note begins as the reason wants it, in one's own language.
    expect(page.locator("#remedy-note")).not_to_have_value("")
    page.locator("#remedy input[name='part-2-price']").fill("20.00")
    write_note(page, NOTES[0])
    expect(page.locator("#remedy-preview .mark.good")).to_be_visible()
    assert_accessible(page)
    keep(page, f"remedy-sheet-{language}")
    page.keyboard.press("Control+Enter")
    expect(sheet).to_be_hidden()
    asked = page.locator("#thread [id^=remedy-]")
    expect(asked.locator(".mark.open")).to_be_visible()  # Asked for, and not yet done.
    Desk(Memory(), at=timezone.now()).works()
    expect(asked.locator(".mark.good")).to_be_visible()

    # All that is left is over the limit: it waits.
    page.keyboard.press("y")
    choose_reason(page)
    write_note(page, NOTES[1])
    expect(page.locator("#remedy-preview .mark.watch")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(asked).to_have_count(2)
    expect(asked.last.locator(".mark.watch")).to_be_visible()
    assert_accessible(page)
    keep(page, f"remedies-{language}")
    states = Remedy.objects.order_by("pk").values_list("state", "minor_units")
    assert list(states) == [("succeeded", 2_000), ("pending_approval", 58_000)]


def test_a_double_click_and_a_lost_answer_ask_for_one(
    opened: Opener, agent: Person, ticket_by_mail: Ticket
) -> None:
    page = opened(f"/tickets/{ticket_by_mail.pk}/", person=agent)
    page.keyboard.press("y")
    choose_reason(page)
    page.locator("#remedy input[name=sum]").fill("12.50")
    write_note(page, NOTES[2])
    expect(page.locator("#remedy-preview .mark.good")).to_be_visible()
    main = page.locator("#remedy [data-main]")
    # The server does it, and the page never hears of it.
    page.route(
        "**/remedies/ask/",
        lambda route: (route.fetch(), route.abort("internetdisconnected")),
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#remedy")).to_be_visible()
    page.unroute("**/remedies/ask/")
    main.dblclick()
    expect(page.locator("#remedy")).to_be_hidden()
    expect(page.locator("#thread [id^=remedy-]")).to_have_count(1)
    assert Remedy.objects.count() == 1

"""Twenty buyers answered in one sitting: read, tagged, answered, closed, no mouse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Cycle, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_closing import WORDS, fill_in, options_of
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, mailbox, relayed
from tests.people import lin, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = 20


@pytest.fixture
def agent(settings) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    there_are_reasons()
    german = store("DE", name="Lumo Berlin")
    box, now = mailbox(german), timezone.now()
    for n in range(TICKETS):
        asked = now - timedelta(hours=20, minutes=-n)
        mail = relayed(
            f"Wo ist Paket {n}?", alias=f"b{n}@marketplace.amazon.de", sent_at=asked
        )
        arrives(box, mail, at=asked)
    return lin(german)


def tag_first(page: Page) -> None:
    page.keyboard.press("t")
    expect(options_of(page).first).to_be_visible()
    page.keyboard.insert_text("lost")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".head + .line .chip")).to_be_visible()


def answer_and_close(page: Page, text: str, language: str) -> None:
    page.keyboard.press("r")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Shift+Enter")
    expect(options_of(page).first).to_be_visible()
    fill_in(page, WORDS[language][0])
    page.keyboard.press("Control+Enter")
    expect(page.locator("#clock.soft")).to_be_visible()  # Closed: no clock runs.


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_twenty_tickets_are_read_answered_tagged_and_closed_by_keyboard(
    opened: Opener, agent: Person, language: str
) -> None:
    agent.language = language
    agent.save()
    page = opened("/queue/open/", person=agent)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for n in range(TICKETS):
        # The one that waits longest comes first, and each comes once.
        expect(page.locator("article").first).to_contain_text(f"Wo ist Paket {n}?")
        page.wait_for_load_state()  # A key pressed before is nobody's.
        if n % 5 == 0:
            tag_first(page)
        answer_and_close(page, f"Paket {n} kommt morgen.", language)
        page.keyboard.press("j")
    page.wait_for_url("**/queue/open/**")
    keep(page, f"shift-done-{language}")
    assert_accessible(page)

    assert set(Ticket.objects.values_list("state", "reason__code")) == {
        ("solved", "INS.LOG.DNR")
    }
    assert Cycle.objects.filter(resolution__code="resent", truth="valid").count() == TICKETS
    sent = OutboundMail.objects.order_by("pk").values_list("recipient", "body")
    assert list(sent) == [
        (f"b{n}@marketplace.amazon.de", f"Paket {n} kommt morgen.") for n in range(TICKETS)
    ]

"""An agent writes what he means in Chinese; a changed amount in German is caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Message
from tests.browser.conftest import Opener, keep
from tests.browser.test_merging import LANGUAGES, agent, asked, box, speaks
from tests.browser.test_pages import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["agent", "box"]
DRAFT = "您好，我们退您19.99欧元，14天内到账。"
TEXT = "Guten Tag, wir erstatten Ihnen 29,99 €. Das Geld ist binnen 14 Tagen auf dem Konto."


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_amount_is_caught_before_it_leaves(
    opened: Opener, agent: Person, box: Mailbox, language: str
) -> None:
    speaks(agent, language)
    ticket_id = asked(box, "Wo ist mein Geld?")
    page = opened(f"/tickets/{ticket_id}/", person=agent)
    page.keyboard.press("r")
    page.keyboard.insert_text(TEXT)
    page.locator("details:has([data-own-language]) summary").press("Enter")
    page.locator("[data-own-language]").focus()
    page.keyboard.insert_text(DRAFT)
    rows = page.locator(".differences li:not(.soft)")
    expect(rows).to_have_count(1)
    expect(rows.locator("del")).to_have_text("19.99欧元")
    expect(rows.locator("ins")).to_have_text("29,99 €")
    keep(page, f"own-language-{language}")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=differs]")).to_be_focused()
    assert not Message.objects.filter(direction="outbound").exists()
    text = page.locator("#reply-form textarea[name=body]")
    text.fill(TEXT.replace("29,99", "19,99"))
    expect(page.locator("[data-differences] .mark.good")).to_be_visible()
    text.focus()
    page.keyboard.press("Control+Enter")
    # The promise in the text names a time; nothing else holds it up.
    expect(page.locator(".done")).to_be_visible()

"""A macro put into the reply by keyboard, and a locked part that was changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from firsthand.domain.journal.models import Entry
from firsthand.domain.macros.models import MacroVersion
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.wiring import REACTIONS
from tests.browser.conftest import Opener, keep
from tests.browser.test_merging import LANGUAGES, asked, speaks
from tests.browser.test_pages import assert_accessible
from tests.letters import mailbox
from tests.macros import published
from tests.people import lin, maya, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Hi {{buyer_name}},\n\n[[Your lamp will arrive by {{eta_new}}.]]\n\n{{agent_sign}}"


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def box() -> Mailbox:
    there_are_reasons()
    return mailbox(store("DE", name="Lumo Berlin"))


def in_use() -> MacroVersion:
    texts = {"en": TEXT, "zh-Hans": "{{buyer_name}}您好，灯将于{{eta_new}}送达。"}
    chen = person("Chen", "compliance")
    actions = [{"do": "tag", "of": "INS.LOG.DELAY"}, {"do": "status", "of": "solved"}]
    return published(maya(), chen, texts=texts, shortcut="late", actions=actions)


def put_in(page: Page, language: str) -> None:
    """Find the macro, forget the date and be told, say it, and have the text."""
    page.keyboard.press("g")
    expect(page.locator("#macro-words")).to_be_focused()
    page.keyboard.type("late")
    expect(page.locator("#macro-list button")).to_have_count(1)
    keep(page, f"macros-{language}")
    assert_accessible(page)
    page.keyboard.press("Enter")
    field = page.locator("#macro-eta_new")
    expect(field).to_be_focused()
    keep(page, f"macro-fields-{language}")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ask [role=alert]")).to_be_visible()
    field.fill("2026-12-01")
    page.locator("#ask .main").press("Enter")
    expect(page.locator("#ask")).not_to_be_visible()


def untick_that_it_is_closed(page: Page, language: str) -> None:
    """See both actions ticked; closed with the reply, the sheet would be asked first."""
    boxes = page.locator("#macro-actions input[type=checkbox]")
    expect(boxes).to_have_count(2)
    expect(boxes.nth(1)).to_be_checked()
    keep(page, f"macro-actions-{language}")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sheet")).to_be_visible()
    page.keyboard.press("Escape")
    boxes.nth(1).press("Space")
    expect(boxes.nth(1)).not_to_be_checked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_macro_is_found_filled_and_sent_and_its_locked_part_kept(
    opened: Opener, box: Mailbox, language: str
) -> None:
    agent = lin(box.store)
    speaks(agent, language)
    version = in_use()
    page = opened(f"/tickets/{asked(box, 'Wo ist meine Lampe?')}/", person=agent)
    put_in(page, language)
    reply = page.locator("#reply-form textarea")
    expect(reply).to_be_focused()
    expect(reply).to_have_value(re.compile("arrive by December 1, 2026"))
    made = reply.input_value()
    untick_that_it_is_closed(page, language)
    reply.fill(made.replace("December 1", "December 3"))
    reply.press("Control+Enter")
    expect(page.locator("#refusal [role=alert]")).to_contain_text("December 1, 2026")
    keep(page, f"macro-altered-{language}")
    assert not Message.objects.filter(direction="outbound").exists()
    reply.fill(made.replace("Hi ", "Dear "))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    sent = Message.objects.get(direction="outbound")
    assert "arrive by December 1, 2026" in sent.body
    told = Entry.objects.get(kind="tickets.reply_written", subject_id=sent.pk)
    assert told.facts["macro_id"] == version.pk
    for reaction in REACTIONS[told.kind]:
        reaction(told)
    left = Ticket.objects.get()
    assert (str(left.reason and left.reason.code), left.state) == ("INS.LOG.DELAY", "open")

"""Japan, "throw it away": blocked while it is typed, said better by one key, and sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.policies.models import Raised
from firsthand.domain.tickets.models import Message
from tests.browser.conftest import Opener, keep
from tests.browser.test_merging import LANGUAGES, asked, speaks
from tests.browser.test_pages import assert_accessible
from tests.letters import mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db(transaction=True)
THROWN = "お問い合わせありがとうございます。商品は捨ててください。近日中に返金いたします。"


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("JP", name="Lumo Tokyo"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_japan_throwing_away_is_blocked_and_said_better_by_one_key(
    opened: Opener, box: Mailbox, language: str
) -> None:
    agent = lin(box.store)
    speaks(agent, language)
    page = opened(f"/tickets/{asked(box, '商品が壊れていました。')}/", person=agent)
    reply = page.locator("#reply-form textarea")
    reply.fill(THROWN)
    expect(page.locator("gate-check .mark.bad").first).to_be_visible()
    page.locator("gate-check [data-jump]").first.click()
    marked = reply.evaluate("(it) => it.value.slice(it.selectionStart, it.selectionEnd)")
    assert "捨てて" in marked
    # A time as vague as that is asked for as a promise, too.
    page.locator("promise-list [name=promise_kept]").uncheck()
    keep(page, f"gate-{language}")
    assert_accessible(page)
    reply.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refusal [role=alert]")).to_contain_text("捨てて")
    assert not Message.objects.filter(direction="outbound").exists()
    reply.focus()
    expect(page.locator("gate-check [data-repair]").first).to_be_visible()
    page.keyboard.press("Control+.")
    expect(page.locator("gate-check .mark.bad")).to_have_count(0)
    expect(page.locator("gate-check .mark.watch").first).to_be_visible()
    assert "捨てて" not in reply.input_value()
    page.locator("promise-list [name=promise_kept]").uncheck()
    reply.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    sent = Message.objects.get(direction="outbound")
    assert "集荷を手配いたします。近日中に返金いたします。" in sent.body
    outcomes = set(Raised.objects.values_list("rule", "outcome"))
    assert {("L-29", "blocked"), ("L-27", "warned")} <= outcomes

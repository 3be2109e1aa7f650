"""A reply taken back, scheduled, overtaken: by keyboard, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import HeldReply, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, mailbox, relayed
from tests.people import lin, maya, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
LANGUAGES = ["en", "zh-hans"]
TEXT = "Wir senden Ihnen heute eine neue Lampe."


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return undoing(lin(german))


@pytest.fixture
def box(german: Store) -> Mailbox:
    return mailbox(german)


@pytest.fixture
def jonas(box: Mailbox) -> Ticket:
    asked = timezone.now() - 3 * HOUR
    mail = relayed("Die Lampe flackert.", subject="Lampe", language="de", sent_at=asked)
    return Ticket.objects.get(pk=arrives(box, mail, at=asked).ticket_id)


def undoing(person: Person) -> Person:
    """Let somebody undo for half a minute: longer than any step of a test takes."""
    person.undo_seconds = 30
    person.save()
    return person


def speaks(person: Person, language: str) -> None:
    person.language = language
    person.save()


def write(page: Page, text: str = TEXT, *, keys: str = "Control+Enter") -> None:
    page.keyboard.press("r")
    page.keyboard.insert_text(text)
    page.keyboard.press(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_is_undone_by_one_key_and_sent_after_all(
    opened: Opener, agent: Person, jonas: Ticket, language: str
) -> None:
    speaks(agent, language)
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    write(page)
    expect(page.locator("article.held")).to_contain_text(TEXT)
    expect(page.locator("held-countdown")).to_contain_text("2")  # 2x seconds.
    keep(page, f"held-{language}")
    assert_accessible(page)
    page.reload()
    expect(page.locator("article.held")).to_contain_text(TEXT)
    page.keyboard.press("u")
    text = page.locator("#reply-form textarea[name=body]")
    expect(text).to_have_value(TEXT)
    expect(text).to_be_focused()
    expect(page.locator("article.held")).to_have_count(0)
    assert not OutboundMail.objects.exists()

    page.keyboard.press("Control+Enter")
    expect(page.locator("article.held")).to_contain_text(TEXT)
    HeldReply.objects.filter(state="waiting").update(send_at=timezone.now())
    assert commands.send_held(now=timezone.now) == 1
    expect(page.locator("#clock")).to_have_class("mark good")
    expect(page.locator("article.held")).to_have_count(0)
    assert OutboundMail.objects.get().body == TEXT


def test_the_next_ticket_is_another_one_and_undo_leads_back(
    opened: Opener, agent: Person, jonas: Ticket, box: Mailbox
) -> None:
    asked = timezone.now() - HOUR
    other = arrives(
        box, relayed("Und meine?", alias="x@marketplace.amazon.de", sent_at=asked), at=asked
    ).ticket_id
    page = opened(f"/tickets/{jonas.pk}/?view=open", person=agent)
    write(page)
    expect(page.locator("article.held")).to_be_visible()
    page.keyboard.press("j")
    page.wait_for_url(f"**/tickets/{other}/**")
    expect(page.locator(".undoable")).to_contain_text("Jonas")
    keep(page, "undo-elsewhere-en")
    assert_accessible(page)
    page.goto("/queue/open/")
    expect(page.locator(".undoable")).to_contain_text("Jonas")
    page.keyboard.press("u")
    page.wait_for_url(f"**/tickets/{jonas.pk}/#reply")
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(TEXT)
    assert HeldReply.objects.get().state == "back"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_is_scheduled_by_the_buyers_clock_and_taken_back(
    opened: Opener, agent: Person, jonas: Ticket, language: str
) -> None:
    speaks(agent, language)
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    write(page, keys="Control+Alt+Enter")
    expect(page.locator("#later")).to_be_visible()
    keep(page, f"later-{language}")
    assert_accessible(page)
    page.keyboard.press("1")
    held = page.locator("article.held")
    expect(held).to_contain_text("09:00")
    waiting = HeldReply.objects.get()
    assert (waiting.is_scheduled, waiting.body) == (True, TEXT)
    keep(page, f"scheduled-{language}")
    assert_accessible(page)
    page.reload()
    held.locator("[name=send_on]").fill(f"{waiting.send_at:%Y-%m-%d}T17:45")
    held.locator("[name=send_at]").click()
    expect(held).to_contain_text("17:45")
    page.keyboard.press("Shift+U")
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(TEXT)
    assert not OutboundMail.objects.exists()


def test_enter_in_the_field_for_a_time_never_sends_at_once(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    write(page, keys="Control+Alt+Enter")
    field = page.locator("#later [name=send_on]")
    field.fill(f"{timezone.now() + timedelta(days=2):%Y-%m-%d}T10:00")
    field.press("Enter")
    expect(page.locator("article.held")).to_contain_text("10:00")
    assert HeldReply.objects.get().is_scheduled


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_collide_and_the_text_of_the_second_is_kept(
    opened: Opener, agent: Person, german: Store, jonas: Ticket, language: str
) -> None:
    lead = undoing(maya(german))
    for each in (agent, lead):
        speaks(each, language)
    first = opened(f"/tickets/{jonas.pk}/", person=agent)
    second = opened(f"/tickets/{jonas.pk}/", person=lead)
    second.keyboard.press("r")
    second.keyboard.insert_text("Ich antworte auch.")
    write(first)
    expect(first.locator("article.held")).to_be_visible()
    second.keyboard.press("Control+Enter")
    expect(second.locator("#refusal")).to_contain_text("Lin")
    expect(second.locator("article.held")).to_contain_text(TEXT)
    expect(second.locator("#reply-form textarea[name=body]")).to_have_value(
        "Ich antworte auch."
    )
    keep(second, f"collided-{language}")
    assert_accessible(second)
    HeldReply.objects.filter(state="waiting").update(send_at=timezone.now())
    assert commands.send_held(now=timezone.now) == 1
    assert OutboundMail.objects.get().body == TEXT


def test_what_a_new_message_overtook_is_told_and_its_text_is_back(
    opened: Opener, agent: Person, box: Mailbox, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    write(page)
    expect(page.locator("article.held")).to_be_visible()
    now = timezone.now()
    arrives(box, relayed("Es geht wieder.", sent_at=now), at=now)
    assert commands.send_held(now=timezone.now) == 0
    page.goto("/queue/open/")
    expect(page.locator(".undoable")).to_contain_text("Something was added")
    page.get_by_role("link", name="Open the ticket").click()
    expect(page.locator("article.held")).to_contain_text("Not sent")
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(TEXT)
    keep(page, "stopped-en")
    assert_accessible(page)
    page.get_by_role("button", name="Put this notice away").click()
    expect(page.locator("article.held")).to_have_count(0)
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(TEXT)

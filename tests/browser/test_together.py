"""Two people, two tabs and a lost network on one ticket: nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Draft, Ticket
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, mailbox, relayed
from tests.people import lin, maya, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
LANGUAGES = ["en", "zh-hans"]


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def jonas(german: Store) -> Ticket:
    asked = timezone.now() - 3 * HOUR
    mail = relayed("Die Lampe flackert.", subject="Lampe", language="de", sent_at=asked)
    return Ticket.objects.get(pk=arrives(mailbox(german), mail, at=asked).ticket_id)


def look_again(page: Page) -> None:
    """Have the page ask at once who is here, as it does every eight seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def begin(page: Page, text: str) -> None:
    page.keyboard.press("r")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sees_the_other_look_and_write(
    opened: Opener, agent: Person, german: Store, jonas: Ticket, language: str
) -> None:
    lead = maya(german)
    for each in (agent, lead):
        each.language = language
        each.save()
    first = opened(f"/tickets/{jonas.pk}/", person=agent)
    second = opened(f"/tickets/{jonas.pk}/", person=lead)
    expect(second.locator("ticket-presence")).to_contain_text("Lin")
    begin(second, "Ich schaue nach.")
    expect(second.locator("#reply-form [data-saved]")).not_to_be_empty()
    look_again(first)
    here = first.locator("ticket-presence")
    words = {"en": "Writing a reply right now: Maya", "zh-hans": "正在撰写回复：Maya"}
    expect(here).to_have_text(words[language])
    keep(first, f"presence-{language}")
    assert_accessible(first)
    first.goto("/queue/open/")
    expect(first.locator("table.queue")).to_contain_text(words[language])
    keep(first, f"presence-queue-{language}")


def test_an_older_tab_overwrites_nothing_and_lets_one_choose(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    address = f"/tickets/{jonas.pk}/"
    old, new = opened(address, person=agent), opened(address, person=agent)
    begin(new, "The newer text")
    expect(new.locator("#reply-form [data-saved]")).to_contain_text("Draft saved")
    begin(old, "The older tab")
    choice = old.locator("#reply-form [data-stale]")
    expect(choice).to_be_visible()
    assert Draft.objects.get().body == "The newer text"
    expect(old.locator("#reply-form textarea[name=body]")).to_have_value("The older tab")
    keep(old, "stale-draft-en")
    assert_accessible(old)
    choice.locator("[data-theirs]").click()
    expect(old.locator("#reply-form textarea[name=body]")).to_have_value("The newer text")
    old.locator("#reply-form textarea[name=body]").fill("Both")
    expect(old.locator("#reply-form [data-saved]")).to_contain_text("Draft saved")
    expect(choice).to_be_hidden()
    old.locator("#reply-form textarea[name=body]").blur()
    new.locator("#reply-form textarea[name=body]").fill("Mine after all")
    expect(new.locator("#reply-form [data-stale]")).to_be_visible()
    new.locator("#reply-form [data-mine]").click()
    expect(new.locator("#reply-form [data-stale]")).to_be_hidden()
    expect(new.locator("#reply-form [data-saved]")).to_contain_text("Draft saved")
    assert Draft.objects.get().body == "Mine after all"


def test_without_a_network_the_text_stays_and_is_saved_when_it_is_back(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.route("**/draft/", lambda route: route.abort("internetdisconnected"))
    with page.expect_event("requestfailed"):
        begin(page, "Written in a tunnel")
    said = page.locator("#reply-form [data-saved]")
    expect(said).to_contain_text("kept in this browser")
    keep(page, "no-network-en")
    assert not Draft.objects.exists()
    page.reload()
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(
        "Written in a tunnel"
    )
    page.unroute("**/draft/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(said).to_contain_text("Draft saved")
    assert Draft.objects.get().body == "Written in a tunnel"
    kept = page.evaluate("Object.keys(localStorage)")
    assert [name for name in kept if name.startswith("draft:")] == []

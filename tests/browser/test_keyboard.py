from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.tickets.models import Watch
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store, wen


def test_log_in_with_codes_by_keyboard_alone(
    opened: Opener, transactional_db: None
) -> None:
    lin()
    page = opened("/log-in/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type("lin@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough pass phrase")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/codes/activate/")
    keep(page, "codes-activate")
    assert_accessible(page)
    secret = page.locator("dd.id").inner_text()
    page.keyboard.type(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/codes/recovery/")
    keep(page, "codes-recovery")
    assert_accessible(page)
    page.goto("/settings/")
    page.get_by_role("button", name="Log out").press("Enter")
    page.wait_for_url("**/log-in/")
    cache.clear()


def test_the_question_mark_lists_the_keys_and_escape_puts_them_away(
    opened: Opener, transactional_db: None, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    page = opened("/styleguide/", person=wen())
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    keep(page, "keys-help")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()


def test_the_list_of_keys_says_what_each_does_on_this_page(
    opened: Opener, transactional_db: None, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    box = mailbox(store("DE"))
    ticket_id = arrives(box, letter(), at=timezone.now()).ticket_id
    page = opened("/queue/", person=lin(box.store))
    in_list = keys_listed(page)
    assert in_list["F"] == ["Filter the queue"]
    assert "N" not in in_list
    page.goto(f"/tickets/{ticket_id}/")
    keep(page, "keys-help-on-a-ticket")
    on_ticket = keys_listed(page)
    assert on_ticket["F"] == ["Follow the ticket, or follow it no more"]
    assert on_ticket["A"] == ["Assign to me"]
    assert "X Shift X" not in on_ticket
    for listed in (in_list, on_ticket):
        assert {keys: words for keys, words in listed.items() if len(words) > 1} == {}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).not_to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/following/")
    assert not Watch.objects.exists()


def keys_listed(page: Page) -> dict[str, list[str]]:
    """Open the list and return what it shows: keys -> what they do."""
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    found: dict[str, list[str]] = {}
    for keys in sheet.locator("dt:visible").all():
        words = keys.locator("xpath=following-sibling::dd[1]").inner_text()
        found.setdefault(keys.inner_text(), []).append(words)
    return found


def test_keys_typed_into_a_field_stay_there(
    opened: Opener, transactional_db: None, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    page = opened("/styleguide/", person=wen())
    page.locator("textarea").first.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_first_tab_offers_to_skip_the_rail(
    opened: Opener, transactional_db: None, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    page = opened("/settings/people/", person=wen())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

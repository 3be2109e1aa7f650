"""A promise to a German buyer: found while it is written, confirmed, kept, broken, moved,
handed over at the end of the shift. By keyboard, in both languages.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.promises import commands
from firsthand.domain.promises.models import Promise
from firsthand.domain.sla import commands as sla
from firsthand.domain.tickets.models import Message
from tests.browser.conftest import Opener, keep
from tests.browser.test_merging import LANGUAGES, agent, asked, box, speaks
from tests.browser.test_pages import assert_accessible
from tests.people import person, wen
from tests.service_levels import calendar

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["agent", "box"]
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TEXT = "Guten Tag, ich melde mich innerhalb von 24 Stunden. Der Ersatz folgt in Kürze."


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def rows(page: Page):
    return page.locator(".promised li")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_reply_promises_is_found_confirmed_and_kept(
    opened: Opener, agent: Person, box: Mailbox, language: str
) -> None:
    speaks(agent, language)
    ticket_id = asked(box, "Wo ist meine Lampe?")
    page = opened(f"/tickets/{ticket_id}/", person=agent)
    page.keyboard.press("r")
    page.keyboard.insert_text(TEXT)
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("innerhalb von 24 Stunden")
    keep(page, f"promises-in-reply-{language}")
    assert_accessible(page)
    # The second names no time: nothing leaves until somebody says one, or that it is none.
    page.keyboard.press("Control+Enter")
    expect(rows(page).nth(1).locator("[type=datetime-local]")).to_be_focused()
    assert not Message.objects.filter(direction="outbound").exists()
    rows(page).nth(1).locator("[type=checkbox]").uncheck()
    page.locator("#reply-form textarea").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()
    kept = Promise.objects.get(confirmed_at__isnull=False)
    assert kept.due_at - kept.made_at == 24 * HOUR
    assert Promise.objects.get(dismissed_at__isnull=False).due_at is None
    beside = page.locator(f"#promise-{kept.pk}")
    expect(beside).to_contain_text("Lin")
    keep(page, f"promises-beside-{language}")
    assert_accessible(page)
    beside.locator("button[value=kept]").click()
    expect(page.locator(f"#promise-{kept.pk} .mark.good")).to_be_visible()
    kept.refresh_from_db()
    assert kept.kept_at


def test_one_is_declared_moved_handed_over_at_the_end_of_the_shift_and_broken(
    opened: Opener, agent: Person, box: Mailbox
) -> None:
    ticket_id = asked(box, "Wo ist meine Lampe?")
    page = opened(f"/tickets/{ticket_id}/", person=agent)
    due_at = timezone.now().replace(second=0, microsecond=0) + 30 * HOUR
    declare(page, due_at)
    promise = Promise.objects.get()
    assert promise.due_at == due_at
    sooner = due_at - 2 * HOUR
    move(page, promise, sooner)

    # The shift ends two hours before it is due; Bo's goes on.
    owner, bo = wen(), person("Bo", "agent", box.store)
    ends = sooner - 2 * HOUR
    works_until(ends, agent, name="Day", by=owner)
    works_until(ends + 12 * HOUR, bo, name="Night", by=owner)
    [handed] = commands.hand_over_at_shift_end(at=ends + MINUTE)
    assert (handed.before, handed.promise.keeper) == (agent, bo)
    page.goto(f"/tickets/{ticket_id}/")
    expect(page.locator(f"#promise-{promise.pk}")).to_contain_text("Bo sees to it")
    assert commands.escalate_due(at=sooner - 20 * MINUTE) == [promise]  # Before it breaks.
    assert commands.note_broken(at=sooner + MINUTE) == 1
    page.goto(f"/tickets/{ticket_id}/")
    expect(page.locator(f"#promise-{promise.pk} .mark.bad")).to_be_visible()


def declare(page: Page, due_at: datetime) -> None:
    """Promise something beside the words of a reply, by one key and a time."""
    page.keyboard.press("r")
    page.keyboard.insert_text("Guten Tag, vielen Dank.")
    page.keyboard.press("Control+Shift+X")
    time = rows(page).locator("[type=datetime-local]")
    expect(time).to_be_focused()
    time.fill(f"{due_at.astimezone(BERLIN):%Y-%m-%dT%H:%M}")
    page.locator("#reply-form textarea").focus()
    expect(rows(page)).to_contain_text("Berlin")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".done")).to_be_visible()


def move(page: Page, promise: Promise, due_at: datetime) -> None:
    page.locator(f"#promise-{promise.pk} button", has_text="Another time").click()
    page.locator("#promise-due").fill(f"{due_at.astimezone(BERLIN):%Y-%m-%dT%H:%M}")
    page.locator("#promise-why").select_option("buyer")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#promise-{promise.pk}")).to_contain_text("moved once")


def works_until(until: datetime, who: Person, *, name: str, by: Person) -> None:
    """Have somebody work twelve hours each day, up to a moment's time of day (UTC)."""
    ends = until.astimezone(UTC).hour * 60 + until.minute
    begins = ends - 720
    stretches = [(begins, ends)] if begins >= 0 else [(0, ends), (1440 + begins, 1440)]
    week = [[each for each in stretches if each[0] < each[1]]] * 7
    one = calendar(by, name=name, zone="UTC", week=week)
    sla.put_on_shift(calendar_id=one.pk, person_ids=[who.pk], by=by, at=timezone.now())

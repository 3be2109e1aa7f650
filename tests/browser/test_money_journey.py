"""Three refunds from the key to the report: at once, by line, and by way of a lead.

The marketplace is the sandbox itself. In the end its own books say what moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone, translation
from playwright.sync_api import Locator, Page, expect

from firsthand.connectors.sandbox.marketplace.terms import Kind as Market
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import Surroundings
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.money import Money
from firsthand.settings import environment
from firsthand.web.shared import formats
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.browser.test_remedies import choose_reason, write_note
from tests.remedies import order
from tests.scenes import written_about
from tests.servers.sandbox import Stage, in_threads

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("log_in_takes_one_step", "stores_are_connected"),
]
CHEAP, DEAR = "111-0000001-0000001", "111-0000002-0000002"
ALL_OF_CHEAP, ONE_LINE, THE_REST = 3_000, 2_000, 21_000
NOTES = (
    "Damaged shade: photo one shows it split in two, nothing of the lamp can be kept.",
    "Damaged base: photo in message one shows the crack, buyer keeps the lamp for half.",
    "Damaged beyond repair after all, the shop says; the rest of the price goes back.",
)


class Looks:
    """How the pages of one run look: checked and kept, each once."""

    def __init__(self, language: str, theme: str) -> None:
        self.language, self.theme = language, theme

    def at(self, page: Page, name: str, *, full: bool = False) -> None:
        keep(page, f"journey-{name}-{self.language}-{self.theme}", full=full)
        assert_accessible(page)

    def amount(self, minor_units: int) -> str:
        with translation.override(self.language):
            return formats.money(Money("USD", minor_units))


@dataclass(frozen=True)
class Machine:
    """What works behind the pages: the worker, and a marketplace without keys."""

    stage: Stage
    account: str

    def works(self) -> None:
        """Do what the worker does every few seconds."""
        channel = self.stage.channel(self.account)
        commands.work_due(
            Surroundings(channel_of=lambda _account: channel, now=timezone.now)
        )

    def paid(self, number: str) -> list[int]:
        """Return what the marketplace's own books say was given back."""
        truth = self.stage.truth(number, self.account)
        return [effect.minor_units for effect in truth]


@pytest.fixture
def machine(
    place: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Machine]:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    account = str(place.pk)
    with in_threads() as whereabouts:
        stage = Stage(Market.MARKET, whereabouts)
        stage.channel(account)
        for number, captured in ((CHEAP, ALL_OF_CHEAP), (DEAR, 23_000)):
            stage.sell(number, captured=captured, account=account)
        yield Machine(stage, account)


@pytest.fixture
def tickets(box: Mailbox) -> tuple[Ticket, Ticket]:
    """Return one about an order of 30 USD, and one about an order of 230 USD."""
    cheap = order(box.store, CHEAP, lines=(3_000,), shipping=0, tax=0, currency="USD")
    dear = order(
        box.store, DEAR, lines=(18_000, 4_000), shipping=500, tax=500, currency="USD"
    )
    return (
        written_about(cheap, box, "The shade is split.", sender="june@buyers.example"),
        written_about(dear, box, "The base came cracked.", sender="ana@buyers.example"),
    )


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_three_refunds_are_asked_for_approved_carried_out_and_seen_everywhere(
    opened: Opener,
    agent: Person,
    lead: Person,
    tickets: tuple[Ticket, Ticket],
    machine: Machine,
    language: str,
    theme: str,
) -> None:
    for somebody in (agent, lead):
        somebody.language = language
        somebody.save()
    looks = Looks(language, theme)
    asks_for_all(opened, agent, tickets[0], machine, looks)
    page = opened(f"/tickets/{tickets[1].pk}/", person=agent, theme=theme)
    asks_for_a_line_and_the_rest(page, machine, looks)
    lead_page = opened("/log-in/", theme=theme)
    approves(lead_page, lead, looks)
    machine.works()
    lead_page.keyboard.press("t")
    reads_on(lead_page, looks)
    page.reload()
    expect(remedies_of(page).locator(".mark.good")).to_have_count(2)
    assert machine.paid(CHEAP) == [ALL_OF_CHEAP]
    assert machine.paid(DEAR) == [ONE_LINE, THE_REST]


def asks_for_all(
    opened: Opener, agent: Person, ticket: Ticket, machine: Machine, looks: Looks
) -> None:
    page = opened(f"/tickets/{ticket.pk}/", person=agent, theme=looks.theme)
    begins(page, NOTES[0])
    expect(page.locator("#remedy-preview .mark.good")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(remedies_of(page).locator(".mark.open")).to_be_visible()
    machine.works()
    page.reload()
    expect(remedies_of(page).locator(".mark.good")).to_be_visible()


def asks_for_a_line_and_the_rest(page: Page, machine: Machine, looks: Looks) -> None:
    begins(page, NOTES[1])
    page.locator("#remedy input[name='part-2-price']").fill("20.00")
    expect(page.locator("#remedy-preview")).to_contain_text(looks.amount(THE_REST))
    expect(page.locator("#remedy [data-main]")).to_be_in_viewport(ratio=1)
    looks.at(page, "sheet")
    page.keyboard.press("Control+Enter")
    expect(remedies_of(page)).to_have_count(1)
    machine.works()

    begins(page, NOTES[2])
    expect(page.locator("#remedy-preview .mark.watch")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(remedies_of(page)).to_have_count(2)
    machine.works()  # What waits is not sent, whatever the worker does.
    page.reload()
    expect(remedies_of(page).last.locator(".mark.watch")).to_be_visible()
    looks.at(page, "waits")


def begins(page: Page, note: str) -> None:
    page.keyboard.press("y")
    expect(page.locator("#remedy")).to_be_visible()
    choose_reason(page)
    write_note(page, note)


def remedies_of(page: Page) -> Locator:
    return page.locator("#thread [id^=remedy-]")


def approves(page: Page, lead: Person, looks: Looks) -> None:
    """Log in, go to what waits, and approve it: keys only."""
    page.keyboard.type(lead.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough pass phrase")
    page.keyboard.press("Enter")
    expect(page.locator("nav.rail [data-key=p] .soft")).to_have_text("1")
    with page.expect_navigation():  # A key pressed before all is loaded is nobody's.
        for key in ("g", "p"):
            page.keyboard.press(key)
    expect(page.locator("keyboard-list")).to_contain_text(looks.amount(THE_REST))
    looks.at(page, "approvals")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#decide [data-key=y]")).to_be_visible()
    looks.at(page, "approval", full=True)
    page.keyboard.press("y")
    expect(page.locator("#decide .mark.good")).to_be_visible()


def reads_on(page: Page, looks: Looks) -> None:
    """Read of it in the thread, in the order's money, in the audit log, in a report."""
    done = remedies_of(page)
    expect(done.locator(".mark.good")).to_have_count(2)
    expect(done.last).to_contain_text("Maya")
    looks.at(page, "thread")
    page.locator('#remedies a[href*="/money/orders/"]').press("Enter")
    whole = page.locator("tfoot td.n")
    expect(whole.nth(2)).to_have_text(looks.amount(ONE_LINE + THE_REST))
    expect(whole.nth(1)).to_have_text(looks.amount(0))
    looks.at(page, "order", full=True)
    page.locator('nav.line a[href="/money/audit/"]').press("Enter")
    page.locator("input[name=subject]").fill(DEAR)
    page.keyboard.press("Enter")
    page.wait_for_url("**subject=**")
    expect(page.locator("tbody tr", has_text="Maya")).not_to_have_count(0)
    looks.at(page, "audit", full=True)
    page.locator('nav.rail a[href="/reports/authority/"]').press("Enter")
    page.locator('main a[href$="/authority/audit/"]').press("Enter")
    listed = page.locator("main tbody tr", has=page.locator("td.n"))
    expect(listed).to_have_count(3)
    expect(listed.first).to_contain_text(looks.amount(THE_REST))
    expect(listed.first).to_contain_text("Maya")
    looks.at(page, "report", full=True)

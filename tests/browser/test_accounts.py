"""An owner connects an account at Amazon, tests it, and sees how it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Planned
from firsthand.domain.accounts.models import Flow, MarketplaceAccount
from firsthand.domain.accounts.queries import ProblemKind, Region
from firsthand.domain.people.models import Person
from firsthand.wiring import amazon_testing
from tests.accounts import account
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.connectors.amazon.playing import playing
from tests.people import store, wen

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


@pytest.fixture
def owner(settings) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    return wen()


def test_an_account_is_connected_tested_paused_and_resumed(
    opened: Opener, owner: Person, fake: FakeAmazon
) -> None:
    store("DE")
    page = opened("/settings/connections/", person=owner)
    main = page.locator("main")
    page.get_by_role("link", name="Connect an account").first.click()
    keep(page, "connection-add", full=True)
    page.get_by_label("Name").fill("Lumo Europe")
    page.get_by_label("Region").select_option("eu")
    page.get_by_label("Seller id").fill("A1B2C3D4E5F6G7")
    page.get_by_label("Client id").fill(tokens.CLIENT_ID)
    page.get_by_label("Client secret").fill(tokens.CLIENT_SECRET)
    page.get_by_label("Refresh token").fill(f"{tokens.REFRESH_TOKEN}shop")
    page.get_by_role("button", name="Go on to the stores").click()
    page.get_by_label("DE · Lumo DE").check()
    page.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("The account was never tested.")
    MarketplaceAccount.objects.update(address=fake.address)
    page.get_by_role("button", name="Test it").click()
    expect(main).to_contain_text("Amazon let us in.")
    expect(main.get_by_text("Granted").first).to_be_visible()
    keep(page, "connection-tested", full=True)
    page.get_by_role("button", name="Pause").click()
    expect(main).to_contain_text("The account is paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_pass_axe_and_say_what_is_wrong(
    opened: Opener, owner: Person, fake: FakeAmazon, language: str, theme: str
) -> None:
    Person.objects.update(language=language, theme=theme)
    one = in_trouble(fake)
    account(name="Lumo Japan", region=Region.FAR_EAST)
    store("JP")
    page = opened("/settings/connections/", person=owner, theme=theme)
    keep(page, f"connections.{language}-{theme}")
    assert_accessible(page)
    own = f"/settings/connections/{one.pk}/"
    for name, address in {
        "connection": own,
        "connection-new": "/settings/connections/new/",
        "connection-stores": f"{own}stores/",
        "connection-secrets": f"{own}secrets/",
    }.items():
        page.goto(address)
        keep(page, f"{name}.{language}-{theme}", full=True)
        assert_accessible(page)


def in_trouble(fake: FakeAmazon) -> MarketplaceAccount:
    """Return an account with a role missing, a flow that fails, and others that run."""
    now = timezone.now()
    one = account(store("DE"), store("FR"), address=fake.address, at=now - 9 * HOUR)
    fake.plan.set("listTransactions=role_missingx*")
    amazon_testing.test_account(one, by=None, at=now)
    fake.plan.set("")
    names = ("orders", "back_fill", "parcels", "returns_fbm", "finances", "feedback")
    planned = [Planned(name, HOUR) for name in names]
    commands.plan_flows(account_id=one.pk, planned=planned, at=now)
    for number, planned_flow in enumerate(Flow.objects.order_by("pk")):
        planned_flow.succeeded_at = now - timedelta(minutes=4 + 13 * number)
        planned_flow.complete_until = now - timedelta(minutes=6 + 13 * number)
        planned_flow.newest_at = now - timedelta(minutes=9 + 31 * number)
        planned_flow.next_due_at = now + timedelta(minutes=3 + 7 * number)
        planned_flow.counts = {"orders": 12 * number + 3}
        planned_flow.save()
    Flow.objects.filter(name="finances").update(
        problem_kind=ProblemKind.ROLE_MISSING, problem_since=now - 5 * HOUR, failures=5,
        problem_facts={"role": "Finance and Accounting", "operation": "listTransactions"},
    )  # fmt: skip
    Flow.objects.filter(name="feedback").update(
        problem_kind=ProblemKind.SERVER_TROUBLE, problem_since=now - HOUR / 3, failures=2,
        problem_facts={"status": "503"}, succeeded_at=None,
    )  # fmt: skip
    return one

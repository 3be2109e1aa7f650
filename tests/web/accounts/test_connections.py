"""The pages of accounts: from what Amazon gave to an account at work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.models import Flow, MarketplaceAccount
from firsthand.domain.accounts.queries import ProblemKind
from firsthand.domain.people.models import Person
from firsthand.foundation import secrets
from tests.accounts import account, flow
from tests.connectors.amazon.playing import playing
from tests.people import NOON, store, wen

pytestmark = pytest.mark.django_db
PAGE = "/settings/connections/"
FILLED = {
    "name": "Lumo Europe",
    "region": "eu",
    "seller_id": "",
    "client_id": tokens.CLIENT_ID,
    "client_secret": tokens.CLIENT_SECRET,
    "refresh_token": f"{tokens.REFRESH_TOKEN}pearl",
}


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


@pytest.fixture
def owner(settings) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    return wen()


@pytest.fixture
def as_owner(owner: Person, client: Client) -> Client:
    client.force_login(owner)
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_accounts_the_page_leads_to_the_first(as_owner: Client) -> None:
    page = shown(as_owner, PAGE)
    assert "No account is connected." in page
    assert "/settings/connections/new/" in page


def test_an_account_is_added_in_steps_and_its_secrets_are_on_no_page(
    as_owner: Client,
) -> None:
    german, japanese = store("DE"), store("JP")
    assert "Finance and Accounting" in shown(as_owner, f"{PAGE}new/")
    answer = as_owner.post(f"{PAGE}new/", FILLED)
    one = MarketplaceAccount.objects.get()
    assert answer.url == f"{PAGE}{one.pk}/stores/"
    stores = shown(as_owner, answer.url)
    assert german.name in stores
    assert japanese.name not in stores
    answer = as_owner.post(answer.url, {"stores": [german.pk]})
    assert answer.url == f"{PAGE}{one.pk}/"
    page = shown(as_owner, answer.url)
    assert "The account was never tested." in page
    for place in (page, stores, shown(as_owner, PAGE), shown(as_owner, f"{PAGE}new/")):
        assert "pearl" not in place
        assert tokens.CLIENT_SECRET not in place


def test_what_is_missing_is_said_on_the_form_and_the_secrets_are_typed_again(
    as_owner: Client,
) -> None:
    answer = as_owner.post(f"{PAGE}new/", {**FILLED, "seller_id": "nonsense"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“NONSENSE” is not a seller id of Amazon." in page
    assert "pearl" not in page


def test_the_button_tests_it_and_the_page_names_what_is_missing(as_owner, fake) -> None:
    one = account(store("DE"), address=fake.address)
    fake.plan.set("listTransactions=role_missingx*")
    answer = as_owner.post(f"{PAGE}{one.pk}/test/", follow=True)
    fake.plan.set("")
    page = " ".join(answer.content.decode().split())
    assert "Amazon let us in." in page
    assert "The role “Finance and Accounting” is missing" in page
    assert "Add the role to the application" in page
    assert '<span class="mark bad">Missing</span>' in page
    assert "getMarketplaceParticipations" in page


def test_the_page_shows_each_flow_with_its_lag_and_when_it_is_next(as_owner) -> None:
    one = account(store("DE"))
    flow(one)
    now = timezone.now()
    Flow.objects.update(
        succeeded_at=now - timedelta(minutes=5),
        complete_until=now - timedelta(minutes=25),
        next_due_at=now + timedelta(minutes=3, seconds=30),
        counts={"orders": 12},
    )
    page = shown(as_owner, f"{PAGE}{one.pk}/")
    assert "25 min" in page
    assert "in 4 minutes" in page or "in 3 minutes" in page
    assert "orders 12" in page
    assert "25 min" in shown(as_owner, PAGE)


def test_a_failing_flow_is_told_in_words_in_both_languages(as_owner, owner) -> None:
    one = account(store("DE"))
    flow(one)
    Flow.objects.update(
        problem_kind=ProblemKind.PERMISSION_WITHDRAWN, problem_since=NOON, failures=2
    )
    assert "Have the seller authorise the application again" in shown(as_owner, PAGE)
    Person.objects.update(language="zh-hans")
    assert "请卖家在卖家平台重新授权此应用" in shown(as_owner, f"{PAGE}{one.pk}/")


def test_pausing_and_resuming_show_at_once(as_owner) -> None:
    one = account(store("DE"))
    as_owner.post(f"{PAGE}{one.pk}/pause/")
    page = shown(as_owner, f"{PAGE}{one.pk}/")
    assert "The account is paused" in page
    assert f"{PAGE}{one.pk}/resume/" in page
    as_owner.post(f"{PAGE}{one.pk}/resume/")
    assert "The account is paused" not in shown(as_owner, f"{PAGE}{one.pk}/")


def test_an_account_is_forgotten_from_its_page_once_it_is_paused(as_owner) -> None:
    one = account(store("DE"))
    answer = as_owner.post(f"{PAGE}{one.pk}/remove/", follow=True)
    assert "Pause it first." in answer.content.decode()
    as_owner.post(f"{PAGE}{one.pk}/pause/")
    as_owner.post(f"{PAGE}{one.pk}/remove/")
    assert "No account is connected." in shown(as_owner, PAGE)


def test_all_is_read_at_once_when_asked(as_owner) -> None:
    one = account(store("DE"))
    flow(one)
    Flow.objects.update(next_due_at=timezone.now() + timedelta(days=1))
    as_owner.post(f"{PAGE}{one.pk}/hurry/")
    assert Flow.objects.get().next_due_at <= timezone.now()


def test_new_secrets_take_the_place_of_the_old(as_owner) -> None:
    one = account()
    address = f"{PAGE}{one.pk}/secrets/"
    assert as_owner.post(address, {"client_id": ""}).status_code == 422
    as_owner.post(address, {"refresh_token": "Atzr|another"})
    one.refresh_from_db()
    assert secrets.decrypt(one.refresh_token_encrypted) == "Atzr|another"


def test_another_region_takes_the_stores_of_the_old_one_away(as_owner) -> None:
    one = account(store("DE"))
    as_owner.post(
        f"{PAGE}{one.pk}/change/",
        {"name": "Lumo Japan", "region": "fe", "seller_id": "a1b2c3d4e5f6g7"},
    )
    one.refresh_from_db()
    assert (one.region, one.seller_id) == ("fe", "A1B2C3D4E5F6G7")
    assert not one.served.exists()


def test_a_store_no_account_serves_is_named(as_owner) -> None:
    account(store("DE"))
    store("FR")
    assert "Stores without an account" in shown(as_owner, PAGE)


def test_a_test_while_paused_changes_nothing_else(as_owner, fake) -> None:
    one = account(store("DE"), address=fake.address)
    commands.pause_account(account_id=one.pk, by=None, at=NOON)
    as_owner.post(f"{PAGE}{one.pk}/test/")
    one.refresh_from_db()
    assert one.is_paused
    assert one.tested_at is not None

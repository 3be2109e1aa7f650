"""Broken connections, each as somebody would meet it: the doctor names cause and fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from firsthand.cli import doctor
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Secrets
from firsthand.domain.accounts.models import Flow, MarketplaceAccount
from firsthand.domain.accounts.ports import Problem, ProblemKind, Trial
from firsthand.domain.accounts.queries import Region
from firsthand.wiring import amazon_testing
from tests.accounts import GOOD, account, flow
from tests.connectors.amazon.playing import playing
from tests.people import store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


@pytest.fixture(autouse=True)
def _well(fake: FakeAmazon) -> Iterator[None]:
    yield
    fake.plan.set("")


@dataclass
class Scene:
    """An account that is well: tested, with a store and a flow that has just ended."""

    fake: FakeAmazon
    settings: Any
    account: MarketplaceAccount

    def has(self, **to: object) -> None:
        MarketplaceAccount.objects.update(**to)

    def flow_has(self, **to: object) -> None:
        Flow.objects.update(**to)

    def fails(self, kind: ProblemKind, since: timedelta, **facts: str) -> None:
        now = timezone.now()
        self.flow_has(
            problem_kind=kind, problem_facts=facts, problem_since=now - since, failures=3,
            next_due_at=now + HOUR,
        )  # fmt: skip

    def rotates(self, secrets: Secrets) -> None:
        commands.rotate_secrets(
            account_id=self.account.pk, credentials=secrets, by=None, at=timezone.now()
        )

    def is_noted(self, kind: ProblemKind, **facts: str) -> None:
        commands.note_test(
            account_id=self.account.pk,
            trial=Trial([Problem(kind, facts)]),
            by=None,
            at=timezone.now(),
        )


@pytest.fixture
def scene(fake: FakeAmazon, settings) -> Scene:
    now = timezone.now()
    one = account(
        store("DE"), address=fake.address, seller_id="A1B2C3D4E5F6G7", at=now - DAY
    )
    trial = Trial(marketplace_ids={"A1PA6795UKMFR9": False})
    commands.note_test(account_id=one.pk, trial=trial, by=None, at=now)
    flow(one, at=now)
    Flow.objects.update(
        succeeded_at=now, newest_at=now, complete_until=now, next_due_at=now + HOUR
    )
    return Scene(fake, settings, one)


def looked(at_later: timedelta = timedelta(0)) -> list[tuple[str, str]]:
    findings = doctor.of_accounts(at=timezone.now() + at_later)
    return [(found.what, found.advice) for found in findings if found.advice]


def test_a_connection_that_is_well_is_not_complained_of(scene: Scene) -> None:
    assert looked() == []
    [only] = list(doctor.of_accounts(at=timezone.now()))
    assert "a stand-in for Amazon" in only.what


def test_without_accounts_stores_are_not_complained_of() -> None:
    store("DE")
    assert list(doctor.of_accounts(at=timezone.now())) == []


Broken = Callable[[Scene], object]
# What is broken; words of the cause; words of the fix.
CASES: dict[str, tuple[Broken, str, str]] = {
    "the key of the database is not the one in the folder": (
        lambda scene: setattr(
            scene.settings, "ENCRYPTION_KEYS", [Fernet.generate_key().decode()]
        ),
        "cannot be read with the keys",
        "from the backup",
    ),
    "the client secret was rotated at Amazon and not here": (
        lambda scene: scene.rotates(Secrets(client_secret="old")),
        "client secret is wrong or was rotated",
        "Developer Console again",
    ),
    "the seller has withdrawn the permission": (
        lambda scene: scene.rotates(Secrets(refresh_token="Atzr|revoked")),
        "permission was withdrawn",
        "authorise the application again",
    ),
    "the application is a draft": (
        lambda scene: scene.is_noted(ProblemKind.APPLICATION_NOT_APPROVED),
        "has not approved the application",
        "Developer Console",
    ),
    "the first role is missing": (
        lambda scene: scene.fake.plan.set("getMarketplaceParticipations=role_missingx*"),
        "The role “Selling Partner Insights” is missing",
        "Add the role",
    ),
    "another role is missing": (
        lambda scene: (
            scene.fake.plan.set("listTransactions=role_missingx*"),
            amazon_testing.test_account(scene.account, by=None, at=timezone.now()),
        ),
        "The role “Finance and Accounting” is missing",
        "authorise it again",
    ),
    "the account is in another region": (
        lambda scene: scene.is_noted(ProblemKind.WRONG_REGION, region="eu", right="fe"),
        "“Far East and Australia”, not “Europe",
        "Change the region",
    ),
    "the seller does not sell there": (
        lambda scene: scene.account.served.update(marketplace_id="A1RKKUPIHCS9HS"),
        "does not sell on the marketplace DE",
        "switched on in Seller Central",
    ),
    "the listings are suspended": (
        lambda scene: scene.is_noted(ProblemKind.LISTINGS_SUSPENDED, marketplace="DE"),
        "suspended the seller's listings on DE",
        "Account health",
    ),
    "nobody answers": (
        lambda scene: scene.has(address="http://127.0.0.1:9"),
        "cannot be reached",
        "name server and the proxy",
    ),
    "a proxy puts its own certificate in the way": (
        lambda scene: scene.fails(ProblemKind.CERTIFICATE, HOUR, why="self-signed"),
        "certificate is not accepted here: self-signed",
        "clock, and whether a proxy",
    ),
    "another program eats the allowance": (
        lambda scene: scene.fails(
            ProblemKind.THROTTLED, 2 * HOUR, operation="searchOrders"
        ),
        "no more calls of searchOrders",
        "another program",
    ),
    "Amazon has been down for long": (
        lambda scene: scene.fails(ProblemKind.SERVER_TROUBLE, 2 * HOUR, status="503"),
        "fault of its own (status 503)",
        "tried again by itself",
    ),
    "a report is cancelled again and again": (
        lambda scene: scene.fails(
            ProblemKind.REPORT_FAILED, 2 * HOUR, report="RETURNS", status="FATAL"
        ),
        "gave up making the report RETURNS (FATAL)",
        "same report in Seller Central",
    ),
    "a worker hangs": (
        lambda scene: scene.flow_has(
            is_running=True,
            run=1,
            started_at=timezone.now() - HOUR,
            heard_at=timezone.now() - HOUR,
        ),
        "said nothing since",
        "Start the worker again",
    ),
    "no worker comes": (
        lambda scene: scene.flow_has(next_due_at=timezone.now() - HOUR),
        "missed several of its turns",
        "firsthand serve",
    ),
    "it has never come to an end": (
        lambda scene: scene.flow_has(succeeded_at=None),
        "never come to an end",
        "firsthand serve",
    ),
    "nothing was planned": (
        lambda scene: Flow.objects.all().delete(),
        "Nothing has been planned",
        "firsthand serve",
    ),
    "somebody paused it and forgot": (
        lambda scene: commands.pause_account(
            account_id=scene.account.pk, by=None, at=timezone.now()
        ),
        "is paused",
        "Resume it",
    ),
    "it serves no store": (
        lambda scene: scene.account.served.all().delete(),
        "serves no store",
        "Choose its stores",
    ),
    "it was never tested": (
        lambda scene: scene.has(tested_at=None),
        "never tested",
        "firsthand accounts test",
    ),
    "the secret is old": (
        lambda scene: scene.has(client_secret_changed_at=timezone.now() - 350 * DAY),
        "client secret is 350 days old",
        "Make a new one",
    ),
    "the permission runs out soon": (
        lambda scene: scene.has(refresh_token_changed_at=timezone.now() - 340 * DAY),
        "permission 340 days ago",
        "authorise the application again",
    ),
    "the seller id is missing": (
        lambda scene: scene.has(seller_id=""),
        "seller id is missing",
        "merchant token",
    ),
    "a store was forgotten": (
        lambda scene: store("FR"),
        "“Lumo FR” is on Amazon, and no account serves it",
        "Choose it for an account",
    ),
    "the program has a fault": (
        lambda scene: scene.fails(ProblemKind.FAULT, HOUR, what="KeyError"),
        "fault of its own (KeyError)",
        "worker's log",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_broken_is_named_with_its_cause_and_its_fix(name: str, scene: Scene):
    break_it, cause, fix = CASES[name]
    break_it(scene)
    found = looked()
    assert any(cause in what and fix in advice for what, advice in found), found


@pytest.mark.parametrize(("minutes", "words"), [(7, "7 minutes fast"), (-7, "slow")])
def test_a_clock_that_is_wrong_is_named(minutes: int, words: str, scene: Scene) -> None:
    found = looked(at_later=timedelta(minutes=minutes))
    assert any(words in what and "NTP" in advice for what, advice in found), found


def test_what_passes_by_itself_is_told_and_not_complained_of(scene: Scene) -> None:
    scene.fails(ProblemKind.SERVER_TROUBLE, HOUR / 2, status="503")
    assert looked() == []
    found = doctor.of_accounts(at=timezone.now())
    assert any("fault of its own" in one.what for one in found)


def test_an_account_that_is_paused_is_not_knocked_at(scene: Scene) -> None:
    commands.pause_account(account_id=scene.account.pk, by=None, at=timezone.now())
    calls = len(scene.fake.desk.calls)
    assert len(looked()) == 1
    assert len(scene.fake.desk.calls) == calls


def test_each_account_is_named_with_what_it_lacks(scene: Scene) -> None:
    account(
        name="Lumo Japan", region=Region.FAR_EAST, address=scene.fake.address,
        credentials=Secrets("wrong", GOOD.refresh_token), at=timezone.now(),
    )  # fmt: skip
    assert all(what.startswith("Account Lumo Japan:") for what, _ in looked())

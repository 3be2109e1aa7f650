"""What becomes of an account when it is tried out against a fake of Amazon."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.troubles import Told, Unreached
from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.commands import Secrets
from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.accounts.ports import (
    Granted,
    Problem,
    ProblemFound,
    ProblemKind,
    Region,
)
from firsthand.foundation.errors import Refused
from firsthand.foundation.http_serving import Call, Reply, Server
from firsthand.wiring import amazon, amazon_testing
from tests.accounts import GOOD, account
from tests.connectors.amazon.playing import playing
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
FINANCES = "Finance and Accounting"


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


@pytest.fixture(autouse=True)
def _well(fake: FakeAmazon) -> Iterator[None]:
    yield
    fake.plan.set("")


def here(fake: FakeAmazon, *codes: str, **to: Any) -> MarketplaceAccount:
    places = [store(code) for code in codes or ("DE",)]
    return account(*places, address=fake.address, **to)


def kinds(tested) -> list[ProblemKind]:
    return [problem.kind for problem in tested.problems]


def test_an_account_that_is_well_is_let_in_and_each_role_is_tried(fake) -> None:
    one = here(fake)
    tested = amazon_testing.test_account(one, by=None, at=timezone.now())
    assert tested.problems == []
    answers = {right.role: right.answer for right in queries.rights_of(one)}
    assert set(answers) == set(queries.ROLES)
    assert answers["Inventory and Order Tracking"] == "granted"
    assert answers[FINANCES] == "granted"
    one.refresh_from_db()
    assert (one.test_problems, one.tested_at is not None) == ([], True)


def test_a_role_that_is_missing_is_named_and_the_others_are_not(fake) -> None:
    one = here(fake)
    fake.plan.set("listTransactions=role_missingx*")
    tested = amazon_testing.try_out(one, at=timezone.now())
    missing = [right.role for right in tested.rights if right.answer is Granted.MISSING]
    assert missing == [FINANCES]


def test_without_insight_into_the_seller_the_other_roles_are_tried_all_the_same(
    fake,
) -> None:
    one = here(fake)
    fake.plan.set("getMarketplaceParticipations=role_missingx*")
    tested = amazon_testing.try_out(one, at=timezone.now())
    assert kinds(tested) == [ProblemKind.ROLE_MISSING]
    assert len(tested.rights) == len(queries.ROLES)
    assert tested.marketplace_ids is None


@pytest.mark.parametrize(
    ("credentials", "kind"),
    [
        (Secrets("wrong", GOOD.refresh_token), ProblemKind.SECRET_REFUSED),
        (Secrets(GOOD.client_secret, "Atzr|revoked"), ProblemKind.PERMISSION_WITHDRAWN),
    ],
)
def test_secrets_amazon_does_not_take_are_told_apart(fake, credentials, kind) -> None:
    one = here(fake, credentials=credentials)
    assert kinds(amazon_testing.try_out(one, at=timezone.now())) == [kind]


def test_a_clock_that_is_wrong_is_named_with_by_how_much(fake) -> None:
    one = here(fake)
    late = timezone.now() - timedelta(minutes=10)
    [problem] = amazon_testing.knock(one, at=late).problems
    assert problem == Problem(ProblemKind.CLOCK_WRONG, {"minutes": "-10"})
    assert queries.words_of(problem).what == "This machine's clock is 10 minutes slow."


def test_the_region_that_lets_the_account_in_is_named() -> None:
    with playing("getMarketplaceParticipations=role_missingx*") as wrong, playing() as na:
        places = {Region.NORTH_AMERICA: na.address}

        def place_in(region: Region) -> Place:
            return Place.at(places.get(region, wrong.address))

        [problem] = amazon_testing.knock(
            here(wrong), at=timezone.now(), place_in=place_in
        ).problems
    assert problem.facts == {"region": "eu", "right": "na"}
    assert "“North America”, not “Europe, Middle East, India”" in (
        queries.words_of(problem).what
    )


def test_nobody_there_is_no_missing_right() -> None:
    one = account(store("DE"), address="http://127.0.0.1:9")
    tested = amazon_testing.try_out(one, at=timezone.now())
    assert kinds(tested) == [ProblemKind.UNREACHABLE]
    assert tested.rights == ()


def test_a_client_is_kept_until_its_secrets_change(fake) -> None:
    one = here(fake)
    client = amazon.client_of(one)
    assert amazon.client_of(one) is client
    new = Secrets(client_secret="another")
    one = commands.rotate_secrets(account_id=one.pk, credentials=new, by=None, at=NOON)
    assert amazon.client_of(one) is not client


def test_what_is_used_of_the_allowance_is_told(fake) -> None:
    one = here(fake)
    amazon_testing.knock(one, at=timezone.now())
    [used] = amazon.throttle_use(one, at=timezone.now())
    assert used.operation == "getMarketplaceParticipations"
    # One of a bucket of fifteen, of which one is left in.
    assert used.share == pytest.approx(1 / 14, abs=0.01)
    assert amazon.throttle_use(one, at=used.free_at) == []


def test_no_secret_is_in_the_log(fake, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        amazon_testing.try_out(here(fake), at=timezone.now())
    assert "listTransactions" in caplog.text
    assert GOOD.client_secret not in caplog.text
    assert "Atzr" not in caplog.text
    assert "Atza" not in caplog.text


def draft(_call: Call) -> Reply:
    return Reply(400, b'{"error": "unauthorized_client"}')


def test_an_application_amazon_has_not_approved_is_named() -> None:
    server = Server(0, draft)
    server.start()
    try:
        one = account(store("DE"), address=server.address)
        tested = amazon_testing.knock(one, at=timezone.now())
    finally:
        server.stop()
    assert kinds(tested) == [ProblemKind.APPLICATION_NOT_APPROVED]


CASES = [
    (
        ProblemFound(Problem(ProblemKind.REPORT_FAILED, {"report": "R"})),
        ProblemKind.REPORT_FAILED,
    ),
    (Unreached("no", told=Told("token")), ProblemKind.UNREACHABLE),
    (Refused("It rains.", fix="Wait."), ProblemKind.OTHER),
]


@pytest.mark.parametrize(("refusal", "kind"), CASES)
def test_a_refusal_of_a_flow_becomes_a_cause(refusal: Refused, kind) -> None:
    problem, again_after = amazon.problem_of(refusal, at=NOON)
    assert (problem.kind, again_after) == (kind, timedelta(0))


def test_a_certificate_of_a_proxy_is_no_network_that_is_down() -> None:
    trouble = Unreached("no", told=Told("token"))
    trouble.__cause__ = OSError("certificate verify failed: self-signed certificate")
    problem, _ = amazon.problem_of(trouble, at=NOON)
    assert problem.kind is ProblemKind.CERTIFICATE

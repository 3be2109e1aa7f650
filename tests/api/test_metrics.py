from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.models import Revision
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.stores.models import Store
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store

# The facts are read only from transactions that have ended.
pytestmark = pytest.mark.django_db(transaction=True)
FCR = "metrics/fcr.issues_7d"
DAY = timedelta(days=1)


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def lead(german: Store) -> Person:
    """Somebody who sees one store; twenty days ago two mails came to it, one to another."""
    for place, senders in ((german, ("a", "b")), (store("JP"), ("c",))):
        box = mailbox(place)
        for name in senders:
            then = timezone.now() - 20 * DAY
            arrives(box, letter(sender=f"{name}@buyers.example", sent_at=then), at=then)
    commands.run_until_done()
    return maya(german)


def figures(program: Program, path: str) -> list[dict[str, Any]]:
    response = program.call("GET", path)
    assert response.status_code == 200, response.content
    return list(response.json())


def test_the_figure_is_the_one_of_the_page_over_the_persons_own_stores(
    lead: Person,
) -> None:
    (shown,) = figures(Program(lead), FCR)
    metric = queries.catalogue()["fcr.issues_7d"]
    at = timezone.now()
    since, until = queries.mature_window(metric, as_of=at)
    (page,) = queries.figures(
        metric, person=lead, since=since, until=until, as_of=at, tz=ZoneInfo("UTC")
    )
    assert shown["n"] == page.n == 2
    assert (shown["value"], shown["misses"], shown["verdict"]) == (
        page.value, page.misses, page.verdict,
    )  # fmt: skip


def test_it_is_split_by_day_and_store(lead: Person, german: Store) -> None:
    found = figures(Program(lead), f"{FCR}?by=day&by=store&tz=Asia/Shanghai")
    assert [one["n"] for one in found] == [2]
    assert found[0]["group"]["store"] == str(german.pk)
    assert found[0]["tz"] == "Asia/Shanghai"


def test_only_who_leads_people_sees_figures_split_by_them(
    lead: Person, german: Store
) -> None:
    assert figures(Program(lead), f"{FCR}?by=agent")[0]["n"] == 2
    agent = Program(lin(german))
    for path in (f"{FCR}?by=agent", f"{FCR}?by=day&only=agent:1"):
        assert agent.call("GET", path).status_code == 403


def test_only_the_units_asked_for_are_counted(lead: Person, german: Store) -> None:
    assert figures(Program(lead), f"{FCR}?only=store:{german.pk}")[0]["n"] == 2
    assert figures(Program(lead), f"{FCR}?only=reason1:INS")[0]["n"] == 0
    [shown] = figures(Program(lead), f"{FCR}?only=reason1:")
    assert (shown["n"], shown["denominator"], shown["unit"]) == (2, 2, "share")
    before = (timezone.now() - 21 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert figures(Program(lead), f"{FCR}?known_at={before}")[0]["n"] == 0


def test_a_waiting_time_comes_with_what_a_median_leaves_out(lead: Person) -> None:
    since = (timezone.now() - 30 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    (shown,) = figures(Program(lead), f"metrics/speed.first_reply?since={since}")
    assert shown["waits"]["unanswered"] == shown["open"] == 2


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("metrics/no.such", 404, "api.not_there"),
        (f"{FCR}?by=store&by=agent&by=team", 422, "metrics.unknown_dimension"),
        ("metrics/speed.replied_24h?by=macro", 422, "metrics.unknown_dimension"),
        (f"{FCR}?only=store", 422, "metrics.no_such_split"),
        (
            "metrics/orders.late_delivery?known_at=2026-02-01T00:00:00Z",
            422,
            "metrics.not_recorded",
        ),
        (f"{FCR}?by=moon", 422, "api.invalid"),
        (f"{FCR}?tz=Mars/Base", 422, "metrics.no_such_zone"),
        (f"{FCR}?tz=../../etc/passwd", 422, "metrics.no_such_zone"),
        (f"{FCR}?since=0001-01-01T00:00:00Z", 422, "api.invalid"),
        (f"{FCR}?since=2020-01-01T00:00:00Z", 422, "metrics.not_a_period"),
        (
            f"{FCR}?since=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z",
            422,
            "metrics.not_a_period",
        ),
    ],
)
def test_what_cannot_be_answered_is_said(
    lead: Person, path: str, status: int, code: str
) -> None:
    refused = Program(lead).call("GET", path)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["fix"]


def test_a_token_without_the_scope_sees_no_figure(lead: Person) -> None:
    program = Program(lead, [ApiToken.Scope.TICKETS_READ])
    assert program.call("GET", FCR).status_code == 403


def test_what_changed_of_certain_values_is_told_to_who_sees_the_store(
    lead: Person, german: Store
) -> None:
    for place in (german.pk, german.pk + 1):
        Revision.objects.create(
            metric="fcr.issues_7d", store_id=place, week_of=date(2026, 3, 2), old_hits=2,
            old_n=2, new_hits=1, new_n=2, why={"tickets.merged": 1},
            revised_at=timezone.now(),
        )  # fmt: skip
    [told] = figures(Program(lead), f"{FCR}/revisions")
    assert (told["store_id"], told["old_hits"], told["new_hits"]) == (german.pk, 2, 1)
    assert (told["week_of"], told["why"]) == ("2026-03-02", {"tickets.merged": 1})
    assert Program(lead).call("GET", "metrics/no.such/revisions").status_code == 404
    program = Program(lead, [ApiToken.Scope.TICKETS_READ])
    assert program.call("GET", f"{FCR}/revisions").status_code == 403

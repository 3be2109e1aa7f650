"""Requests through the engine and the policy, as they appear in reports and metrics."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.authority import commands as authority
from firsthand.domain.authority.rules import DEFAULT, plain
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.reports import queries
from firsthand.domain.reports.queries import REPORTS, Asked, Report, wanted
from firsthand.domain.stores.models import Store
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import Everything, SeesStores
from tests import people
from tests.people import NOON
from tests.reports import DAY, HOUR, approves, carried_out, facts, ordered, wants, written

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + 60 * DAY


@pytest.fixture
def place() -> Store:
    return people.store("US")


@pytest.fixture
def agent(place: Store) -> Person:
    return people.lin(place)


@pytest.fixture
def lead(place: Store) -> Person:
    return people.maya(place)


def made(
    name: str,
    person: SeesStores | None = None,
    *,
    at: datetime = LATER,
    size: int | None = None,
    **options: str,
) -> Report:
    kept = REPORTS[name]
    asked = Asked(days=90, options=options, after=options.pop("after", ""))
    about = wanted(
        kept, asked, person or Everything(), at=at, tz=ZoneInfo("UTC"), size=size
    )
    return kept.make(about)


def value(key: str) -> tuple[int, int]:
    [figure] = metrics.figures(
        metrics.catalogue()[key], person=Everything(), since=NOON - DAY, until=NOON + DAY,
        as_of=LATER, tz=ZoneInfo("UTC"),
    )  # fmt: skip
    return figure.hits, figure.n


@pytest.fixture
def story(place: Store, agent: Person, lead: Person) -> None:
    """One given alone, one approved after two hours, one split, one claimed meanwhile."""
    orders = [ordered(place, f"111-{n}") for n in range(5)]
    for number, placed in enumerate(orders, start=1):
        written(placed, number, at=NOON - HOUR)
    wants(orders[0], 6_000, agent, ticket_id=1)
    waits = wants(orders[1], 20_000, agent, ticket_id=2)
    approves(waits, lead, at=NOON + 2 * HOUR)
    wants(orders[0], 6_000, agent, ticket_id=1, at=NOON + HOUR)
    wants(orders[2], 20_000, agent, ticket_id=3)
    for placed, hours in ((orders[2], 3), (orders[3], 30)):
        Setback.objects.create(
            order=placed, kind="claim", external_id=placed.number,
            happened_at=NOON + hours * HOUR,
        )  # fmt: skip
    carried_out(at=NOON + 3 * HOUR)
    commands.expire_due(at=NOON + 80 * HOUR)
    facts()


def test_every_remedy_stands_in_the_audit_with_its_note_and_approver(story) -> None:
    found = made("audit")
    rows = {(row["order"], row["approver"], row["state"]): row for row in found.rows}
    assert len(found.rows) == 4
    assert set(rows) == {
        ("111-0", "", "Done"), ("111-0", "", "Expired"), ("111-1", "Maya", "Done"),
        ("111-2", "", "Expired"),
    }  # fmt: skip
    alone = rows["111-0", "", "Done"]
    assert (alone["agent"], alone["amount"], alone["ticket"]) == (
        "Lin", Money("USD", 6_000), 1,
    )  # fmt: skip
    assert (alone["note_is"], alone["chance"]) == ("complete", 1.0)
    assert "cracked against" in str(alone["note"])


def test_the_audit_is_read_page_by_page_without_a_gap(story) -> None:
    for order in ("newest", "sample"):
        seen: list[object] = []
        after = ""
        for _page in range(4):
            page = made("audit", size=1, order=order, after=after)
            seen += [row["asked_at"] for row in page.rows], [page.rows[0]["order"]]
            after = page.next
        assert after == ""
        assert len(seen) == 8
    assert [row["order"] for row in made("audit", search="111-2").rows] == ["111-2"]
    assert made("audit", search="%").rows == [], "a sign of the pattern is only a sign"


def test_a_sample_reads_all_that_is_large_and_draws_the_rest(place, agent, lead) -> None:
    small, large = ordered(place, "111-1"), ordered(place, "111-2")
    wants(small, 1_000, agent)
    wants(large, 5_000, agent)
    rows = made("audit", order="sample").rows
    assert [(row["order"], row["chance"]) for row in rows] == [
        ("111-2", 1.0),
        ("111-1", 0.05),
    ]


def test_uses_appear_in_the_metrics(story) -> None:
    assert value("authority.note_compliance") == (4, 4)
    assert value("authority.over_limit") == (3, 4)
    assert value("authority.split") == (1, 4)
    assert value("escalation.forced") == (3, 5)
    assert value("escalation.rate") == (3, 5)
    assert value("refunds.rate") == (2, 5)
    [delay] = [
        row for row in made("performance").rows
        if row["figure"] == "Time until an escalation is taken up" and row["group"] == "all"
    ]  # fmt: skip
    assert delay["n"] == 3


def test_what_an_escalation_costs(story) -> None:
    alone, asked = made("escalation-cost").rows
    assert (alone["n"], asked["n"]) == (1, 3)
    assert alone["wait"] is None
    assert asked["wait"] == 79 * 3600, "the middle of 2, 79 and 80 hours"
    assert (alone["done"], asked["done"]) == (3 * 3600, 3 * 3600)
    assert asked["people"] == pytest.approx(1 + 1 / 3)
    assert (alone["claims"], alone["ripe"], asked["claims"], asked["ripe"]) == (0, 1, 1, 3)
    assert "too few" in made("escalation-cost").finding


def test_windows_are_missed_while_it_waits_and_where_nothing_is_asked_for(
    story, place, agent
) -> None:
    cheap = people.store("JP")
    small = ordered(place, "111-9")
    type(small).objects.filter(pk=small.pk).update(total_minor_units=9_000)
    written(small, 9, at=NOON - HOUR)
    Setback.objects.create(
        order=small, kind="feedback", external_id="f", stars=1, happened_at=NOON + DAY
    )
    facts()
    found = made("missed")
    assert [(row["missed"], row["order"], row["what"]) for row in found.rows] == [
        ("Authority not used", "111-9", "Bad feedback"),
        ("Waited for approval", "111-2", "A-to-z claim"),
    ]
    assert found.rows[1]["waited"] == 3 * 3600
    assert made("missed", Only(cheap)).rows == []


class Only:
    """The view of one store."""

    def __init__(self, place: Store) -> None:
        self._seen = frozenset({place.pk})

    def visible_store_ids(self) -> frozenset[int]:
        return self._seen


def test_money_given_back_is_held_against_chance_by_each_group(story) -> None:
    by_reason = made("refunds")
    [row] = by_reason.rows
    assert (row["hits"], row["n"], row["given"]) == (2, 5, (Money("USD", 26_000),))
    assert row["verdict"] == "too few to tell"
    buyers = made("refunds", by="buyer").rows
    assert sorted(row["hits"] for row in buyers) == [0, 0, 0, 1, 1]
    by_product = made("refunds", by="product")
    assert [row["n"] for row in by_product.rows] == [5]
    [row] = made("refunds", by="agent").rows
    assert row["given"] == ()


def test_amounts_near_the_limit_name_who_crowds_there(place, agent) -> None:
    for number in range(12):
        at = NOON + number * 26 * HOUR
        wants(ordered(place, f"111-{number}"), 9_900, agent, at=at)
    [row] = made("near-limit", at=NOON + 20 * DAY).rows
    assert (row["agent"], row["near"], row["below"], row["excess"]) == (
        "Lin",
        12,
        0,
        12,
    )
    assert row["verdict"] == "unusual"


def test_threats_without_both_groups_say_nothing() -> None:
    found = made("defence")
    assert found.finding == "Without both groups nothing can be said."
    assert [row["n"] for row in found.rows] == [0, 0]
    assert [row["value"] for row in found.rows] == [None, None]


def test_before_and_after_a_version_are_held_against_each_other(place, agent, lead) -> None:
    owner = people.wen()
    assert made("before-after").rows == []
    made_at = NOON - DAY
    version = authority.draft(
        name="New limits", terms=plain(DEFAULT), store_id=place.pk, by=owner, at=made_at
    )
    authority.publish(version_id=version.pk, valid_from=None, by=owner, at=made_at)
    before, after = ordered(place, "111-1"), ordered(place, "111-2")
    type(before).objects.filter(pk=after.pk).update(placed_at=NOON)
    written(before, 1, at=NOON - 10 * DAY)
    written(after, 2, at=NOON)
    Setback.objects.create(
        order=before, kind="claim", external_id="1", happened_at=NOON - 2 * DAY
    )
    wants(after, 6_000, agent, ticket_id=2, at=NOON + HOUR)
    carried_out(at=NOON + 2 * HOUR)
    facts()
    found = made("before-after")
    assert "“New limits” in force since 2026-03-01" in found.finding
    by = {row["measure"]: row for row in found.rows}
    claims = by["Orders with a claim within 30 days"]
    assert (claims["before"], claims["before_n"], claims["after"], claims["after_n"]) == (
        1.0, 1, 0.0, 1,
    )  # fmt: skip
    assert (claims["verdict"], claims["change"]) == ("too few to tell", -1.0)
    solved = by["Issues solved at first contact"]
    assert (solved["before_n"], solved["after_n"]) == (1, 1)
    assert solved["others"] is None
    money = by["Money given back per order"]
    assert money["money_before"] == (Money("USD", 0),)
    assert money["money_after"] == (Money("USD", 6_000),)
    assert "regression to the mean" in " ".join(found.notes)


def test_a_report_shows_only_the_stores_somebody_may_see(story, place) -> None:
    other = Only(people.store("JP"))
    for name in ("audit", "near-limit", "escalation-cost", "missed", "refunds"):
        assert made(name, other).rows == [], name


def test_what_a_report_does_not_know_is_refused() -> None:
    for options in ({"by": "moon"}, {"colour": "red"}):
        with pytest.raises(queries.NoSuchChoice):
            made("refunds", **options)
    with pytest.raises(queries.NotAPage):
        made("audit", after="yesterday")

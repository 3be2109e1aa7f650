"""What people watch over is shown in its order, to those whose store it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import Incident, OutsideRefund, Remedy, Stop
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.queries.books import _FOR_WHOLE_TABLES, books
from firsthand.domain.remedies.queries.figures import CellMoney, OrderMoney
from firsthand.domain.remedies.queries.story import as_much_as
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.scoping import Everything
from tests import people
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Judge,
    Memory,
    key,
    order,
    requested,
    seen,
)


def outside(placed, *effects, at=NOON) -> None:
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=effects, at=at,
    )  # fmt: skip


@pytest.fixture
def stranger(db) -> Person:
    return people.person("Kai", "lead", people.store("JP"))


def test_incidents_are_shown_newest_first_and_to_nobody_elsewhere(
    shop, placed, maya, wen, stranger
) -> None:
    outside(placed, seen("X-1", 1_100), at=NOON + HOUR)
    outside(placed, seen("X-2", 5), at=NOON)
    one, two = Incident.objects.order_by("pk")
    assert list(queries.open_incidents(maya)) == [one, two]
    for at, incident in ((NOON + HOUR, two), (NOON + 2 * HOUR, one)):
        commands.close_incident(
            incident_id=incident.pk, found="lost", said="w", by=maya, at=at
        )
    assert list(queries.closed_incidents(maya)) == [one, two]
    assert list(queries.open_incidents(maya)) == []
    assert queries.incident_for(maya, one.pk) == one
    assert queries.incident_for(stranger, one.pk) is None
    assert list(queries.closed_incidents(stranger)) == []


def test_stops_are_shown_in_their_order_and_as_many_as_are_asked_for(maya, wen) -> None:
    stops = [
        commands.stop(scope="account", name=name, why="w", by=maya, at=NOON + n * HOUR)
        for n, name in enumerate("cab")
    ]
    assert queries.standing_stops() == stops
    assert queries.lifted_stops(most=9) == []
    for n, stopped in enumerate(stops):
        commands.lift(stop_id=stopped.pk, by=wen, at=NOON + n * HOUR)
    assert queries.lifted_stops(most=2) == [stops[2], stops[1]]
    assert queries.standing_stops() == []
    assert queries.stop_numbered(stops[0].pk) == stops[0]
    assert queries.stop_numbered(0) is None


def test_how_many_wait_is_counted_of_what_is_approved(shop, placed, lin, maya) -> None:
    requested(placed, 10, lin)
    requested(placed, 10, lin, judge=Judge(limit=0))
    requested(placed, 10, lin, account="other")
    assert queries.held_back_by("all", "") == 2
    assert queries.held_back_by("account", ACCOUNT) == 1
    assert queries.held_back_by("agent", str(lin.pk)) == 2
    assert queries.held_back_by("agent", str(maya.pk)) == 0
    assert queries.held_back_by("agent", "") == 0


@pytest.fixture
def doubtful(shop, lin) -> list[Remedy]:
    """Return one that needs a person and one that is still looked up."""
    needing = requested(order(shop, "302-8"), 10, lin)
    desk = Desk(Memory(script=["nothing", "nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    desk.at += MINUTE
    unknown = requested(order(shop, "302-9"), 20, lin, at=desk.at)
    desk.works()
    for each in (needing, unknown):
        each.refresh_from_db()
    assert (needing.state, unknown.state) == (State.NEEDS_HUMAN, State.UNKNOWN)
    return [needing, unknown]


def test_what_nobody_knows_is_shown_with_since_when(doubtful, maya, stranger) -> None:
    needing, unknown = doubtful
    assert list(queries.needing_a_person(maya)) == [needing]
    assert list(queries.of_unknown_outcome(maya)) == [unknown]
    assert queries.oldest_unknown_since(maya) == needing.state_at < unknown.state_at
    for question in (queries.needing_a_person, queries.of_unknown_outcome):
        assert list(question(stranger)) == []
    assert queries.oldest_unknown_since(stranger) is None
    found = queries.standing()
    assert (found.needs_person, found.needs_person_since) == (1, needing.state_at)
    assert (found.incidents, found.stops, found.verified) == (0, 0, None)


def test_what_stands_is_counted_over_all_stores(placed, maya, tmp_path) -> None:
    outside(placed, seen("X-1", 1_100))
    commands.stop(scope="all", name="", why="w", by=maya, at=NOON)
    checked = commands.verify(tmp_path, by=None, at=NOON)
    found = queries.standing()
    assert (found.needs_person, found.needs_person_since) == (0, None)
    assert (found.incidents, found.stops, found.verified) == (1, 1, checked)
    assert (checked.rows > 0, checked.ledgers, checked.remedies) == (True, 1, 0)
    assert (checked.breaks, checked.wrong, checked.by_id) == ([], [], None)
    again = commands.verify(tmp_path, by=maya, at=NOON)
    assert (queries.newest_verification(), again.by_id) == (again, maya.pk)


def test_an_order_nobody_touched_has_no_books(placed, maya, stranger, lin) -> None:
    assert queries.money_of_order(maya, placed.pk) == queries.OrderBooks(None)
    requested(placed, 10, lin)
    assert queries.money_of_order(stranger, placed.pk).ledger is None


def test_the_books_of_an_order_hold_everything_in_its_order(placed, lin, maya) -> None:
    first = requested(placed, 10, lin, at=NOON + MINUTE)
    second = requested(placed, 20, lin, at=NOON)
    outside(placed, seen("X-2", 5, at=NOON + HOUR), seen("X-1", 6, at=NOON))
    found = queries.money_of_order(maya, placed.pk)
    assert found.ledger is not None
    assert found.remedies == [second, first]
    assert [each.external_id for each in found.outside] == ["X-1", "X-2"]
    assert found.incidents == []
    assert queries.remedies_of_order(maya, placed.pk) == [first, second]
    beside = queries.remedies_beside(
        ticket_id=0, order_id=placed.pk, store_id=placed.store_id
    )
    assert beside == [second, first]


def test_what_went_back_without_us_is_shown_in_its_order(
    placed, lin, maya, stranger
) -> None:
    assert queries.ledger_for(maya, placed.pk) is None
    requested(placed, 10, lin)
    desk = Desk(Memory(names_effects=False))
    desk.works()
    desk.works(after=HOUR)  # What is listed of the remedy is its own.
    early, late = NOON, NOON + HOUR
    for name, at in (("X-3", late), ("X-2", early), ("X-1", early)):
        outside(placed, seen(name, 5, at=at))
    found = queries.outside_refunds_of(maya, placed.pk)
    assert [each.external_id for each in found] == ["X-2", "X-1", "X-3"]
    ledger = queries.ledger_for(maya, placed.pk)
    assert (ledger.pk, ledger.settled) == (placed.pk, 25)
    assert queries.outside_refunds_of(stranger, placed.pk) == []
    assert queries.ledger_for(stranger, placed.pk) is None


def test_a_check_of_all_books_leaves_the_settings_as_they_were(db) -> None:
    def settings() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting(unnest(%s::text[]))", [[*_FOR_WHOLE_TABLES]]
            )
            return [value for (value,) in cursor.fetchall()]

    before = settings()
    books()
    assert settings() == before


def test_whose_a_listed_id_is_is_known_by_either_of_its_ids(placed, lin) -> None:
    remedy = requested(placed, 10, lin)
    desk = Desk(Memory(names_effects=False))
    desk.works()
    desk.works(after=HOUR)
    outside(placed, seen("X-1", 5))
    keys = queries.keys_of_listed
    assert keys(ACCOUNT, ["FEED-1", "R-1", "X-1"]) == {"FEED-1": remedy, "R-1": remedy}
    assert keys("other", ["FEED-1", "R-1"]) == {}


def test_a_proposal_is_open_until_it_is_dropped_or_confirmed(doubtful, maya, wen) -> None:
    remedy = doubtful[0]
    assert queries.open_decision(remedy) is None
    proposed = [
        commands.propose_by_hand(
            remedy_id=remedy.pk, says="failed", external_id="", why="w", evidence="e",
            by=maya, at=NOON,
        )
        for _time in range(2)
    ]  # fmt: skip
    assert queries.open_decision(remedy) == proposed[1]
    commands.confirm_by_hand(
        remedy_id=remedy.pk, decision_id=proposed[1].pk, by=wen, at=NOON
    )
    assert queries.open_decision(remedy) is None


GIVEN = Remedy(
    pk=1, account="a", currency="EUR", minor_units=300, state="succeeded",
    requested_at=NOON,
)  # fmt: skip
EQUAL = {
    "account": "a", "currency": "EUR", "minor_units": 300, "happened_at": NOON,
    "reference": "",
}  # fmt: skip
OTHERS = [
    {"account": "b"}, {"currency": "USD"}, {"minor_units": 301}, {"reference": "R"},
    {"happened_at": NOON - MINUTE}, {"explained_by_id": 1},
]  # fmt: skip


@pytest.mark.parametrize("other", OTHERS)
def test_only_an_equal_fact_since_then_may_be_a_remedy_done_twice(other) -> None:
    assert as_much_as(OutsideRefund(**EQUAL), [GIVEN]) == GIVEN
    assert as_much_as(OutsideRefund(**EQUAL | other), [GIVEN]) is None
    assert as_much_as(OutsideRefund(**EQUAL), []) is None


CELL = CellMoney(1, Component.PRICE, "L1", "lamp", 2, captured=100, reserved=30, settled=20)
MONEY = OrderMoney(7, "EUR", 100, 30, 20, 0, (CELL,))
WANTED = Request(
    key=key(1), order_id=7, kind=Kind.REFUND, currency="EUR", minor_units=50, reason="r"
)
LINE_1, SHIPPING = (1, Component.PRICE), (None, Component.SHIPPING)
TOO_MUCH = [
    ({}, ""),
    ({"minor_units": 51}, "left of the order"),
    ({"minor_units": 51, "kind": Kind.RESEND}, ""),
    ({"portions": (Portion(*LINE_1, 50),)}, ""),
    ({"portions": (Portion(*LINE_1, 51),)}, "left of that part"),
    ({"portions": (Portion(*LINE_1, 1), Portion(*SHIPPING, 1))}, "no such line"),
]


@pytest.mark.parametrize(("values", "words"), TOO_MUCH)
def test_before_it_is_asked_for_it_is_said_where_it_is_too_much(values, words) -> None:
    said = queries.what_is_too_much(replace(WANTED, **values), MONEY)
    assert words in said if words else said is None


def test_of_figures_that_are_wrong_the_reason_is_said_and_nothing_is_left() -> None:
    wrong = replace(MONEY, problem="Its lines are not its total.")
    assert queries.what_is_too_much(WANTED, wrong) == "Its lines are not its total."
    assert (MONEY.left, wrong.left, CELL.free) == (50, 0, 50)
    assert replace(MONEY, over=5).given == 55


def test_everything_is_seen_by_who_sees_everything(placed, lin) -> None:
    remedy = requested(placed, 10, lin)
    assert queries.remedy_for(Everything(), remedy.pk) == remedy
    assert queries.remedy_for(Everything(), 0) is None
    assert not Stop.objects.exists()

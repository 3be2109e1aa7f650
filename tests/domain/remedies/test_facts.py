"""Money that went back without us is a fact: never refused, and never counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Incident, OutsideRefund, Remedy
from firsthand.domain.remedies.queries.books import books
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
    money_of,
    order,
    requested,
    seen,
)

State = Remedy.State


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert books().wrong == ()


def happens(placed: Order, *effects, account: str = ACCOUNT) -> list[OutsideRefund]:
    return commands.record_outside(
        store_id=placed.store_id,
        order_number=placed.number,
        account=account,
        effects=effects,
        at=NOON,
    )


def incidents() -> list[str]:
    return list(Incident.objects.order_by("pk").values_list("kind", flat=True))


def test_it_uses_up_what_is_free_and_its_own_line_first(placed: Order):
    (fact,) = happens(placed, seen("X-1", 250, line_number=2))
    assert money_of(placed) == (1000, 0, 250, 0)
    taken = fact.parts.order_by("pk").values_list("cell__line_number", "minor_units")
    assert list(taken) == [(2, 200), (1, 50)]
    assert Entry.objects.get(kind="remedies.outside_recorded").subject_id == fact.pk


def test_the_same_fact_twice_is_one(placed: Order):
    assert len(happens(placed, seen("X-1", 250), seen("X-1", 250))) == 1
    assert happens(placed, seen("X-1", 250)) == []
    assert money_of(placed) == (1000, 0, 250, 0)
    assert len(happens(placed, seen("X-1", 250), account="other")) == 1


@pytest.mark.parametrize("gone", [400, 500])
def test_it_cancels_what_has_not_left_and_only_as_much_as_it_needs(
    placed: Order, lin: Person, gone: int
):
    first, second = requested(placed, 500, lin), requested(placed, 300, lin)
    happens(placed, seen("X-1", gone))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.APPROVED, State.CANCELLED)
    assert second.state_why == "money_went_outside"
    assert money_of(placed) == (1000, 500, gone, 0)


def test_the_smallest_remedy_too_makes_room(shop, lin: Person):
    placed = order(shop, lines=(1,), shipping=0, tax=0)
    remedy = requested(placed, 1, lin)
    happens(placed, seen("X-1", 1))
    remedy.refresh_from_db()
    assert (remedy.state, incidents()) == (State.CANCELLED, [])
    assert money_of(placed) == (1, 0, 1, 0)


def test_what_is_under_way_keeps_its_money_and_the_rest_goes_over(
    placed: Order, lin: Person
):
    remedy = requested(placed, 800, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    happens(placed, seen("X-1", 500))
    remedy.refresh_from_db()
    assert remedy.state == State.UNKNOWN
    assert money_of(placed) == (1000, 800, 200, 300)
    assert incidents() == ["over"]


def test_more_than_was_ever_paid_is_written_down_all_the_same(placed: Order):
    happens(placed, seen("X-1", 99_999))
    assert money_of(placed) == (1000, 0, 1000, 98_999)


def test_another_currency_is_kept_beside_the_books(placed: Order):
    (fact,) = happens(placed, seen("X-1", 100, currency="USD"))
    assert not fact.is_counted
    assert money_of(placed) == (1000, 0, 0, 0)
    assert incidents() == ["other_currency"]


def test_a_fact_of_an_order_that_does_not_add_up_is_counted_once_it_does(shop, lin: Person):
    placed = order(shop, total=5)
    (fact,) = happens(placed, seen("X-1", 100))
    assert (fact.is_counted, incidents()) == (False, ["not_counted"])
    judge = Judge()
    requested(order(shop), 100, lin, judge=judge)
    assert money_of(placed) == (1000, 100, 100, 0)
    assert judge.asked[0].given == 100


def test_a_fact_of_an_unknown_order_is_to_be_brought_again(shop):
    with pytest.raises(commands.UnknownOrder):
        commands.record_outside(
            store_id=shop.pk,
            order_number="nope",
            account=ACCOUNT,
            effects=[seen("X-1", 5)],
            at=NOON,
        )


def test_a_remedys_own_effect_is_no_fact(placed: Order, lin: Person):
    requested(placed, 300, lin)
    desk = Desk(Memory())
    desk.works()
    assert happens(placed, *desk.channel.effects) == []
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 300, 0)


def test_a_fact_that_was_a_remedy_all_along_is_counted_once(placed: Order, lin: Person):
    remedy = requested(placed, 800, lin)
    desk = Desk(Memory(script=["lost"]))
    desk.works()
    happens(placed, *desk.channel.effects)
    assert money_of(placed) == (1000, 800, 200, 600)
    desk.works(after=LAG + MINUTE)
    remedy.refresh_from_db()
    fact = OutsideRefund.objects.get()
    assert (remedy.state, fact.explained_by) == (State.SUCCEEDED, remedy)
    assert money_of(placed) == (1000, 0, 800, 0)


def test_what_was_written_off_and_shows_later_is_a_fact_and_an_incident(
    placed: Order, lin: Person, maya: Person, wen: Person
):
    remedy = requested(placed, 300, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    decision = commands.propose_by_hand(
        remedy_id=remedy.pk, says="failed", external_id="", why="w", evidence="e",
        by=maya, at=desk.at,
    )  # fmt: skip
    commands.confirm_by_hand(
        remedy_id=remedy.pk, decision_id=decision.pk, by=wen, at=desk.at
    )
    happens(placed, seen("R-9", 300, reference=str(remedy.key)))
    assert money_of(placed) == (1000, 0, 300, 0)
    assert incidents() == ["twice"]


def test_a_reference_that_is_nobodys_key_raises_no_alarm(placed: Order, lin: Person):
    requested(placed, 300, lin)
    for name, reference in (("X-1", "RMA 77"), ("X-2", str(key(7)))):
        (fact,) = happens(placed, seen(name, 10, reference=reference))
        assert fact.reference == reference
    assert incidents() == []


def test_the_smallest_amount_is_a_fact_and_nothing_is_none(placed: Order):
    (fact,) = happens(placed, seen("X-0", 0), seen("X-1", 1))
    assert (fact.external_id, fact.is_counted) == ("X-1", True)
    assert money_of(placed) == (1000, 0, 1, 0)


@pytest.mark.parametrize(("seconds", "is_twice"), [(5, True), (-5, True), (6, False)])
def test_an_equal_refund_at_the_seconds_of_our_call_is_ours_done_twice(
    placed: Order, lin: Person, seconds: int, is_twice: bool
):
    requested(placed, 100, lin)
    desk = Desk(Memory())
    desk.works()
    at = NOON + timedelta(seconds=seconds)
    desk.channel.effects.append(seen("R-2", 100, at=at))
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 200, 0)
    assert incidents() == (["twice"] if is_twice else [])


def test_a_fact_that_just_fits_takes_nothing_back(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin)
    happens(placed, seen("X-1", 700))
    remedy.refresh_from_db()
    assert (remedy.state, incidents()) == (State.APPROVED, [])
    assert money_of(placed) == (1000, 300, 700, 0)


def test_earlier_refunds_are_learnt_from_the_first_look_at_the_channel(
    placed: Order, lin: Person
):
    desk = Desk(Memory(effects=[seen("OLD-1", 120, at=NOON - 48 * HOUR)]))
    requested(placed, 300, lin)
    desk.works()
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 420, 0)
    assert OutsideRefund.objects.get().external_id == "OLD-1"


def test_what_is_listed_without_an_amount_is_no_fact(placed: Order, lin: Person):
    requested(placed, 300, lin)
    desk = Desk(Memory(effects=[seen("X-1", 0), seen("X-2", 1)]))
    desk.works()
    desk.works(after=HOUR)
    assert list(OutsideRefund.objects.values_list("external_id", flat=True)) == ["X-2"]


def test_what_goes_over_is_booked_once_with_the_first_cell(placed: Order):
    (fact,) = happens(placed, seen("X-1", 1300))
    parts = fact.parts.order_by("pk")
    assert list(parts.values_list("minor_units", "over_minor_units")) == [
        (60, 300), (40, 0), (700, 0), (200, 0),
    ]  # fmt: skip
    # Nothing is left at all: the next one is over from its first unit on.
    (fact,) = happens(placed, seen("X-2", 7))
    parts = fact.parts.order_by("pk")
    assert list(parts.values_list("minor_units", "over_minor_units")) == [(0, 7)]
    assert money_of(placed) == (1000, 0, 1000, 307)


@pytest.mark.parametrize("of_order", [{"total": 5}, {"currency": "USD"}])
def test_of_what_is_not_counted_nothing_is_said_to_have_gone_over(shop, of_order: dict):
    (fact,) = happens(order(shop, **of_order), seen("X-1", 1200))
    entry = Entry.objects.get(kind="remedies.outside_recorded")
    assert (fact.is_counted, entry.facts["over_minor_units"]) == (False, 0)
    assert Incident.objects.get().facts == {
        "outside": fact.pk, "minor_units": 1200, "currency": "EUR",
    }  # fmt: skip


def test_an_order_reported_anew_in_another_currency_opens_in_that(shop, lin: Person):
    happens(order(shop, total=5), seen("X-1", 100))
    placed = order(shop, currency="USD")
    requested(placed, 300, lin)
    assert Remedy.objects.get().ledger.currency == "USD"
    assert money_of(placed) == (1000, 300, 0, 0)


def test_a_fact_is_written_down_with_all_that_was_listed_of_it(placed: Order):
    at = NOON - HOUR
    (fact,) = happens(placed, seen("X-1", 5, at=at, line_number=2, reference="R" * 90))
    assert (fact.happened_at, fact.recorded_at) == (at, NOON)
    assert (fact.line_number, fact.reference) == (2, "R" * 80)
    assert (fact.account, fact.external_id, fact.currency) == (ACCOUNT, "X-1", "EUR")

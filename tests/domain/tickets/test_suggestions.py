"""The likeliest reasons stand first, so that closing takes seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.orders.models import Buyer, Order
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons import queries as reason_queries
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries import Suggestion, Why
from tests.desk import ticket
from tests.people import NOON, lin, maya, store, wen
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def german() -> Store:
    there_are_reasons()
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


def the(code: str) -> Reason:
    return Reason.objects.get(code=code)


def closed(shop: Store, code: str, **values) -> Ticket:
    return ticket(shop, solved_at=NOON, reason=the(code), **values)


def suggested(person: Person, one: Ticket | None) -> list[Suggestion]:
    return queries.suggestions(person, one, reason_queries.taxonomy())


def order(shop: Store) -> Order:
    return Order.objects.create(
        store=shop,
        number="306-1234567-1234567",
        buyer=Buyer.objects.create(name="Jonas", first_seen_at=NOON),
        state="shipped",
        fulfilment="FBM",
        currency="EUR",
        total_minor_units=1,
        placed_at=NOON - 3 * DAY,
    )


def test_first_the_own_tag_then_the_orders_then_what_is_frequent(german, agent) -> None:
    bought = order(german)
    for _n in range(3):
        closed(german, "AFT.RET.MIND")
    closed(german, "AFT.USE.APP")
    closed(german, "INS.LOG.LOST", order=bought, buyer=bought.buyer)
    one = ticket(german, order=bought, buyer=bought.buyer, reason=the("INS.LOG.DELAY"))
    assert [(each.code, each.why) for each in suggested(agent, one)] == [
        ("INS.LOG.DELAY", Why.NOW),
        ("INS.LOG.LOST", Why.SAME_ORDER),
        ("AFT.RET.MIND", Why.OFTEN),
        ("AFT.USE.APP", Why.OFTEN),
    ]


def test_another_buyer_of_the_same_order_number_suggests_nothing(german, agent) -> None:
    bought = order(german)
    closed(german, "INS.LOG.LOST", order=bought)
    one = ticket(german, order=bought, buyer=bought.buyer)
    assert suggested(agent, one) == [Suggestion("INS.LOG.LOST", Why.OFTEN)]


def test_other_stores_suggest_nothing_to_who_does_not_see_them(german, agent) -> None:
    closed(store("JP"), "AFT.DMG.PACK")
    assert suggested(agent, ticket(german)) == []
    assert suggested(agent, None) == []
    assert suggested(wen(), None) == [Suggestion("AFT.DMG.PACK", Why.OFTEN)]


def test_what_was_merged_suggests_the_other_and_what_is_archived_nothing(
    german, agent
) -> None:
    for code in ("INS.LOG.DELAY", "INS.LOG.FBADLY", "NON.MSG.SPAM"):
        closed(german, code)
    lead = maya()
    gone, stays = the("INS.LOG.DELAY").pk, the("INS.LOG.FBADLY").pk
    reasons.merge(reason_id=gone, into_id=stays, by=lead, at=NOON)
    reasons.archive(reason_id=the("NON.MSG.SPAM").pk, by=lead, at=NOON)
    assert suggested(agent, None) == [Suggestion("INS.LOG.FBADLY", Why.OFTEN)]


def test_only_a_few_are_called_frequent(german, agent) -> None:
    for reason in Reason.objects.filter(level=3)[:9]:
        closed(german, reason.code)
    assert len(suggested(agent, None)) == 6

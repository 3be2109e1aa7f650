"""Returns asked for at Amazon, and how long it waits for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand.domain.claims import queries
from firsthand.domain.claims.commands import NothingAsked, answer_returns
from firsthand.domain.claims.rules.returns import Asked, respond_by
from firsthand.domain.orders.commands import record_notice
from firsthand.domain.orders.models import Order, OrderReturn
from firsthand.domain.orders.ports import NoticeFacts
from firsthand.domain.orders.queries import notices_of, order_for
from firsthand.domain.people.commands import NotAllowed
from firsthand.foundation.scoping import Everything
from tests.desk import ticket
from tests.people import NOON, lin, person, store
from tests.remedies import Desk, Memory, order, requested

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = NOON - 30 * HOUR


@pytest.mark.parametrize(
    ("known", "waits"),
    [
        ({}, True),
        ({"status": "Pending"}, True),
        ({"status": "pending authorization"}, True),
        ({"status": "Approved"}, False),
        ({"status": "Closed"}, False),
        ({"received_at": ASKED + HOUR}, False),
        ({"answered_at": ASKED + HOUR}, False),
        ({"given_back_at": ASKED + HOUR}, False),
        # Of what was before, nothing answers it.
        ({"answered_at": ASKED - HOUR, "given_back_at": ASKED - HOUR}, True),
    ],
)
def test_a_return_waits_until_anything_answers_it(known: dict, waits: bool) -> None:
    assert Asked(ASKED, **known).waits == waits


def test_amazon_waits_for_two_days_and_of_others_nothing_is_published() -> None:
    assert respond_by(ASKED, channel="amazon") == ASKED + 2 * DAY
    assert respond_by(ASKED, channel="ebay") is None


def back(placed: Order, number: str = "R1", at: datetime = ASKED, **more) -> OrderReturn:
    return OrderReturn.objects.create(
        order=placed, external_id=number, requested_at=at, **more
    )


def mailed(placed: Order, at: datetime = ASKED) -> None:
    record_notice(
        store_id=placed.store_id, order_number=placed.number, kind="return",
        facts=NoticeFacts(quantity=1, reason="Too small"), mail_id=f"{at:%d%H}@amazon",
        ticket_message_id=1, sent_at=at,
    )  # fmt: skip


@pytest.fixture
def placed(db) -> Order:
    return order(store("DE"))


def waiting(at: datetime = NOON) -> list[str]:
    return [each.order.number for each in queries.returns_waiting(Everything(), at=at)]


def due(placed: Order, at: datetime = NOON) -> datetime | None:
    seen = order_for(Everything(), placed.pk)
    assert seen is not None
    return queries.returns_due(seen, notices_of(seen), at=at)


def test_what_runs_out_first_stands_first_with_its_ticket(placed) -> None:
    other = order(placed.store, "302-2")
    about = ticket(placed.store, order=placed, order_number=placed.number)
    back(placed)
    back(other, at=ASKED - HOUR)
    first, second = queries.returns_waiting(Everything(), at=NOON)
    assert (first.order, first.respond_by, first.ticket_id) == (
        other, ASKED + 47 * HOUR, None,
    )  # fmt: skip
    assert (second.order, second.ticket_id) == (placed, about.pk)
    assert due(placed) == ASKED + 2 * DAY


def test_a_mail_counts_until_the_report_tells_of_the_return(placed) -> None:
    mailed(placed)
    [line] = queries.returns_waiting(Everything(), at=NOON)
    assert (line.is_from_mail, line.reason) == (True, "Too small")
    assert due(placed) == ASKED + 2 * DAY
    back(placed, status="Approved")
    assert (waiting(), due(placed)) == ([], None)


@pytest.mark.parametrize(
    "change",
    [{"fulfilment": "FBA"}, {"store__channel": "ebay"}, {"asked": NOON - 17 * DAY}],
)
def test_what_is_not_ours_to_answer_or_long_ago_is_left_out(placed, change) -> None:
    back(placed, at=change.pop("asked", ASKED))
    mailed(order(placed.store, "302-2"), at=NOON - 17 * DAY)
    if "store__channel" in change:
        placed.store.channel = change.pop("store__channel")
        placed.store.save()
    Order.objects.filter(pk=placed.pk).update(**change)
    assert (waiting(), due(placed)) == ([], None)


def test_money_in_amazons_books_since_answers_it(placed) -> None:
    back(placed)
    posted = {
        "kind": "Refund", "currency": "EUR", "minor_units": 100, "recorded_at": NOON,
    }  # fmt: skip
    placed.postings.create(external_id="a", posted_at=ASKED - HOUR, **posted)
    assert waiting() == [placed.number]
    placed.postings.create(external_id="b", posted_at=ASKED + HOUR, **posted)
    assert (waiting(), due(placed)) == ([], None)


def test_money_that_we_gave_back_since_answers_it(placed) -> None:
    back(placed)
    requested(placed, 100, lin(placed.store))
    assert waiting() == [placed.number]
    Desk(Memory()).works()
    assert (waiting(), due(placed)) == ([], None)


def test_whoever_has_answered_says_so_and_a_later_request_waits_again(placed) -> None:
    agent = lin(placed.store)
    with pytest.raises(NothingAsked):
        answer_returns(order_id=placed.pk, by=agent, at=NOON)
    back(placed)
    answer_returns(order_id=placed.pk, by=agent, at=NOON)
    assert (waiting(), due(placed)) == ([], None)
    back(placed, "R2", at=NOON + HOUR)
    assert waiting(NOON + DAY) == [placed.number]
    answer_returns(order_id=placed.pk, by=agent, at=NOON + DAY)
    assert waiting(NOON + DAY) == []


def test_only_who_works_on_the_store_may_say_so(placed) -> None:
    back(placed)
    with pytest.raises(ObjectDoesNotExist):
        answer_returns(order_id=placed.pk, by=lin(store("JP")), at=NOON)
    with pytest.raises(NotAllowed):
        answer_returns(order_id=placed.pk, by=person("Ada", "analyst"), at=NOON)
    assert queries.returns_waiting(person("Bo", "agent", store("FR")), at=NOON) == []


def test_only_the_last_day_is_near(placed) -> None:
    back(placed)
    assert queries.returns_near(Everything(), at=ASKED + 23 * HOUR).n == 0
    near = queries.returns_near(Everything(), at=ASKED + 24 * HOUR)
    assert (near.n, near.due_at) == (1, ASKED + 2 * DAY)
    assert queries.returns_near(Everything(), at=ASKED + 3 * DAY).n == 1

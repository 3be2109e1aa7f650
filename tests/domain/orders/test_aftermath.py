"""What follows orders: returns, claims and postings, each once, whoever tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.commands import (
    erase_buyer,
    record_claims,
    record_order,
    record_postings,
    record_returns,
    record_setback,
)
from firsthand.domain.orders.models import Order, OrderReturn, RefundPosting, Setback
from firsthand.domain.orders.ports import ClaimFacts, PostingFacts, ReturnFacts
from tests.domain.orders.test_buyers import facts
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def order() -> Order:
    return record_order(store_id=store("DE").pk, facts=facts(), at=NOON)


def back(order: Order, **more) -> ReturnFacts:
    values = {"order_number": order.number, "external_id": "fbm RMA1"}
    return ReturnFacts(**{**values, "requested_at": NOON, "reason": "Too small", **more})


def posted(order: Order, **more) -> PostingFacts:
    values = {
        "order_number": order.number,
        "external_id": "T1",
        "kind": "Refund",
        "currency": "EUR",
        "minor_units": 700,
        "posted_at": NOON,
    }
    return PostingFacts(**{**values, **more})


def test_a_return_is_noted_once_and_renewed_with_what_is_told_later(order: Order) -> None:
    for more in ({}, {"received_at": NOON + DAY, "status": "Received"}, {"reason": ""}):
        record_returns(store_id=order.store_id, returns=[back(order, **more)])
    (row,) = OrderReturn.objects.all()
    assert (row.received_at, row.status) == (NOON + DAY, "Received")
    assert row.reason_text == "Too small"
    entry = Entry.objects.get(kind="orders.return_requested")
    assert (entry.subject_id, entry.happened_at) == (order.pk, NOON)


def test_the_words_of_a_buyer_who_was_forgotten_do_not_come_back(order: Order) -> None:
    record_returns(store_id=order.store_id, returns=[back(order)])
    assert order.buyer_id is not None
    erase_buyer(order.buyer_id, at=NOON)
    record_returns(store_id=order.store_id, returns=[back(order, status="Received")])
    (row,) = OrderReturn.objects.all()
    assert (row.reason_text, row.status) == ("", "Received")


def test_a_claim_a_mail_told_of_is_not_another_one_in_the_report(order: Order) -> None:
    record_setback(order_id=order.pk, kind="claim", external_id="mail:7", happened_at=NOON)
    claim = ClaimFacts(
        order_number=order.number, external_id="return RMA1", happened_at=NOON
    )
    made = record_claims(store_id=order.store_id, claims=[claim])
    assert (made["added"], Setback.objects.get().external_id) == (0, "mail:7")


def test_a_claim_only_the_report_tells_of_is_noted_once(order: Order) -> None:
    claim = ClaimFacts(
        order_number=order.number, external_id="return RMA1", happened_at=NOON
    )
    for added in (1, 0):
        made = record_claims(store_id=order.store_id, claims=[claim])
        assert made["added"] == added
    assert Entry.objects.filter(kind="orders.claim_opened").count() == 1


def test_a_posting_stays_as_it_was_but_for_its_status(order: Order) -> None:
    for status, units in (("DEFERRED", 700), ("RELEASED", 9_999)):
        told = posted(order, status=status, minor_units=units)
        record_postings(store_id=order.store_id, postings=[told], at=NOON)
    (row,) = RefundPosting.objects.all()
    assert (row.status, row.minor_units) == ("RELEASED", 700)


def test_two_postings_of_one_order_are_two(order: Order) -> None:
    both = [posted(order), posted(order, external_id="T2", minor_units=1)]
    record_postings(store_id=order.store_id, postings=both, at=NOON)
    assert RefundPosting.objects.count() == 2

"""A trial asks the fake what nobody could ask Amazon."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.connectors.amazon.troubles import Throttled
from firsthand.foundation.http_calls import Deadline, Response, call
from tests.connectors.amazon.fake.test_feeds import (
    refund,
    report_of,
    state,
    submitted,
)
from tests.connectors.amazon.playing import OF_ORDER, ORDER, client_at, playing


def asked(fake: FakeAmazon, method: str, what: str, body: str = "") -> Response:
    return call(
        method,
        f"{fake.address}/_fake/{what}",
        deadline=Deadline(timedelta(seconds=5)),
        headers={},
        body=body.encode(),
    )


def told(fake: FakeAmazon, method: str, what: str, body: str = "") -> Any:
    return json.loads(asked(fake, method, what, body).body)


def test_faults_are_set_and_shown_while_it_runs() -> None:
    with playing() as fake:
        assert told(fake, "POST", "faults", "createFeed=reset") == {
            "plan": "createFeed=reset:0x1"
        }
        assert asked(fake, "POST", "faults", "createFood=reset").status == 400
        assert told(fake, "GET", "faults") == {"plan": "createFeed=reset:0x1"}


def test_what_was_really_done_is_told_once_its_time_has_come() -> None:
    with playing() as fake:
        feed = submitted(client_at(fake.address), refund())
        where = f"effects?account=shop&order={ORDER}"
        assert told(fake, "GET", where) == []
        told(fake, "POST", "clock", "60")
        [effect] = told(fake, "GET", where)
        assert told(fake, "GET", "effects?account=other") == []
    assert (effect["amount"], effect["currency"], effect["feedId"]) == ("6.50", "EUR", feed)
    assert effect["postedAt"] > effect["at"]


SOLD = {
    "account": "shop",
    "orderId": "305-7",
    "currency": "EUR",
    "items": [{"sku": "TEA", "price": "5.00", "shipping": "1.50"}],
}


def test_an_order_that_was_sold_is_shown_and_feeds_are_judged_by_it() -> None:
    asks = [
        ("305-7", "6.50", "item-1", "The order has no such item."),
        ("305-8", "5.00", "00000000000001", "The order was not found."),
        ("305-7", "5.01", "00000000000001", "This is more than was charged."),
        ("305-7", "5.00", "00000000000001", ""),
        ("305-7", "0.01", "00000000000001", "This is more than was charged."),
    ]
    with playing() as fake:
        told(fake, "POST", "orders", json.dumps(SOLD))
        client = client_at(fake.address)
        order = client.call("orders_2026-01-01.getOrder", {"orderId": "305-7"}).content
        reports = []
        for number, amount, item, _why in asks:
            message = refund(amount=amount, order=number).replace("item-1", item)
            feed = submitted(client, message)
            fake.time.forward(60)
            reports.append(report_of(client, state(client, feed)))
    assert order["order"]["orderItems"][0]["product"] == {"sellerSku": "TEA"}
    for (*_asked, why), report in zip(asks, reports, strict=True):
        assert (why or "<MessagesSuccessful>1<") in report


def test_what_is_refunded_by_hand_is_an_effect_of_no_feed() -> None:
    by_hand = {"account": "shop", "orderId": "305-7", "amount": "2", "currency": "EUR"}
    with playing() as fake:
        told(fake, "POST", "orders", json.dumps(SOLD))
        told(fake, "POST", "refunds", json.dumps(by_hand))
        [effect] = told(fake, "GET", "effects?account=shop&order=305-7")
        fake.time.forward(48 * 3600 + 1)
        by_order = {
            "relatedIdentifierName": "ORDER_ID",
            "relatedIdentifierValue": "305-7",
        }
        listed = client_at(fake.address).call("listTransactions", by_order).content
    assert (effect["amount"], effect["feedId"]) == ("2", "outside")
    assert len(listed["payload"]["transactions"]) == 1


@pytest.mark.parametrize("body", ["{}", "[]", "soon", '{"items": [{"price": "x"}]}'])
@pytest.mark.parametrize("what", ["orders", "refunds"])
def test_what_is_no_order_and_no_refund_is_declined(what: str, body: str) -> None:
    with playing() as fake:
        assert asked(fake, "POST", what, body).status == 400


def test_calls_that_were_too_many_are_counted() -> None:
    with playing(is_throttled=True) as fake:
        client = client_at(fake.address, most_tries=1)
        for _time in range(5):
            client.call("getMessagingActionsForOrder", OF_ORDER)
        assert told(fake, "GET", "refusals") == []
        with pytest.raises(Throttled):
            client.call("getMessagingActionsForOrder", OF_ORDER)
        [refusal] = told(fake, "GET", "refusals")
    assert refusal["operation"] == "messaging.getMessagingActionsForOrder"
    assert (refusal["account"], refusal["times"]) == ("shop", 1)


def test_anything_else_is_not_known_and_a_clock_only_takes_a_number() -> None:
    with playing() as fake:
        assert asked(fake, "GET", "nothing").status == 404
        assert asked(fake, "POST", "clock", "soon").status == 400

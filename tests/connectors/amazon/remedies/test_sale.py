"""Amazon's order, as far as remedies need it."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.connectors.amazon.answers import Garbled
from firsthand.connectors.amazon.remedies.sale import sale_in
from firsthand.connectors.amazon.remedies.shares import shares_of
from tests.connectors.amazon.remedies.told import (
    GERMANY,
    ORDER,
    PRICE,
    SHIPPING,
    TAX,
    told,
)


def money(amount: str, currency: str = "EUR") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def answer(**changed: Any) -> dict[str, Any]:
    line = {
        "orderItemId": "10000000000001",
        "quantityOrdered": 2,
        "product": {"sellerSku": "TEA-1", "price": {"unitPrice": money("10.00")}},
        "proceeds": {
            "breakdowns": [
                {"type": "ITEM", "subtotal": money("20.00")},
                {"type": "SHIPPING", "subtotal": money("5.00")},
                {"type": "GIFT_WRAP", "subtotal": money("1.00")},
                {"type": "TAX", "subtotal": money("2.50"), "detailedBreakdowns": [
                    {"subtype": "ITEM", "value": money("2.00")},
                    {"subtype": "SHIPPING", "value": money("0.50")},
                ]},
            ]
        },
    }  # fmt: skip
    order = {
        "orderId": ORDER,
        "createdTime": "2026-11-02T09:15:00.000Z",
        "lastUpdatedTime": "2026-11-04T17:20:00.000Z",
        "fulfillment": {"fulfillmentStatus": "SHIPPED"},
        "proceeds": {"grandTotal": money("28.50")},
        "recipient": {
            "deliveryAddress": {"name": "N. N.", "phone": "", "extendedFields": {}}
        },
        "orderItems": [line],
    }
    return {"order": {**order, **changed}}


def test_an_order_is_read_with_what_was_charged_for_each_line() -> None:
    found = sale_in(answer(), ORDER)
    [line] = found.items
    assert (found.currency, found.state, found.is_cancel_wanted) == (
        "EUR",
        "SHIPPED",
        False,
    )
    assert (line.code, line.sku, line.shipping_tax) == ("10000000000001", "TEA-1", 50)
    assert line.charged == {PRICE: 2000, SHIPPING: 500, TAX: 250}
    assert found.address == {"name": "N. N."}


def test_without_proceeds_a_line_cost_its_price_by_piece_times_their_number() -> None:
    line = answer()["order"]["orderItems"][0]
    del line["proceeds"]
    found = sale_in(answer(orderItems=[line], proceeds=None), ORDER)
    assert (found.items[0].charged, found.currency) == ({PRICE: 2000}, "EUR")


def test_without_any_amount_an_order_of_one_line_can_still_be_refunded() -> None:
    line = {"orderItemId": "1", "quantityOrdered": 1, "product": {"sellerSku": "TEA-1"}}
    found = sale_in(answer(orderItems=[line], proceeds=None, fulfillment=None), ORDER)
    assert (found.currency, found.items[0].charged, found.state) == ("", {}, "")
    assert len(shares_of(told(7), found, GERMANY)) == 1


def test_a_wish_of_the_buyers_to_cancel_is_seen() -> None:
    line = answer()["order"]["orderItems"][0]
    line["cancellation"] = {"cancellationRequest": {"requester": "BUYER"}}
    assert sale_in(answer(orderItems=[line]), ORDER).is_cancel_wanted


WRONG = [
    {"orderId": "305-9999999-9999999"},
    {"createdTime": "yesterday"},
    {"lastUpdatedTime": None},
    {"orderItems": []},
    {"orderItems": [{"product": {}}]},
    {"proceeds": {"grandTotal": money("28.50", "USD")}},
    {"proceeds": {"grandTotal": money("much")}},
    {"proceeds": {"grandTotal": money("28.505")}},
]


@pytest.mark.parametrize("changed", WRONG)
def test_an_order_that_cannot_be_read_is_none(changed: dict[str, Any]) -> None:
    with pytest.raises(Garbled):
        sale_in(answer(**changed), ORDER)

"""Orders as Amazon tells them, the odd ones too: none is lost, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from firsthand.connectors.amazon.orders import Told, read
from firsthand.domain.orders.ports import Identity

GERMANY = "A1PA6795UKMFR9"
CHANGED = datetime(2026, 11, 4, 17, 20, tzinfo=UTC)


def eur(amount: str, currency: str = "EUR") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def item(**more: Any) -> dict[str, Any]:
    return {
        "orderItemId": "1",
        "quantityOrdered": 2,
        "product": {"asin": "B0TEA00001", "title": "Tea caddy", "sellerSku": "TEA-1"},
        "proceeds": {
            "proceedsTotal": eur("53.80"),
            "breakdowns": [
                {"type": "ITEM", "subtotal": eur("49.80")},
                {"type": "SHIPPING", "subtotal": eur("4.00")},
            ],
        },
        **more,
    }


def order(**more: Any) -> dict[str, Any]:
    return {
        "orderId": "305-0000001-0000001",
        "createdTime": "2026-11-02T09:15:00.000Z",
        "lastUpdatedTime": "2026-11-04T17:20:00.000Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": GERMANY},
        "buyer": {"buyerName": "Clara", "buyerEmail": "Ab+c1@marketplace.amazon.de"},
        "recipient": {"deliveryAddress": {"name": "Clara", "addressLine1": "Weg 1"}},
        "proceeds": {"grandTotal": eur("53.80")},
        "fulfillment": {
            "fulfillmentStatus": "SHIPPED",
            "fulfilledBy": "MERCHANT",
            "shipByWindow": {"latestDateTime": "2026-11-05T23:59:59Z"},
        },
        "orderItems": [item()],
        **more,
    }


def told(**more: Any) -> Told:
    found = read(order(**more))
    assert isinstance(found, Told)
    return found


def test_an_order_says_what_a_desk_shows() -> None:
    found = told()
    facts = found.facts
    assert (found.marketplace_id, found.notes) == (GERMANY, ())
    assert (facts.number, facts.state, facts.fulfilment) == (
        "305-0000001-0000001", "shipped", "FBM",
    )  # fmt: skip
    assert (facts.currency, facts.total_minor_units, facts.shipping_minor_units) == (
        "EUR", 5380, 400,
    )  # fmt: skip
    (line,) = facts.lines
    assert (line.sku, line.asin, line.quantity) == ("TEA-1", "B0TEA00001", 2)
    assert line.price_minor_units == 4980
    # What follows "+" names a case, not the buyer.
    assert facts.buyer == (Identity("amazon_alias", "ab@marketplace.amazon.de"),)
    assert facts.address == {"name": "Clara", "line": "Weg 1"}
    assert facts.updated_at == CHANGED


def test_boxes_that_have_all_come_make_a_delivered_order() -> None:
    def box(number: int, status: str) -> dict[str, Any]:
        return {
            "packageReferenceId": f"P{number}",
            "carrier": "DHL",
            "trackingNumber": f"JJD{number}",
            "packageStatus": {"status": status},
        }

    going = told(packages=[box(1, "DELIVERED"), box(2, "IN_TRANSIT")]).facts
    assert (going.state, going.delivered_at) == ("shipped", None)
    assert [one.delivered_at for one in going.parcels] == [CHANGED, None]
    come = told(packages=[box(1, "DELIVERED"), box(2, "DELIVERED")]).facts
    assert (come.state, come.delivered_at) == ("delivered", CHANGED)


def test_a_buyer_who_asks_to_cancel_and_who_did_it_are_told() -> None:
    asked = item(
        cancellation={
            "cancellationRequest": {"requester": "BUYER"},
            "cancellationExecution": {"cancelledBy": "MERCHANT"},
        }
    )
    facts = told(orderItems=[asked]).facts
    assert (facts.is_cancel_requested, facts.cancelled_by) == (True, "MERCHANT")


@pytest.mark.parametrize(
    ("more", "notes"),
    [
        ({"fulfillment": {"fulfillmentStatus": "HELD", "fulfilledBy": "AMAZON"}},
         ("unknown_status HELD",)),
        ({"fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "DRONE"}},
         ("unknown_fulfilment DRONE",)),
        ({"orderItems": [item(proceeds={"proceedsTotal": eur("9.00", "USD")})]},
         ("other_currency USD",)),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_noted_and_the_rest_is_read(
    more: dict[str, Any], notes: tuple[str, ...]
) -> None:
    found = told(**more)
    assert (found.notes, found.facts.total_minor_units) == (notes, 5380)


def test_an_unknown_status_is_no_state_and_another_currency_no_amount() -> None:
    assert told(fulfillment={"fulfillmentStatus": "HELD"}).facts.state == ""
    dollars = item(proceeds={"proceedsTotal": eur("9.00", "USD")})
    (line,) = told(orderItems=[dollars]).facts.lines
    assert line.price_minor_units == 0


def test_an_order_without_buyer_address_or_money_is_an_order() -> None:
    bare = item(proceeds=None)
    facts = told(buyer=None, recipient=None, proceeds=None, orderItems=[bare]).facts
    assert (facts.buyer, facts.address, facts.currency) == ((), None, "")
    assert facts.total_minor_units == 0


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("1234", "JPY", 1234),
        ("12.5", "JPY", 0),  # Yen have no smaller parts: it is not rounded.
        ("0.700", "KWD", 700),
        ("NaN", "EUR", 0),
        ("1e40", "EUR", 0),
    ],
)
def test_amounts_are_exact_or_none(amount: str, currency: str, units: int) -> None:
    money = eur(amount, currency)
    bare = item(proceeds=None)
    facts = told(proceeds={"grandTotal": money}, orderItems=[bare]).facts
    assert facts.total_minor_units == units


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "no_number"),
        ([], "no_number"),
        (order(orderId=7), "no_number"),
        (order(orderId="x" * 41), "no_number"),
        (order(createdTime="yesterday"), "no_time"),
        (order(salesChannel={"channelName": "NON_AMAZON"}), "no_marketplace"),
    ],
)
def test_what_is_no_order_says_why(content: object, why: str) -> None:
    assert read(content) == why


@pytest.mark.parametrize("junk", [None, 1, "x", [], [1], {"a": 1}])
def test_nothing_of_another_kind_than_expected_breaks_the_reading(junk: Any) -> None:
    for name in order():
        read(order(**{name: junk}))
    for name in item():
        read(order(orderItems=[item(**{name: junk}), junk]))
    read(order(packages=[junk, {"packageReferenceId": "P", "packageStatus": junk}]))

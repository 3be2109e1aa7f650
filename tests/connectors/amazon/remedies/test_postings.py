"""What Amazon's books say that a buyer got: not what the seller's account lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from firsthand.connectors.amazon.answers import Garbled
from firsthand.connectors.amazon.remedies.postings import refunds_in
from firsthand.domain.remedies.ports import Kind, Seen
from tests.connectors.amazon.remedies.told import AT

LINES = {"TEA": 1, "POT": 2}


def money(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"currencyCode": currency, "currencyAmount": Decimal(amount)}


def entry(kind: str, amount: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "breakdownType": kind,
        "breakdownAmount": money(amount),
        "breakdowns": list(parts),
    }


def item(sku: str, *breakdowns: dict[str, Any]) -> dict[str, Any]:
    return {
        "breakdowns": list(breakdowns),
        "contexts": [{"contextType": "ProductContext", "sku": sku}],
    }


def transaction(
    number: str = "t1", *items: dict[str, Any], kind: str = "Refund", **related: str
) -> dict[str, Any]:
    return {
        "transactionId": number,
        "transactionType": kind,
        "postedDate": "2026-11-02T09:15:00Z",
        "totalAmount": money("-5.55"),
        "items": list(items) or [item("TEA", price("-7.00"))],
        "relatedIdentifiers": [
            {"relatedIdentifierName": name, "relatedIdentifierValue": value}
            for name, value in related.items()
        ],
    }


def price(amount: str) -> dict[str, Any]:
    return entry("ProductCharges", amount, entry("OurPricePrincipal", amount))


def seen(*transactions: dict[str, Any]) -> tuple[Seen, ...]:
    return refunds_in(list(transactions), LINES.get)


def amounts(*transactions: dict[str, Any]) -> list[tuple[str, int]]:
    return [(one.external_id, one.minor_units) for one in seen(*transactions)]


FULL = item(
    "TEA",
    price("-20.00"),
    entry("Shipping", "-3.00", entry("ShippingPrincipal", "-3.00")),
    entry(
        "Tax", "0.00",
        entry("OurPriceTax", "-1.60"), entry("ShippingTax", "-0.30"),
        entry("MarketplaceFacilitatorTax-Principal", "1.90"),
    ),
    entry("PromoRebates", "2.00", entry("OurPriceDiscount", "2.00")),
    entry(
        "AmazonFees", "5.40",
        entry("Commission", "3.00"), entry("RefundCommission", "-0.60"),
        entry("ShippingChargeback", "3.00"),
    ),
    entry("RestockingDeductionPrincipal", "4.00"),
    entry("GoodwillPrincipal", "-1.00"),
)  # fmt: skip


def test_a_refund_is_what_the_buyer_had_been_charged_less_what_was_kept() -> None:
    [found] = seen(transaction("t1", FULL, REFUND_ID="r1"))
    assert found == Seen("r1", Kind.REFUND, "EUR", 1990, AT, "", 1)


def test_transactions_of_one_refund_are_one_refund_at_its_first_time() -> None:
    first = transaction("t1", item("TEA", price("-3.00")), REFUND_ID="r1")
    later = transaction("t2", item("POT", price("-4.00")), REFUND_ID="r1")
    later["postedDate"] = "2026-11-04T09:15:00Z"
    [found] = seen(later, first)
    assert (found.minor_units, found.line_number) == (700, None)
    assert found.at == AT < AT + timedelta(days=2)


def test_a_transaction_listed_on_two_pages_counts_once() -> None:
    assert amounts(transaction(), transaction()) == [("t1", 700)]


def test_what_was_deferred_and_is_released_counts_once_and_keeps_its_id() -> None:
    deferred = transaction("d", RELEASE_TRANSACTION_ID="r")
    released = transaction("r", DEFERRED_TRANSACTION_ID="d")
    assert amounts(deferred) == amounts(deferred, released) == [("d", 700)]
    assert amounts(released) == [("r", 700)]


@pytest.mark.parametrize("kind", ["Shipment", "ServiceFee", "Retrocharge", ""])
def test_what_is_no_refund_is_left_out(kind: str) -> None:
    assert amounts(transaction(kind=kind)) == []


@pytest.mark.parametrize(
    "kind", ["Refund", "GuaranteeClaim", "Guarantee_Claim", "Chargeback"]
)
def test_whoever_pays_a_buyer_back_it_is_seen(kind: str) -> None:
    assert amounts(transaction(kind=kind)) == [("t1", 700)]


def test_a_correction_of_fees_and_a_charge_to_the_buyer_are_no_refund() -> None:
    fees = item("TEA", entry("Commission", "1.00"))
    charge = item("TEA", price("5.00"))
    assert amounts(transaction("t1", fees), transaction("t2", charge)) == []


def test_entries_of_the_whole_transaction_count_where_its_lines_have_none() -> None:
    whole = transaction("t1", {"contexts": []})
    whole["breakdowns"] = [price("-7.00")]
    assert amounts(whole) == [("t1", 700)]


GARBLED = [
    {"breakdowns": [], "items": []},
    {"transactionId": None},
    {"postedDate": "soon"},
    {"items": [item("TEA", price("-7.001"))]},
    {"totalAmount": money("-7.00", "USD")},
    {"totalAmount": None},
]


@pytest.mark.parametrize("changed", GARBLED)
def test_a_refund_that_cannot_be_read_is_not_left_out(changed: dict[str, Any]) -> None:
    with pytest.raises(Garbled):
        seen({**transaction(), **changed})

"""Refunds in Amazon's books (finances 2024-06-19): what the buyer got, and when.

A transaction's total is what the seller's account lost: fees come back with a refund, and
others are taken for it. What the buyer got is the sum of what he had been charged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from firsthand.connectors.amazon.answers import Garbled, list_at, moment_at, text_at
from firsthand.connectors.amazon.remedies.amounts import money_at
from firsthand.domain.remedies.ports import Kind, Seen

# Money that goes back to a buyer, whoever decided on it. Seen in sellers' books; Amazon
# documents one word only, `Shipment`.
_TYPES = frozenset({"refund", "guaranteeclaim", "chargeback", "chargerefund"})
# What a buyer was charged, by Amazon's names for it: `OurPricePrincipal`, `ShippingTax`.
_CHARGES = re.compile(
    "(OurPrice|Shipping|Giftwrap|Goodwill|RestockingDeduction|RestockingFee|ReturnShipping"
    "|ExportCharge|COD|Surcharge)(Principal|Tax|Discount|TaxDiscount|PrincipalDiscount)"
)


def refunds_in(
    transactions: Sequence[object], line_of: Callable[[str], int | None]
) -> tuple[Seen, ...]:
    """Return the refunds among an order's transactions, each once.

    Args:
        transactions: all of the order, as `listTransactions` lists them.
        line_of: the number of the line with a SKU; None: it cannot be told.

    Raises:
        Garbled: one is of no time or currency, or does not say what the buyer got.
    """
    refunds = [one for one in transactions if _is_refund(one)]
    by_id = {text_at(one, "transactionId"): one for one in refunds}
    if "" in by_id:
        raise Garbled("a refund without an id")
    groups: dict[str, list[object]] = {}
    for number, one in by_id.items():
        # What was deferred is listed twice once it is released; the first one counts.
        if _related(one, "DEFERRED_TRANSACTION_ID") not in by_id:
            groups.setdefault(_related(one, "REFUND_ID") or number, []).append(one)
    found = (_seen(name, group, line_of) for name, group in groups.items())
    return tuple(seen for seen in found if seen is not None)


def _is_refund(transaction: object) -> bool:
    kind = text_at(transaction, "transactionType").lower()
    return re.sub("[^a-z]", "", kind) in _TYPES


def _seen(
    name: str, group: Sequence[object], line_of: Callable[[str], int | None]
) -> Seen | None:
    charges = [charge for one in group for charge in _charges(one)]
    currencies = {currency for _, currency in charges}
    if len(currencies) != 1:
        raise Garbled("a refund in no currency, or in several")
    moments = [moment_at(one, "postedDate") for one in group]
    known = [moment for moment in moments if moment is not None]
    if not known:
        raise Garbled("a refund without a time")
    minor_units = -sum(amount for amount, _ in charges)
    if minor_units <= 0:
        return None  # Only fees were corrected, or something was taken back.
    skus = {sku for one in group for sku in _skus(one)}
    return Seen(
        external_id=name,
        kind=Kind.REFUND,
        currency=currencies.pop(),
        minor_units=minor_units,
        at=min(known),
        line_number=line_of(skus.pop()) if len(skus) == 1 else None,
    )


def _charges(transaction: object) -> Iterator[tuple[int, str]]:
    """Yield what of a transaction was the buyer's; by its lines, where it has them."""
    breakdowns = [
        part
        for item in list_at(transaction, "items")
        for part in list_at(item, "breakdowns")
    ] or list_at(transaction, "breakdowns")
    if not breakdowns:
        raise Garbled("a refund that does not say what the buyer got")
    yield (0, money_at(transaction, "totalAmount", "currencyAmount")[1])
    yield from _buyers(breakdowns)


def _buyers(breakdowns: Iterable[Any]) -> Iterator[tuple[int, str]]:
    for one in breakdowns:
        if _CHARGES.fullmatch(text_at(one, "breakdownType")):
            yield money_at(one, "breakdownAmount", "currencyAmount")
        else:
            yield from _buyers(list_at(one, "breakdowns"))


def _skus(transaction: object) -> Iterator[str]:
    for item in list_at(transaction, "items"):
        for context in list_at(item, "contexts"):
            if text_at(context, "contextType") == "ProductContext":
                yield text_at(context, "sku")


def _related(transaction: object, name: str) -> str:
    for one in list_at(transaction, "relatedIdentifiers"):
        if text_at(one, "relatedIdentifierName") == name:
            return text_at(one, "relatedIdentifierValue")
    return ""

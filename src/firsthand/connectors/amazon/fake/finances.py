"""Finances: what was paid back, as soon as it is posted, which may take two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from firsthand.connectors.amazon.fake.asked import (
    Asked,
    as_json,
    moment_of,
    page,
    refusal,
    stamp,
)
from firsthand.connectors.amazon.fake.effects import Effect, Effects
from firsthand.foundation.http_serving import Reply
from firsthand.foundation.money import exponent

_ZERO = Decimal(0)
# Of what a seller had paid for a sale, a part comes back with a refund, and a part is kept.
_COMMISSION, _KEPT = Decimal("0.15"), Decimal("0.2")
# By the type of an adjustment: the heading of a transaction, and its entry there.
_ENTRIES = {
    "Principal": ("ProductCharges", "OurPricePrincipal"),
    "Tax": ("Tax", "OurPriceTax"),
    "Shipping": ("Shipping", "ShippingPrincipal"),
    "ShippingTax": ("Tax", "ShippingTax"),
    "Goodwill": ("ProductCharges", "GoodwillPrincipal"),
}

# What an account, or its order, has to show besides, by then.
Others = Callable[[str, str, datetime], Sequence[Effect]]


class Finances:
    """The listings of both versions."""

    def __init__(
        self, effects: Effects, page_size: int, others: Others | None = None
    ) -> None:
        self._effects = effects
        # Refunds of sellers at work, besides what was done by feeds.
        self._others = others
        self._page_size = page_size
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            "GET /finances/2024-06-19/transactions": self._transactions,
            "GET /finances/v0/orders/{orderId}/financialEvents": self._events,
        }

    def _transactions(self, asked: Asked) -> Reply:
        values = asked.values
        order = ""
        if values.get("relatedIdentifierName") == "ORDER_ID":
            order = values.get("relatedIdentifierValue", "")
        if not order and "postedAfter" not in values:
            return refusal("InvalidInput", "postedAfter or an order is needed.")
        after, before = values.get("postedAfter"), values.get("postedBefore")
        shown = [
            one
            for one in _posted(self._known(asked, order), asked.now)
            if (not after or one.at >= moment_of(after))
            and (not before or one.at < moment_of(before))
        ]
        token = values.get("nextToken", "")
        # As Amazon's may be: the first page is empty, and more follows.
        size = 0 if self._others and not token else self._page_size
        some, following = page(shown, token, size, asked.slip)
        payload: dict[str, Any] = {"transactions": [_transaction(one) for one in some]}
        if following:
            payload["nextToken"] = following
        return as_json({"payload": payload})

    def _events(self, asked: Asked) -> Reply:
        known = self._known(asked, asked.values.get("orderId", ""))
        events = [_event(one) for one in _posted(known, asked.now)]
        return as_json({"payload": {"FinancialEvents": {"RefundEventList": events}}})

    def _known(self, asked: Asked, order: str) -> list[Effect]:
        theirs = self._others(asked.account, order, asked.now) if self._others else ()
        return [*self._effects.of(asked.account, order), *theirs]


def _posted(effects: list[Effect], now: datetime) -> list[Effect]:
    return [
        one
        for one in effects
        if one.kind == "refund" and one.posted_at is not None and one.posted_at <= now
    ]


def _transaction(effect: Effect) -> dict[str, Any]:
    """Return a refund as version 2024-06-19 shows it: money that left has a minus.

    Its total is what the seller's account lost: the buyer's money less what comes back.
    """
    items = [
        _item(effect, code, [(kind, amount) for _, kind, amount in components])
        for code, components in groupby(sorted(effect.components), key=lambda one: one[0])
    ]
    total = -effect.amount + sum((_fees(effect, one) for one in _principals(effect)), _ZERO)
    return {
        "transactionId": f"transaction-{effect.number}",
        "transactionType": "Refund",
        "transactionStatus": "RELEASED",
        "description": "Refund Order",
        "postedDate": stamp(effect.at),
        "totalAmount": _amount(effect, total),
        "items": items,
        "relatedIdentifiers": [
            {
                "relatedIdentifierName": "ORDER_ID",
                "relatedIdentifierValue": effect.order,
            },
            {
                "relatedIdentifierName": "REFUND_ID",
                "relatedIdentifierValue": effect.number,
            },
        ],
    }


def _item(
    effect: Effect, code: str, components: list[tuple[str, Decimal]]
) -> dict[str, Any]:
    charges = [
        _breakdown(effect, heading, -amount, [_breakdown(effect, entry, -amount)])
        for kind, amount in components
        for heading, entry in [_ENTRIES.get(kind, ("Other", kind))]
    ]
    principal = sum((amount for kind, amount in components if kind == "Principal"), _ZERO)
    back = _fees(effect, principal)
    fees = _breakdown(effect, "AmazonFees", back, [_breakdown(effect, "Commission", back)])
    total = back - sum(amount for _, amount in components)
    return {
        "description": "",
        "totalAmount": _amount(effect, total),
        "breakdowns": [*charges, fees],
        "contexts": [{"contextType": "ProductContext", "sku": effect.skus.get(code, "")}],
    }


def _principals(effect: Effect) -> list[Decimal]:
    by_item: dict[str, Decimal] = {}
    for code, kind, amount in effect.components:
        if kind == "Principal":
            by_item[code] = by_item.get(code, _ZERO) + amount
    return list(by_item.values())


def _fees(effect: Effect, principal: Decimal) -> Decimal:
    """Return what a seller gets back of his fees, in whole units of the currency."""
    back = principal * _COMMISSION * (1 - _KEPT)
    return back.quantize(Decimal(1).scaleb(-exponent(effect.currency)))


def _breakdown(
    effect: Effect,
    kind: str,
    amount: Decimal,
    parts: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "breakdownType": kind,
        "breakdownAmount": _amount(effect, amount),
        "breakdowns": list(parts),
    }


def _event(effect: Effect) -> dict[str, Any]:
    by_item = groupby(sorted(effect.components), key=lambda component: component[0])
    return {
        "AmazonOrderId": effect.order,
        "PostedDate": stamp(effect.at),
        "ShipmentItemAdjustmentList": [
            {
                "OrderAdjustmentItemId": f"{effect.number}-{item}",
                "ItemChargeAdjustmentList": [
                    {
                        "ChargeType": kind,
                        "ChargeAmount": {
                            "CurrencyCode": effect.currency,
                            "CurrencyAmount": float(-amount),
                        },
                    }
                    for _, kind, amount in components
                ],
            }
            for item, components in by_item
        ],
    }


def _amount(effect: Effect, amount: Decimal) -> dict[str, Any]:
    return {"currencyCode": effect.currency, "currencyAmount": float(amount)}

"""Finances: what was paid back, as soon as it is posted, which may take two days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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

_PAGE = 100


class Finances:
    """The listings of both versions."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
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
            for one in _posted(self._effects.of(asked.account, order), asked.now)
            if (not after or one.at >= moment_of(after))
            and (not before or one.at < moment_of(before))
        ]
        some, following = page(shown, values.get("nextToken", ""), _PAGE)
        payload: dict[str, Any] = {"transactions": [_transaction(one) for one in some]}
        if following:
            payload["nextToken"] = following
        return as_json({"payload": payload})

    def _events(self, asked: Asked) -> Reply:
        known = self._effects.of(asked.account, asked.values.get("orderId", ""))
        events = [_event(one) for one in _posted(known, asked.now)]
        return as_json({"payload": {"FinancialEvents": {"RefundEventList": events}}})


def _posted(effects: list[Effect], now: datetime) -> list[Effect]:
    return [
        one
        for one in effects
        if one.kind == "refund" and one.posted_at is not None and one.posted_at <= now
    ]


def _transaction(effect: Effect) -> dict[str, Any]:
    """Return a refund as version 2024-06-19 shows it: money that left has a minus."""
    return {
        "transactionId": f"transaction-{effect.number}",
        "transactionType": "Refund",
        "transactionStatus": "RELEASED",
        "description": "Refund Order",
        "postedDate": stamp(effect.at),
        "totalAmount": _amount(effect, "currencyAmount"),
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


def _amount(effect: Effect, name: str) -> dict[str, Any]:
    return {"currencyCode": effect.currency, name: float(-effect.amount)}

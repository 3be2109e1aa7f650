"""What was sold: orders that a trial makes up, so that feeds can be judged by them.

An account that has sold nothing may refund anything: then nobody can judge.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from firsthand.connectors.amazon.fake.asked import Asked, as_json, refusal, stamp
from firsthand.connectors.amazon.fake.effects import Effect, Effects
from firsthand.connectors.amazon.fake.messages import Message
from firsthand.foundation.http_serving import Reply

_GET = "GET /orders/2026-01-01/orders/{orderId}"


@dataclass(frozen=True)
class Line:
    """One line; amounts in major units, each for all its pieces."""

    code: str
    sku: str
    quantity: int
    price: Decimal
    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.price + self.shipping + self.tax


@dataclass(frozen=True)
class Sale:
    """One order of an account; `state` is its fulfilment status."""

    account: str
    order: str
    currency: str
    lines: tuple[Line, ...]
    at: datetime
    state: str = "UNSHIPPED"
    address: Mapping[str, str] | None = None
    wants_cancel: bool = False


class Sales:
    """All of them. Safe to use in many threads."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._lock = threading.Lock()
        self._sold: dict[tuple[str, str], Sale] = {}
        self._accounts: set[str] = set()
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {_GET: self._show}

    def sell(self, sale: Sale) -> None:
        with self._lock:
            self._sold[sale.account, sale.order] = sale
            self._accounts.add(sale.account)

    def skus(self, account: str, order: str) -> dict[str, str]:
        """Return the SKUs of an order's lines by their codes."""
        sale = self._sold.get((account, order))
        return {line.code: line.sku for line in sale.lines} if sale else {}

    def complaint(self, account: str, message: Message) -> str:
        """Return why a message cannot be done; empty: it can."""
        if account not in self._accounts:
            return ""
        sale = self._sold.get((account, message.order))
        if sale is None:
            return "The order was not found."
        done = self._effects.of(account, message.order)
        if any(one.kind == "cancel" for one in done):
            return "The order has been cancelled."
        return _too_much(sale, message, done) if message.kind == "refund" else ""

    def _show(self, asked: Asked) -> Reply:
        sale = self._sold.get((asked.account, asked.values.get("orderId", "")))
        if sale is None:
            return refusal("NotFound", "The order was not found.", 404)
        cancelled = [
            one.at
            for one in self._effects.of(sale.account, sale.order)
            if one.kind == "cancel" and one.at <= asked.now
        ]
        included = asked.values.get("includedData", "").split(",")
        order: dict[str, Any] = {
            "orderId": sale.order,
            "createdTime": stamp(sale.at),
            "lastUpdatedTime": stamp(max([sale.at, *cancelled])),
            "salesChannel": {"channelName": "AMAZON"},
            "fulfillment": {"fulfillmentStatus": "CANCELLED" if cancelled else sale.state},
            "orderItems": [_line(sale, line, included) for line in sale.lines],
        }
        if "PROCEEDS" in included:
            total = sum((line.total for line in sale.lines), Decimal(0))
            order["proceeds"] = {"grandTotal": _money(total, sale)}
        if "RECIPIENT" in included and sale.address is not None:
            order["recipient"] = {"deliveryAddress": dict(sale.address)}
        return as_json({"order": order})


def _too_much(sale: Sale, message: Message, done: Sequence[Effect]) -> str:
    """Return why so much cannot be refunded; empty: it can."""
    known = {line.code for line in sale.lines}
    given = sum((one.amount for one in done if one.kind == "refund"), message.amount)
    complaints = {
        "The currency is not the order's.": message.currency != sale.currency,
        "The order has no such item.": bool(
            {item for item, _, _ in message.components} - known
        ),
        "This is more than was charged.": given > sum(one.total for one in sale.lines),
    }
    return next((words for words, is_so in complaints.items() if is_so), "")


def _line(sale: Sale, line: Line, included: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "orderItemId": line.code,
        "quantityOrdered": line.quantity,
        "product": {"sellerSku": line.sku},
    }
    if "PROCEEDS" in included:
        told["proceeds"] = {
            "proceedsTotal": _money(line.total, sale),
            "breakdowns": [
                {"type": kind, "subtotal": _money(amount, sale)}
                for kind, amount in (
                    ("ITEM", line.price), ("SHIPPING", line.shipping), ("TAX", line.tax),
                )
            ],
        }  # fmt: skip
    if sale.wants_cancel and "CANCELLATION" in included:
        told["cancellation"] = {"cancellationRequest": {"requester": "BUYER"}}
    return told


def _money(amount: Decimal, sale: Sale) -> dict[str, str]:
    return {"amount": str(amount), "currencyCode": sale.currency}

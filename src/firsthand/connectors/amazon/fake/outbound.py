"""Parcels from Amazon's stock (fulfilment outbound 2020-07-01): kept by the seller's id."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
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

_ROOT = "/fba/outbound/2020-07-01/fulfillmentOrders"
_PAGE = 50


class Outbound:
    """All such orders. Safe to use in many threads."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._lock = threading.Lock()
        self._orders: dict[tuple[str, str], dict[str, Any]] = {}
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            f"POST {_ROOT}": self._create,
            f"GET {_ROOT}": self._list,
            f"GET {_ROOT}/{{sellerFulfillmentOrderId}}": self._show,
            f"PUT {_ROOT}/{{sellerFulfillmentOrderId}}/cancel": self._cancel,
        }

    def _create(self, asked: Asked) -> Reply:
        number = str(asked.told("sellerFulfillmentOrderId"))
        items = asked.told("items")
        for name in ("displayableOrderId", "shippingSpeedCategory", "destinationAddress"):
            asked.told(name)
        key = (asked.account, number)
        with self._lock:
            if key in self._orders:
                return refusal(
                    "InvalidInput", f"The order id {number} has been used before."
                )
            self._orders[key] = {
                **{name: asked.body.get(name) for name in _KEPT},
                "receivedDate": stamp(asked.now),
                "fulfillmentOrderStatus": "RECEIVED",
                "statusUpdatedDate": stamp(asked.now),
                "items": items,
            }
        self._effects.add(
            Effect(
                number=number,
                account=asked.account,
                order=str(asked.told("displayableOrderId")),
                kind="resend",
                amount=Decimal(0),
                currency="",
                components=(),
                at=asked.now,
                posted_at=None,
                cause=number,
            )
        )
        return as_json({})

    def _list(self, asked: Asked) -> Reply:
        since = asked.values.get("queryStartDate", "")
        with self._lock:
            orders = [
                {name: value for name, value in order.items() if name != "items"}
                for (account, _), order in self._orders.items()
                if account == asked.account
                and (not since or order["statusUpdatedDate"] >= stamp(moment_of(since)))
            ]
        some, following = page(orders, asked.values.get("nextToken", ""), _PAGE, asked.slip)
        told: dict[str, Any] = {"fulfillmentOrders": some}
        return as_json({"payload": told | ({"nextToken": following} if following else {})})

    def _show(self, asked: Asked) -> Reply:
        found = self._orders.get(_key(asked))
        if found is None:
            return _unknown()
        order = {name: value for name, value in found.items() if name != "items"}
        return as_json(
            {
                "payload": {
                    "fulfillmentOrder": order,
                    "fulfillmentOrderItems": found["items"],
                    "fulfillmentShipments": [],
                }
            }
        )

    def _cancel(self, asked: Asked) -> Reply:
        with self._lock:
            found = self._orders.get(_key(asked))
            if found is None:
                return _unknown()
            found["fulfillmentOrderStatus"] = "CANCELLED"
            found["statusUpdatedDate"] = stamp(asked.now)
        return as_json({})


_KEPT = (
    "sellerFulfillmentOrderId", "displayableOrderId", "displayableOrderDate",
    "displayableOrderComment", "shippingSpeedCategory", "destinationAddress",
)  # fmt: skip


def _unknown() -> Reply:
    return refusal("NotFound", "There is no such fulfillment order.", 404)


def _key(asked: Asked) -> tuple[str, str]:
    return asked.account, asked.values.get("sellerFulfillmentOrderId", "")

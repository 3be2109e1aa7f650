"""What a marketplace of feeds lets one read, and the parcels one sends again through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.marketplace.books import (
    Books,
    Effect,
    Impossible,
    Wanted,
)
from firsthand.connectors.sandbox.marketplace.calls import (
    Course,
    Misunderstood,
    Request,
    Step,
    as_json,
    page_of,
    part,
    refusal,
    shown,
    stamp,
)
from firsthand.connectors.sandbox.marketplace.faults import Operation
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.foundation.http_serving import Reply

_PARCELS = "/fba/outbound/fulfillmentOrders"


class Statements:
    """Financial events, the state of an order, parcels by a number of our own."""

    def __init__(self, books: Books, terms: Terms) -> None:
        self._books = books
        self._terms = terms

    def step(self, request: Request) -> Step:
        """Say what a call asks for.

        Raises:
            Misunderstood: nothing this marketplace knows.
        """
        asked = f"{request.method} {request.path}"
        if asked == f"POST {_PARCELS}":
            return self._new_parcel(request)
        routes: dict[str, Callable[[str, Request, Course], Reply]] = {
            "GET /finances/v0/orders/([^/]+)/financialEvents": self._events,
            "GET /orders/v0/orders/([^/]+)": self._order,
            f"GET {_PARCELS}/of/([^/]+)": self._parcels,
        }
        for pattern, answer in routes.items():
            found = re.fullmatch(pattern, asked)
            if found is not None:
                return _reading(found[1], request, answer)
        raise Misunderstood(asked)

    def _events(self, order: str, request: Request, course: Course) -> Reply:
        found: dict[tuple[object, ...], list[Effect]] = {}
        for effect in shown(self._books, self._terms, request.account, order, course):
            if effect.kind == "refund":
                # What one feed did to an order at one time is one event of several items.
                one = (effect.at, effect.cause, effect.reference or effect.external_id)
                found.setdefault(one, []).append(effect)
        token = request.query.get("NextToken", "0")
        page = page_of(list(found.values()), token, self._terms.page_size, course)
        payload: dict[str, object] = {
            "FinancialEvents": {
                "RefundEventList": [_refund_event(each) for each in page.items]
            }
        }
        if page.next_offset is not None:
            payload["NextToken"] = str(page.next_offset)
        return as_json({"payload": payload})

    def _order(self, order: str, request: Request, course: Course) -> Reply:
        found = [
            effect
            for effect in shown(self._books, self._terms, request.account, order, course)
            if effect.kind == "cancel"
        ]
        told: dict[str, object] = {"AmazonOrderId": order}
        told["OrderStatus"] = "Canceled" if found else "Unshipped"
        if found:
            told["CancellationId"] = found[0].external_id
            told["CancelledDate"] = stamp(found[0].at)
        return as_json({"payload": told})

    def _parcels(self, order: str, request: Request, course: Course) -> Reply:
        found = shown(self._books, self._terms, request.account, order, course)
        return as_json(
            {
                "fulfillmentOrders": [
                    {
                        "sellerFulfillmentOrderId": effect.reference,
                        "displayableOrderId": order,
                        "receivedDate": stamp(effect.at),
                    }
                    for effect in found
                    if effect.kind == "resend"
                ]
            }
        )

    def _new_parcel(self, request: Request) -> Step:
        content = request.json()
        number = part(content, "sellerFulfillmentOrderId")
        wanted = Wanted(part(content, "displayableOrderId"), "resend", "", 0, number)
        part(content, "destinationAddress")

        def send(course: Course) -> Reply:
            with self._books.lock:
                if self._books.used_key(request.account, number) is not None:
                    return refusal("ALREADY_EXISTS", f"{number} is in use.", 409)
                try:
                    self._books.check(request.account, [wanted])
                except Impossible as refused:
                    return refusal(refused.code, str(refused))
                self._books.do(request.account, [wanted], course.manner, key=number)
            return as_json({"sellerFulfillmentOrderId": number})

        return Step(Operation.ACT, wanted.order, send)


def _reading(
    order: str, request: Request, answer: Callable[[str, Request, Course], Reply]
) -> Step:
    def read(course: Course) -> Reply:
        try:
            return answer(order, request, course)
        except Impossible as refused:
            return refusal(refused.code, str(refused), 404)

    return Step(Operation.READ, order, read)


def _refund_event(effects: Sequence[Effect]) -> dict[str, object]:
    """Return one event. Amounts are what the seller gets: negative."""
    return {
        "AmazonOrderId": effects[0].order,
        "PostedDate": stamp(effects[0].at),
        "ShipmentItemAdjustmentList": [_item(effect) for effect in effects],
    }


def _item(effect: Effect) -> dict[str, object]:
    amount = {
        "CurrencyCode": effect.currency,
        "CurrencyAmount": as_text(-effect.minor_units, effect.currency),
    }
    return {
        "OrderItemId": str(effect.line_number or ""),
        "OrderAdjustmentItemId": effect.external_id,
        "ItemChargeAdjustmentList": [{"ChargeType": "Principal", "ChargeAmount": amount}],
    }

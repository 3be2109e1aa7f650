"""A marketplace without keys: every call counts, and the listing follows a little later.

Like Walmart's, its amounts are negative: what the seller loses.
"""

from __future__ import annotations

import re
from typing import Any

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
    amount_of,
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

_PATH = re.compile(r"/v3/orders/(?P<order>[^/]+)/(?P<what>refund|cancel|refunds)")
# Cancelling is whole or not at all: a second time is a conflict, and no second effect.
_STATUS = {"UNKNOWN_ORDER": 404, "ORDER_CANCELLED": 409}


class Market:
    """Answers `/v3/orders/NUMBER/refund`, `/cancel` and `/refunds`."""

    def __init__(self, books: Books, terms: Terms) -> None:
        self._books = books
        self._terms = terms

    def step(self, request: Request) -> Step:
        """Say what a call asks for.

        Raises:
            Misunderstood: nothing this marketplace knows.
        """
        found = _PATH.fullmatch(request.path)
        asked = (request.method, found["what"] if found else "")
        if found is None or asked not in {
            ("POST", "refund"),
            ("POST", "cancel"),
            ("GET", "refunds"),
        }:
            raise Misunderstood(f"{request.method} {request.path}")
        order = found["order"]
        if asked == ("GET", "refunds"):
            return Step(
                Operation.READ, order, lambda course: self._listed(request, order, course)
            )
        if asked == ("POST", "cancel"):
            part(request.json(), "orderCancellation", "reason")
            wanted = Wanted(order, "cancel", "", 0)
        else:
            wanted = _wanted(order, request.json())
        return Step(
            Operation.ACT, order, lambda course: self._done(request.account, wanted, course)
        )

    def _done(self, account: str, wanted: Wanted, course: Course) -> Reply:
        with self._books.lock:
            try:
                self._books.check(account, [wanted])
            except Impossible as refused:
                return refusal(refused.code, str(refused), _STATUS.get(refused.code, 400))
            [effect] = self._books.do(account, [wanted], course.manner)
        return as_json({"order": {"purchaseOrderId": wanted.order, **_row(effect)}})

    def _listed(self, request: Request, order: str, course: Course) -> Reply:
        try:
            found = shown(self._books, self._terms, request.account, order, course)
        except Impossible as refused:
            return refusal(refused.code, str(refused), 404)
        offset = request.query.get("offset", "0")
        page = page_of(found, offset, self._terms.page_size, course)
        return as_json(
            {
                "purchaseOrderId": order,
                "totalCount": len(found),
                "refunds": [_row(effect) for effect in page.items],
                "nextOffset": page.next_offset,
            }
        )


def _wanted(order: str, content: dict[str, Any]) -> Wanted:
    """Read a refund: the sum of its charges, of one line or of the order as a whole."""
    if part(content, "orderRefund", "purchaseOrderId") != order:
        raise Misunderstood("the order is another one")
    lines = part(content, "orderRefund", "orderLines")
    charges = [charge for line in lines for charge in part(line, "refundCharges")]
    currency = str(part(charges, 0, "charge", "chargeAmount", "currency"))
    amounts = [
        amount_of(part(charge, "charge", "chargeAmount", "amount"), currency)
        for charge in charges
    ]
    if any(amount > 0 for amount in amounts):
        raise Misunderstood("amounts to refund are negative here")
    numbers = {str(part(line, "lineNumber")) for line in lines}
    only = numbers.pop() if len(numbers) == 1 else ""
    return Wanted(
        order=order,
        kind="refund",
        currency=currency,
        minor_units=-sum(amounts),
        line_number=int(only) if only else None,
    )


def _row(effect: Effect) -> dict[str, Any]:
    currency = effect.currency
    return {
        "refundId": effect.external_id,
        "type": "CANCELLATION" if effect.kind == "cancel" else "REFUND",
        "lineNumber": str(effect.line_number or ""),
        "refundDate": stamp(effect.at),
        "amount": {
            "currency": currency,
            "amount": as_text(-effect.minor_units, currency) if currency else "0",
        },
    }

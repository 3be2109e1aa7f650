"""A marketplace that takes a refund as pending and pays it later, if at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.marketplace.books import (
    Books,
    Effect,
    Impossible,
    Manner,
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
from firsthand.connectors.sandbox.marketplace.faults import Fault, Operation
from firsthand.connectors.sandbox.marketplace.feeds import Feed
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.foundation.http_serving import Reply

_PATH = re.compile(
    r"/sell/order/(?P<order>[^/]+)/(?P<what>issue_refund|refunds|refund/(?P<id>[^/]+))"
)
# How a refund that was taken is kept: as a feed of one, whose state is told in its words.
_STATES = {"DONE": "REFUNDED", "FATAL": "FAILED"}


class Pending:
    """Answers `/sell/order/NUMBER/issue_refund`, `/refund/ID` and `/refunds`."""

    def __init__(self, books: Books, terms: Terms) -> None:
        self._books = books
        self._terms = terms

    def step(self, request: Request) -> Step:
        """Say what a call asks for.

        Raises:
            Misunderstood: nothing this marketplace knows.
        """
        found = _PATH.fullmatch(request.path)
        if found is None:
            raise Misunderstood(f"{request.method} {request.path}")
        order = found["order"]
        if (request.method, found["what"]) == ("POST", "issue_refund"):
            wanted = _wanted(order, request.json())
            return Step(
                Operation.ACT,
                order,
                lambda course: self._taken(request.account, wanted, course),
                is_processed=True,
            )
        if (request.method, found["what"]) == ("GET", "refunds"):
            return Step(
                Operation.READ, order, lambda course: self._listed(request, order, course)
            )
        if request.method == "GET" and found["id"]:
            asked = found["id"]
            return Step(
                Operation.POLL, order, lambda _course: self._polled(request, order, asked)
            )
        raise Misunderstood(f"{request.method} {request.path}")

    def _taken(self, account: str, wanted: Wanted, course: Course) -> Reply:
        fault = course.later.fault
        with self._books.lock:
            try:
                self._books.check(account, [wanted])
            except Impossible as refused:
                status = 404 if refused.code == "UNKNOWN_ORDER" else 400
                return refusal(refused.code, str(refused), status)
            wait = course.manner.delay_seconds + self._terms.processing.total_seconds()
            now = self._books.now()
            is_stuck = fault in {Fault.STUCK, Fault.STUCK_APPLIED}
            refund_id = self._books.next_id("P")
            if fault not in {Fault.FAILED, Fault.STUCK}:
                manner = Manner(wait, course.manner.times)
                [effect] = self._books.do(account, [wanted], manner)
                refund_id = effect.external_id
            self._books.keep_feed(
                Feed(
                    feed_id=refund_id,
                    account=account,
                    feed_type=wanted.order,
                    created_at=now,
                    done_at=None if is_stuck else now + wait,
                    state="FATAL" if fault is Fault.FAILED else "DONE",
                    report="",
                )
            )
        return as_json({"refundId": refund_id, "refundStatus": "PENDING"}, 201)

    def _polled(self, request: Request, order: str, refund_id: str) -> Reply:
        taken = self._books.feeds.of(request.account, refund_id)
        if taken is None or taken.feed_type != order:
            return refusal("UNKNOWN_REFUND", f"There is no refund {refund_id}.", 404)
        state = _STATES.get(taken.state_at(self._books.now()), "PENDING")
        return as_json({"refundId": refund_id, "refundStatus": state})

    def _listed(self, request: Request, order: str, course: Course) -> Reply:
        try:
            found = shown(self._books, self._terms, request.account, order, course)
        except Impossible as refused:
            return refusal(refused.code, str(refused), 404)
        offset = request.query.get("offset", "0")
        page = page_of(found, offset, self._terms.page_size, course)
        return as_json(
            {
                "orderId": order,
                "total": len(found),
                "refunds": [_row(effect) for effect in page.items],
                "next": page.next_offset,
            }
        )


def _wanted(order: str, content: dict[str, Any]) -> Wanted:
    """Read a refund: of line items, or one amount of the order as a whole."""
    comment = str(content.get("comment") or "")
    if "orderLevelRefundAmount" in content:
        given = part(content, "orderLevelRefundAmount")
        currency = str(part(given, "currency"))
        amount = amount_of(part(given, "value"), currency)
        return Wanted(order, "refund", currency, amount, comment)
    items = part(content, "refundItems")
    currency = str(part(items, 0, "refundAmount", "currency"))
    amounts = [
        amount_of(
            part(item, "refundAmount", "value"), part(item, "refundAmount", "currency")
        )
        for item in items
    ]
    lines = {int(part(item, "lineItemId")) for item in items}
    whole = Wanted(order, "refund", currency, sum(amounts), comment)
    return replace(whole, line_number=lines.pop()) if len(lines) == 1 else whole


def _row(effect: Effect) -> dict[str, Any]:
    return {
        "refundId": effect.external_id,
        "refundStatus": "REFUNDED",
        "refundDate": stamp(effect.at),
        "comment": effect.reference,
        "lineItemId": str(effect.line_number or ""),
        "amount": {
            "value": as_text(effect.minor_units, effect.currency),
            "currency": effect.currency,
        },
    }

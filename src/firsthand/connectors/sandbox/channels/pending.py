"""A marketplace that takes a refund, and does or refuses it later."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.channels.judging import (
    Garbled,
    amount_at,
    at,
    line_at,
    parsed,
    refused_beforehand,
    text_at,
    time_at,
)
from firsthand.connectors.sandbox.channels.line import (
    SPARED_SHARE,
    Access,
    Line,
    NotPrepared,
)
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    Instruction,
    Kind,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline, Response

_KINDS = frozenset({Kind.REFUND, Kind.RETURNLESS_REFUND})


class PendingChannel:
    """Port `Channel` on the sandbox's marketplace that pays later."""

    def __init__(self, access: Access, terms: Terms) -> None:
        self._account = access.account
        self._terms = terms
        self._line = Line(access)

    def capabilities(self) -> Capabilities:
        """Return what it promises; until it is paid a refund is not listed."""
        return Capabilities(
            kinds=_KINDS,
            native_key=False,
            key_life=None,
            read_lag=self._terms.read_lag + self._terms.processing,
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell the marketplace once (see port `Channel`)."""
        refused = refused_beforehand(instruction, self._account, _KINDS)
        if refused is not None:
            return refused
        target = f"/sell/order/{quote(instruction.order_number, safe='')}/issue_refund"
        deadline = Deadline(within * (1 - SPARED_SHARE))
        try:
            told = self._line.decide("POST", target, _refund(instruction), deadline)
        except NotPrepared as problem:
            return problem.answer()
        if not isinstance(told, Response):
            return told
        try:
            content = parsed(told.body)
            refund_id, state = (
                text_at(content, "refundId"),
                text_at(content, "refundStatus"),
            )
        except Garbled as problem:
            return Unclear(f"an answer nobody can read: {problem}")
        return Taken(refund_id) if state == "PENDING" else Unclear(f"it is {state}")

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return what became of a refund; while nobody can be asked, `Taken` as before."""
        order = quote(instruction.order_number, safe="")
        try:
            told = self._line.read("GET", f"/sell/order/{order}/refund/{quote(handle)}")
            state = text_at(told, "refundStatus")
            is_ours = text_at(told, "refundId") == handle
        except (Unreadable, Garbled):
            return Taken(handle)
        if state == "REFUNDED" and is_ours:
            return Done(handle)
        if state == "FAILED" and is_ours:
            return Declined("the marketplace took the refund and then refused it")
        return Taken(handle)

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return every refund it shows on the order (see port `Channel`)."""
        target = f"/sell/order/{quote(order_number, safe='')}/refunds"
        rows = self._line.pages(target, "refunds", "next", "total")
        try:
            return tuple(_seen(row) for row in rows)
        except Garbled as problem:
            raise Unreadable(str(problem)) from problem


def _refund(instruction: Instruction) -> object:
    currency = instruction.currency
    content: dict[str, object] = {
        "reasonForRefund": instruction.reason or "OTHER_ADJUSTMENT",
        "comment": instruction.key,
    }
    parts = instruction.parts
    if not parts or any(part.line_number is None for part in parts):
        value = as_text(instruction.minor_units, currency)
        content["orderLevelRefundAmount"] = {"value": value, "currency": currency}
        return content
    content["refundItems"] = [
        {
            "lineItemId": str(part.line_number),
            "refundAmount": {
                "value": as_text(part.minor_units, currency),
                "currency": currency,
            },
        }
        for part in parts
    ]
    return content


def _seen(row: object) -> Seen:
    minor_units, currency = amount_at(at(row, "amount"), "value", "currency")
    comment = at(row, "comment")
    return Seen(
        external_id=text_at(row, "refundId"),
        kind=Kind.REFUND,
        currency=currency,
        minor_units=minor_units,
        at=time_at(row, "refundDate"),
        reference=comment if isinstance(comment, str) else "",
        line_number=line_at(row, "lineItemId"),
    )

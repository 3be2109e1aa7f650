"""A marketplace without keys: what is told twice is done twice."""

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
    Component,
    Done,
    Instruction,
    Kind,
    Part,
    Seen,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline, Response

_KINDS = frozenset({Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.CANCEL})
_CHARGES = {
    Component.PRICE: "PRODUCT",
    Component.SHIPPING: "SHIPPING",
    Component.TAX: "TAX",
}


class MarketChannel:
    """Port `Channel` on the sandbox's marketplace without keys."""

    def __init__(self, access: Access, terms: Terms) -> None:
        self._account = access.account
        self._terms = terms
        self._line = Line(access)

    def capabilities(self) -> Capabilities:
        """Return what it promises: little."""
        return Capabilities(
            kinds=_KINDS, native_key=False, key_life=None, read_lag=self._terms.read_lag
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell the marketplace once (see port `Channel`)."""
        refused = refused_beforehand(instruction, self._account, _KINDS)
        if refused is not None:
            return refused
        order = f"/v3/orders/{quote(instruction.order_number, safe='')}"
        is_cancel = instruction.kind is Kind.CANCEL
        target = f"{order}/cancel" if is_cancel else f"{order}/refund"
        content = _cancellation(instruction) if is_cancel else _refund(instruction)
        deadline = Deadline(within * (1 - SPARED_SHARE))
        try:
            told = self._line.decide("POST", target, content, deadline)
        except NotPrepared as problem:
            return problem.answer()
        if not isinstance(told, Response):
            return told
        try:
            return _understood(instruction, told)
        except Garbled as problem:
            return Unclear(f"an answer nobody can read: {problem}")

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return `Unclear`: this marketplace takes nothing for later."""
        del handle, instruction
        return Unclear("this marketplace has taken nothing for later")

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return every effect it shows on the order (see port `Channel`)."""
        target = f"/v3/orders/{quote(order_number, safe='')}/refunds"
        rows = self._line.pages(target, "refunds", "nextOffset", "totalCount")
        try:
            return tuple(_seen(row) for row in rows)
        except Garbled as problem:
            raise Unreadable(str(problem)) from problem


def _cancellation(instruction: Instruction) -> object:
    return {"orderCancellation": {"reason": instruction.reason or "SELLER_CANCEL"}}


def _refund(instruction: Instruction) -> object:
    """Return a refund with its charges by line. Amounts are negative here."""
    whole = Part(None, "", Component.PRICE, instruction.minor_units)
    by_line: dict[int | None, list[Part]] = {}
    for part in instruction.parts or (whole,):
        by_line.setdefault(part.line_number, []).append(part)
    lines = [
        {
            "lineNumber": "" if number is None else str(number),
            "refundCharges": [_charge(instruction, part) for part in parts],
        }
        for number, parts in by_line.items()
    ]
    return {
        "orderRefund": {"purchaseOrderId": instruction.order_number, "orderLines": lines}
    }


def _charge(instruction: Instruction, part: Part) -> object:
    return {
        "refundReason": instruction.reason or "General adjustment",
        "charge": {
            "chargeType": _CHARGES[part.component],
            "chargeAmount": {
                "currency": instruction.currency,
                "amount": as_text(-part.minor_units, instruction.currency),
            },
        },
    }


def _understood(instruction: Instruction, response: Response) -> Answer:
    """Read a success.

    Raises:
        Garbled: it is none.
    """
    told = at(parsed(response.body), "order")
    external_id = text_at(told, "refundId")
    if text_at(told, "purchaseOrderId") != instruction.order_number:
        return Unclear(f"another order was answered than asked for ({external_id})")
    if instruction.kind is not Kind.CANCEL:
        amount = amount_at(at(told, "amount"), "amount", "currency")
        if amount != (-instruction.minor_units, instruction.currency):
            return Unclear(f"another amount was answered than asked for ({external_id})")
    return Done(external_id)


def _seen(row: object) -> Seen:
    is_cancel = text_at(row, "type") == "CANCELLATION"
    minor_units, currency = 0, ""
    if not is_cancel:
        minor_units, currency = amount_at(at(row, "amount"), "amount", "currency")
    return Seen(
        external_id=text_at(row, "refundId"),
        kind=Kind.CANCEL if is_cancel else Kind.REFUND,
        currency=currency,
        minor_units=-minor_units,
        at=time_at(row, "refundDate"),
        line_number=line_at(row, "lineNumber"),
    )

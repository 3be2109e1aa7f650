"""A marketplace of feeds: an answer says that something was taken, a report what of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from firsthand.connectors.sandbox.channels.documents import (
    document_of,
    proven_by,
    report_in,
)
from firsthand.connectors.sandbox.channels.judging import (
    Garbled,
    amount_at,
    at,
    line_at,
    list_at,
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

_KINDS = frozenset({Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.CANCEL, Kind.RESEND})
_FEEDS = "/feeds/2021-06-30"
_PARCELS = "/fba/outbound/fulfillmentOrders"
_LONGEST_PARCEL_NUMBER = 40
_MOST_PAGES = 500


class FeedChannel:
    """Port `Channel` on the sandbox's marketplace of feeds; one feed for each remedy."""

    def __init__(self, access: Access, terms: Terms) -> None:
        self._account = access.account
        self._terms = terms
        self._line = Line(access)

    def capabilities(self) -> Capabilities:
        """Return what it promises: that money is seen some time after a feed is done."""
        return Capabilities(
            kinds=_KINDS,
            native_key=False,
            key_life=None,
            read_lag=self._terms.read_lag + self._terms.processing,
            names_effects=False,
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell the marketplace once (see port `Channel`)."""
        refused = refused_beforehand(instruction, self._account, _KINDS)
        if refused is not None:
            return refused
        deadline = Deadline(within * (1 - SPARED_SHARE))
        try:
            if instruction.kind is Kind.RESEND:
                return self._send_parcel(instruction, deadline)
            return self._feed(instruction, deadline)
        except NotPrepared as problem:
            return problem.answer()
        except Garbled as problem:
            return Unclear(f"an answer nobody can read: {problem}")

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return what became of a feed; while nobody can be asked, `Taken` as before."""
        try:
            told = self._line.read("GET", f"{_FEEDS}/feeds/{quote(handle)}")
            is_ours = text_at(told, "feedId") == handle
            state = text_at(told, "processingStatus")
            if not is_ours or state in {"IN_QUEUE", "IN_PROGRESS"}:
                return Taken(handle)
            if state != "DONE":
                # Some of it, all of it or nothing may have been applied.
                return Unclear(f"feed {handle} ended as {state}")
            text = self._document(text_at(told, "resultFeedDocumentId"))
        except (Unreadable, Garbled):
            return Taken(handle)
        try:
            return proven_by(report_in(text), instruction, handle)
        except Garbled as problem:
            return Unclear(f"the report of feed {handle} cannot be read: {problem}")

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return refunds, cancellation and parcels of the order (see port `Channel`)."""
        order = quote(order_number, safe="")
        try:
            return (
                *self._refunds(order, order_number),
                *self._cancellation(order),
                *self._parcels(order),
            )
        except Garbled as problem:
            raise Unreadable(str(problem)) from problem

    def _feed(self, instruction: Instruction, deadline: Deadline) -> Answer:
        document = document_of(instruction)
        content_type = {"contentType": "text/tab-separated-values; charset=UTF-8"}
        try:
            made = self._line.prepare(f"{_FEEDS}/documents", content_type, deadline)
            document_id, url = text_at(made, "feedDocumentId"), text_at(made, "url")
        except Garbled as problem:
            raise NotPrepared(str(problem)) from problem
        self._line.upload(url, document.text, deadline)
        content = {"feedType": document.feed_type, "inputFeedDocumentId": document_id}
        told = self._line.decide("POST", f"{_FEEDS}/feeds", content, deadline)
        if not isinstance(told, Response):
            return told
        return Taken(text_at(parsed(told.body), "feedId"))

    def _send_parcel(self, instruction: Instruction, deadline: Deadline) -> Answer:
        """Send again, under a number of our own choice that works only once."""
        if len(instruction.key) > _LONGEST_PARCEL_NUMBER:
            return Declined(f"a key longer than {_LONGEST_PARCEL_NUMBER} characters")
        content = {
            "sellerFulfillmentOrderId": instruction.key,
            "displayableOrderId": instruction.order_number,
            "destinationAddress": dict(instruction.details),
            "items": [
                {"sellerSku": part.sku, "quantity": part.quantity}
                for part in instruction.parts
            ],
        }
        told = self._line.decide("POST", _PARCELS, content, deadline)
        if not isinstance(told, Response):
            return told
        if text_at(parsed(told.body), "sellerFulfillmentOrderId") != instruction.key:
            return Unclear("another parcel was answered than asked for")
        return Done(instruction.key)

    def _document(self, document_id: str) -> str:
        told = self._line.read("GET", f"{_FEEDS}/documents/{quote(document_id)}")
        return self._line.read_raw("GET", text_at(told, "url")).body.decode(
            errors="replace"
        )

    def _refunds(self, order: str, order_number: str) -> Iterator[Seen]:
        known: set[str] = set()
        target = f"/finances/v0/orders/{order}/financialEvents"
        token = ""
        for _page in range(_MOST_PAGES):
            query = f"?NextToken={quote(token)}" if token else ""
            payload = at(self._line.read("GET", target + query), "payload")
            for event in list_at(payload, "FinancialEvents", "RefundEventList"):
                if text_at(event, "AmazonOrderId") != order_number:
                    raise Garbled("an event of another order")
                seen = _refund_in(event)
                if seen.external_id not in known:
                    known.add(seen.external_id)
                    yield seen
            if not (isinstance(payload, dict) and payload.get("NextToken")):
                return
            token = text_at(payload, "NextToken")
        raise Unreadable("the listing has no end")

    def _cancellation(self, order: str) -> Iterator[Seen]:
        told = at(self._line.read("GET", f"/orders/v0/orders/{order}"), "payload")
        if text_at(told, "OrderStatus") == "Canceled":
            yield Seen(
                external_id=text_at(told, "CancellationId"),
                kind=Kind.CANCEL,
                currency="",
                minor_units=0,
                at=time_at(told, "CancelledDate"),
            )

    def _parcels(self, order: str) -> Iterator[Seen]:
        told = self._line.read("GET", f"{_PARCELS}/of/{order}")
        for parcel in list_at(told, "fulfillmentOrders"):
            number = text_at(parcel, "sellerFulfillmentOrderId")
            yield Seen(
                external_id=number,
                kind=Kind.RESEND,
                currency="",
                minor_units=0,
                at=time_at(parcel, "receivedDate"),
                reference=number,
            )


def _refund_in(event: object) -> Seen:
    """Return the refund of one event, whatever its lines; the first of them names it.

    Its amounts are what the seller gets: negative.
    """
    items = list_at(event, "ShipmentItemAdjustmentList")
    charges = [
        amount_at(at(charge, "ChargeAmount"), "CurrencyAmount", "CurrencyCode")
        for item in items
        for charge in list_at(item, "ItemChargeAdjustmentList")
    ]
    if len({currency for _, currency in charges}) != 1:
        raise Garbled("a refund in no currency, or in several")
    lines = {line_at(item, "OrderItemId") for item in items}
    return Seen(
        external_id=text_at(items, 0, "OrderAdjustmentItemId"),
        kind=Kind.REFUND,
        currency=charges[0][1],
        minor_units=-sum(minor_units for minor_units, _ in charges),
        at=time_at(event, "PostedDate"),
        line_number=lines.pop() if len(lines) == 1 else None,
    )

"""A pack for programs: the same as its pages, as JSON. Times are UTC in ISO 8601."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.claims.models import Claim, Finding
    from firsthand.domain.claims.queries.packs import Pack
    from firsthand.domain.orders.models import Setback
    from firsthand.domain.tickets.models import Message

FORMAT = "firsthand.evidence-pack/1"


def json_lines(pack: Pack) -> Iterator[str]:
    """Yield the document in pieces: one object, its messages one by one at the end."""
    head = {
        "format": FORMAT,
        "exported_at": _utc(pack.at),
        "marketplace_time_zone": pack.store.time_zone,
        "store": pack.store.name,
        "order": _order(pack),
        "money": _money(pack),
        "claims": [_claim(each) for each in pack.claims],
        "findings": [_finding(pack, each) for each in pack.findings],
        "tickets": [
            {"id": each.pk, "channel": each.channel, "opened_at": _utc(each.opened_at),
             "buyer_says": each.reason.code if each.reason else None}
            for each in pack.tickets
        ],
        "files": [
            {"message_id": each.message_id, "name": each.name, "path": each.path or None,
             "content_type": each.content_type, "size": each.size, "sha256": each.sha256,
             "left_out": each.left_out}
            for each in pack.files
        ],
        "left_out": {
            "notes": pack.notes_left_out, "beside_the_thread": pack.beside_left_out,
        },
    }  # fmt: skip
    text = json.dumps(head, ensure_ascii=False, indent=1)
    yield text.removesuffix("\n}") + ',\n "messages": ['
    between = "\n"
    for message in pack.messages():
        yield between + json.dumps(_message(pack, message), ensure_ascii=False)
        between = ",\n"
    yield "]\n}\n"


def _order(pack: Pack) -> dict[str, object]:
    order = pack.order
    return {
        "number": order.number, "state": order.state, "fulfilment": order.fulfilment,
        "currency": order.currency, "total_minor_units": order.total_minor_units,
        "shipping_minor_units": order.shipping_minor_units,
        "tax_minor_units": order.tax_minor_units,
        "placed_at": _utc(order.placed_at), "ship_by": _utc(order.ship_by),
        "deliver_by": _utc(order.deliver_by), "delivered_at": _utc(order.delivered_at),
        "lines": [
            {"line": each.line_number, "title": each.title, "quantity": each.quantity,
             "sku": each.product.sku if each.product else None,
             "price_minor_units": each.price_minor_units}
            for each in sorted(order.lines.all(), key=lambda line: line.line_number)
        ],
        "parcels": [
            {"carrier": each.carrier, "tracking_number": each.tracking_number,
             "shipped_at": _utc(each.shipped_at), "delivered_at": _utc(each.delivered_at),
             "scans": each.scans}
            for each in order.parcels.all()
        ],
        "returns": [
            {"quantity": each.quantity, "buyer_says": each.reason_text,
             "requested_at": _utc(each.requested_at), "received_at": _utc(each.received_at)}
            for each in order.returns.all()
        ],
        "setbacks": [
            {"kind": each.kind, "id": each.external_id, "stars": each.stars,
             "buyer_says": each.comment,
             "happened_at": _utc(each.happened_at), "denied_at": _utc(each.denied_at)}
            for each in order.setbacks.all()
        ],
    }  # fmt: skip


def _money(pack: Pack) -> dict[str, object]:
    ledger = pack.ledger
    sums = ("captured", "reserved", "settled", "over")
    return {
        "ledger": {name: getattr(ledger, name) for name in sums} if ledger else None,
        "remedies": [
            {"key": str(each.key), "kind": each.kind, "state": each.state,
             "reason": each.reason, "currency": each.currency,
             "minor_units": each.minor_units, "proof": each.external_id or None,
             "requested_at": _utc(each.requested_at), "state_at": _utc(each.state_at),
             "note": each.note if pack.choice.with_notes else None}
            for each in pack.remedies
        ],
        "outside": [
            {"proof": each.external_id, "currency": each.currency,
             "minor_units": each.minor_units, "happened_at": _utc(each.happened_at)}
            for each in pack.outside
        ],
    }  # fmt: skip


def _claim(setback: Setback) -> dict[str, object]:
    claim: Claim | None = getattr(setback, "claim", None)
    return {
        "kind": setback.kind, "id": setback.external_id,
        "filed_at": _utc(setback.happened_at),
        "respond_by": _utc(claim.respond_by) if claim else None,
    }  # fmt: skip


def _finding(pack: Pack, finding: Finding) -> dict[str, object]:
    return {
        "ticket_id": finding.ticket_id, "buyer_says": finding.said.code,
        "truth": finding.truth,
        "true_reason": finding.true_reason.code if finding.true_reason else None,
        "note": finding.note, "by": pack.author(finding.by), "at": _utc(finding.at),
        "stands": not hasattr(finding, "replaced_by"),
        "rests_on": [
            {"kind": each.kind, "note": each.note, "message_id": each.message_id,
             "file": pack.path_of(each.attachment_id), "parcel": each.scanned}
            for each in finding.bases.all()
        ],
    }  # fmt: skip


def _message(pack: Pack, message: Message) -> dict[str, object]:
    return {
        "id": message.pk, "ticket_id": message.ticket_id,
        "direction": message.direction, "nature": message.nature or None,
        "by": pack.author(message.author) or None, "sent_at": _utc(message.sent_at),
        "delivery": message.delivery or None, "text": message.body,
    }  # fmt: skip


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None

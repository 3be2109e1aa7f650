"""The XML of feeds: a refund, or the cancellation of an order. One message a document.

Written from what is publicly known of the grammar; the order of elements matters. Amounts
are totals of a line, not prices by piece, and what is more than nothing goes to the buyer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree import ElementTree as ET

from firsthand.connectors.amazon.remedies.amounts import as_text
from firsthand.connectors.amazon.remedies.sale import Sale
from firsthand.connectors.amazon.remedies.shares import Share
from firsthand.connectors.amazon.remedies.words import adjustment_reason, cancel_reason
from firsthand.domain.remedies.ports import Instruction

ADJUSTMENT = "POST_PAYMENT_ADJUSTMENT_DATA"
ACKNOWLEDGEMENT = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
CONTENT_TYPE = "text/xml; charset=UTF-8"
MESSAGE = "1"


@dataclass(frozen=True)
class Document:
    """What is handed in.

    Attributes:
        feed_type: which kind of feed takes it.
        items: how many lines its one message is about.
    """

    feed_type: str
    content: bytes = field(repr=False)
    items: int


def refund_document(
    instruction: Instruction, shares: Sequence[Share], seller_id: str
) -> Document:
    """Return a refund as a document: one message, with each line of the order once."""
    envelope, message = _envelope(seller_id, "OrderAdjustment")
    _add(message, "AmazonOrderID", instruction.order_number)
    _add(message, "ActionType", "Refund")
    by_item = [(code, list(some)) for code, some in groupby(shares, lambda one: one.item)]
    for number, (code, of_item) in enumerate(by_item, start=1):
        item = ET.SubElement(message, "AdjustedItem")
        _add(item, "AmazonOrderItemCode", code)
        # Comes back in the settlement report, by which an auditor finds the remedy.
        _add(item, "MerchantAdjustmentItemID", f"{instruction.key}-{number}")
        _add(item, "AdjustmentReason", adjustment_reason(instruction.reason))
        adjustments = ET.SubElement(item, "ItemPriceAdjustments")
        for share in of_item:
            component = ET.SubElement(adjustments, "Component")
            _add(component, "Type", share.component)
            amount = _add(
                component, "Amount", as_text(share.minor_units, instruction.currency)
            )
            amount.set("currency", instruction.currency)
    return Document(ADJUSTMENT, _written(envelope), len(by_item))


def cancel_document(instruction: Instruction, sale: Sale, seller_id: str) -> Document:
    """Return the cancellation of a whole order as a document."""
    envelope, message = _envelope(seller_id, "OrderAcknowledgement")
    _add(message, "AmazonOrderID", instruction.order_number)
    _add(message, "StatusCode", "Failure")
    reason = cancel_reason(instruction.reason, is_wanted=sale.is_cancel_wanted)
    for line in sale.items:
        item = ET.SubElement(message, "Item")
        _add(item, "AmazonOrderItemCode", line.code)
        _add(item, "CancelReason", reason)
    return Document(ACKNOWLEDGEMENT, _written(envelope), len(sale.items))


def _envelope(seller_id: str, kind: str) -> tuple[ET.Element, ET.Element]:
    """Return an envelope, and the only message in it."""
    envelope = ET.Element("AmazonEnvelope")
    header = ET.SubElement(envelope, "Header")
    _add(header, "DocumentVersion", "1.01")
    _add(header, "MerchantIdentifier", seller_id)
    _add(envelope, "MessageType", kind)
    message = ET.SubElement(envelope, "Message")
    _add(message, "MessageID", MESSAGE)
    return envelope, ET.SubElement(message, kind)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _written(envelope: ET.Element) -> bytes:
    written: bytes = ET.tostring(envelope, encoding="UTF-8", xml_declaration=True)
    return written

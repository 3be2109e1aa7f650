"""Parcels from Amazon's stock (fulfilment outbound 2020-07-01), under our own number.

The number is the remedy's key and works once: a parcel found under it is the remedy's.
"""

from __future__ import annotations

from typing import Any

from firsthand.connectors.amazon.answers import Garbled, at, moment_at, text_at
from firsthand.connectors.amazon.remedies.sale import NotInSale, Sale
from firsthand.domain.remedies.ports import (
    Answer,
    Done,
    Instruction,
    Kind,
    Seen,
    Unclear,
)

CREATE = "fulfillmentOutbound_2020-07-01.createFulfillmentOrder"
SHOW = "fulfillmentOutbound_2020-07-01.getFulfillmentOrder"
LIST = "fulfillmentOutbound_2020-07-01.listAllFulfillmentOrders"
_ADDRESS = (
    "name", "addressLine1", "addressLine2", "addressLine3", "city", "districtOrCounty",
    "stateOrRegion", "postalCode", "countryCode", "phone",
)  # fmt: skip
_NEEDED = ("name", "addressLine1", "postalCode", "countryCode")
_LONGEST_NUMBER, _LONGEST_SKU = 40, 50
_MOST_LINES, _MOST_PIECES = 100, 250
# Taken once, and nothing will come of it.
_OFF = frozenset({"cancelled", "invalid", "unfulfillable"})


def parcel_of(instruction: Instruction, sale: Sale, marketplace: str) -> dict[str, Any]:
    """Return what asks for a parcel.

    Raises:
        NotInSale: there is no whole address, or its pieces are not to be sent like this.
    """
    for number in (instruction.key, instruction.order_number):
        if not 0 < len(number) <= _LONGEST_NUMBER:
            raise NotInSale(f"a number longer than {_LONGEST_NUMBER} characters")
    return {
        "marketplaceId": marketplace,
        "sellerFulfillmentOrderId": instruction.key,
        "displayableOrderId": instruction.order_number,
        "displayableOrderDate": sale.created_at.isoformat(),
        # Printed on a slip the buyer reads, in whatever language: so nothing but a number.
        "displayableOrderComment": instruction.order_number,
        "shippingSpeedCategory": "Standard",
        "fulfillmentAction": "Ship",
        "destinationAddress": _address(instruction, sale),
        "items": _items(instruction),
    }


def found_parcel(content: object, instruction: Instruction) -> Answer:
    """Return what it proves that a parcel is there under the remedy's key."""
    order = at(content, "payload.fulfillmentOrder")
    number = text_at(order, "sellerFulfillmentOrderId")
    if (number, text_at(order, "displayableOrderId")) != (
        instruction.key,
        instruction.order_number,
    ):
        return Unclear("another parcel is there than was asked for")
    state = text_at(order, "fulfillmentOrderStatus")
    if state.lower() in _OFF:
        return Unclear(f"parcel {number} is there, and {state}")
    return Done(number)


def parcel_in(order: object, number: str) -> Seen | None:
    """Return a listed parcel of the order with this number; None: it is none.

    Raises:
        Garbled: it is, and does not say which or since when.
    """
    if text_at(order, "displayableOrderId") != number:
        return None
    if text_at(order, "fulfillmentOrderStatus").lower() in _OFF:
        return None
    key, since = (
        text_at(order, "sellerFulfillmentOrderId"),
        moment_at(order, "receivedDate"),
    )
    if not key or since is None:
        raise Garbled("a parcel without a number or a time")
    return Seen(
        external_id=key,
        kind=Kind.RESEND,
        currency="",
        minor_units=0,
        at=since,
        reference=key,
    )


def _address(instruction: Instruction, sale: Sale) -> dict[str, str]:
    """Return the address that was given, or else the order's; never of both a part."""
    told = dict(instruction.details) or sale.address
    found = {name: told[name] for name in _ADDRESS if told.get(name)}
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise NotInSale(f"no address to send to: {', '.join(missing)} is missing")
    return found


def _items(instruction: Instruction) -> list[dict[str, Any]]:
    items = [
        {
            "sellerSku": part.sku,
            "sellerFulfillmentOrderItemId": str(number),
            "quantity": part.quantity,
        }
        for number, part in enumerate(instruction.parts, start=1)
    ]
    pieces = sum(part.quantity for part in instruction.parts)
    if not 0 < len(items) <= _MOST_LINES or not 0 < pieces <= _MOST_PIECES:
        raise NotInSale(f"{pieces} pieces of {len(items)} lines are no parcel")
    if any(not 0 < len(part.sku) <= _LONGEST_SKU for part in instruction.parts):
        raise NotInSale("a piece without a SKU of Amazon's stock")
    if any(part.quantity <= 0 for part in instruction.parts):
        raise NotInSale("a line without pieces")
    return items

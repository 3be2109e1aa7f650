"""An order as Amazon shows it (orders 2026-01-01), as far as remedies need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firsthand.connectors.amazon.answers import (
    Garbled,
    at,
    list_at,
    moment_at,
    number_at,
    text_at,
)
from firsthand.connectors.amazon.remedies.amounts import money_at
from firsthand.domain.remedies.ports import Component, Part

GET_ORDER = "orders_2026-01-01.getOrder"
INCLUDED = ("PROCEEDS", "FULFILLMENT", "CANCELLATION")
CANCELLED = "CANCELLED"
# A parcel of it has left, or all of them.
ON_ITS_WAY = frozenset({"SHIPPED", "PARTIALLY_SHIPPED"})
_KIND_OF = {
    "ITEM": Component.PRICE,
    "SHIPPING": Component.SHIPPING,
    "TAX": Component.TAX,
}


class NotInSale(Exception):
    """What is asked for is not of this order, or nobody can say which part it is."""


@dataclass(frozen=True)
class Item:
    """One line of the order, by Amazon's own code.

    Attributes:
        charged: what the buyer paid for it, in minor units, as far as Amazon says.
        shipping_tax: the part of its tax that is on its shipping.
    """

    code: str
    sku: str
    charged: Mapping[Component, int]
    shipping_tax: int = 0


@dataclass(frozen=True)
class Sale:
    """The order.

    Attributes:
        state: Amazon's `fulfillmentStatus`; empty where it does not say.
        currency: empty where Amazon names no amount.
        is_cancel_wanted: the buyer has asked Amazon to cancel it.
        address: where it goes, as Amazon names its parts; empty where it does not say.
    """

    number: str
    created_at: datetime
    updated_at: datetime
    state: str
    currency: str
    items: tuple[Item, ...]
    is_cancel_wanted: bool = False
    address: Mapping[str, str] = field(default_factory=dict, repr=False)

    def item_of(self, part: Part) -> Item:
        """Return the line a part is of: by its SKU, and by its place where two have it.

        Raises:
            NotInSale: there is none, or it cannot be told which.
        """
        same = [item for item in self.items if item.sku == part.sku]
        if len(same) == 1:
            return same[0]
        place = (part.line_number or 0) - 1
        if same and 0 <= place < len(self.items) and self.items[place].sku == part.sku:
            return self.items[place]
        raise NotInSale(f"Amazon's order has no line {part.line_number} of {part.sku!r}")

    def line_of(self, sku: str) -> int | None:
        """Return the number of the only line with this SKU; None: there is not just one."""
        found = [n for n, item in enumerate(self.items, start=1) if item.sku == sku]
        return found[0] if len(found) == 1 and sku else None


def sale_in(content: object, number: str) -> Sale:
    """Read the answer to `getOrder`.

    Raises:
        Garbled: it is none, or of another order.
    """
    order = at(content, "order")
    if text_at(order, "orderId") != number:
        raise Garbled("another order was answered than asked for")
    created, updated = moment_at(order, "createdTime"), moment_at(order, "lastUpdatedTime")
    listed = list_at(order, "orderItems")
    if created is None or updated is None or not listed:
        raise Garbled("an order without time or lines")
    currencies: set[str] = set()
    items = tuple(_item(item, currencies) for item in listed)
    if at(order, "proceeds.grandTotal") is not None:
        currencies.add(money_at(order, "proceeds.grandTotal")[1])
    if len(currencies) > 1:
        raise Garbled("an order in several currencies")
    requester = "cancellation.cancellationRequest.requester"
    return Sale(
        number=number,
        created_at=created,
        updated_at=updated,
        state=text_at(order, "fulfillment.fulfillmentStatus"),
        currency=next(iter(currencies), ""),
        items=items,
        is_cancel_wanted=any(text_at(item, requester) == "BUYER" for item in listed),
        address=_address(at(order, "recipient.deliveryAddress")),
    )


def _item(told: object, currencies: set[str]) -> Item:
    code = text_at(told, "orderItemId")
    if not code:
        raise Garbled("a line without a code")
    charged: dict[Component, int] = {}
    shipping_tax = 0
    for one in list_at(told, "proceeds.breakdowns"):
        kind = _KIND_OF.get(text_at(one, "type"))
        if kind is None:
            continue
        minor_units, currency = money_at(one, "subtotal")
        currencies.add(currency)
        charged[kind] = charged.get(kind, 0) + minor_units
        if kind is Component.TAX:
            shipping_tax += _of_shipping(one)
    if Component.PRICE not in charged:
        charged |= _price(told, currencies)
    return Item(code, text_at(told, "product.sellerSku"), charged, shipping_tax)


def _of_shipping(tax: object) -> int:
    return sum(
        money_at(part, "value")[0]
        for part in list_at(tax, "detailedBreakdowns")
        if text_at(part, "subtype") == "SHIPPING"
    )


def _price(told: object, currencies: set[str]) -> dict[Component, int]:
    """Return the price by piece and number, where Amazon does not say the whole."""
    pieces = number_at(told, "quantityOrdered")
    if pieces is None or at(told, "product.price.unitPrice") is None:
        return {}
    minor_units, currency = money_at(told, "product.price.unitPrice")
    currencies.add(currency)
    return {Component.PRICE: minor_units * int(pieces)}


def _address(told: Any) -> dict[str, str]:  # noqa: ANN401 -- what JSON holds
    if not isinstance(told, dict):
        return {}
    return {name: text for name, text in told.items() if isinstance(text, str) and text}

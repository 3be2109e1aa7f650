"""The order beside the ticket, with amounts as money and scans as times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime

from firsthand.domain.orders import queries as orders
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from firsthand.domain.orders.models import (
        Notice,
        Order,
        OrderReturn,
        Parcel,
        RefundPosting,
        Setback,
    )
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Line:
    """One line of the order; the price is for the whole line."""

    title: str
    sku: str
    quantity: int
    price: Money


@dataclass(frozen=True)
class Scan:
    """What the carrier said, and when if it said so."""

    what: str
    at: datetime | None


@dataclass(frozen=True)
class OrderPanel:
    """Everything about one order that an answer may need.

    Attributes:
        books: what the marketplace's books say the buyer got back, the oldest first.
        in_books: all of that together, as far as it is in the currency of the order.
    """

    order: Order
    lines: Sequence[Line]
    shipping: Money
    tax: Money
    total: Money
    parcels: Sequence[tuple[Parcel, Sequence[Scan]]]
    returns: Sequence[OrderReturn]
    setbacks: Sequence[Setback]
    notices: Sequence[Notice]
    books: Sequence[tuple[RefundPosting, Money]]
    in_books: Money


def order_panel(person: Person, order_id: int | None) -> OrderPanel | None:
    """Return the panel of an order, or None when there is none that `person` may see."""
    order = orders.order_for(person, order_id) if order_id is not None else None
    if order is None:
        return None

    def money(minor_units: int) -> Money:
        return Money(order.currency, minor_units)

    return OrderPanel(
        order=order,
        lines=[
            Line(
                title=line.title,
                sku=line.product.sku if line.product else "",
                quantity=line.quantity,
                price=money(line.price_minor_units),
            )
            for line in sorted(order.lines.all(), key=lambda line: line.line_number)
        ],
        shipping=money(order.shipping_minor_units),
        tax=money(order.tax_minor_units),
        total=money(order.total_minor_units),
        parcels=[(parcel, _scans(parcel)) for parcel in order.parcels.all()],
        returns=list(order.returns.all()),
        setbacks=list(order.setbacks.all()),
        notices=orders.notices_of(order),
        books=[
            (posting, Money(posting.currency, posting.minor_units))
            for posting in sorted(order.postings.all(), key=lambda one: one.posted_at)
        ],
        in_books=money(
            sum(
                posting.minor_units
                for posting in order.postings.all()
                if posting.currency == order.currency
            )
        ),
    )


def takes_invoices(order: Order) -> bool:
    """Say whether an invoice for it might be passed on by its marketplace."""
    is_sent = order.state in {order.State.SHIPPED, order.State.DELIVERED}
    return order.store.channel == "amazon" and is_sent


def _scans(parcel: Parcel) -> Sequence[Scan]:
    return [
        Scan(str(scan.get("what", "")), parse_datetime(str(scan.get("at", ""))))
        for scan in parcel.scans
    ]

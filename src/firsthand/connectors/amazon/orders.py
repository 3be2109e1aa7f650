"""Orders (version 2026-01-01): asked for, and read tolerantly.

What cannot be read of an order is left out and said in `notes`; only what has no number,
time or marketplace is no order to us. The field map: Amazon's model, orders_2026-01-01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import (
    Garbled,
    at,
    list_at,
    moment_at,
    number_at,
    text_at,
)
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.remedies import amounts
from firsthand.connectors.amazon.troubles import Declined
from firsthand.domain.orders.ports import Identity, LineFacts, OrderFacts, ParcelFacts
from firsthand.foundation.money import Money

SEARCH, GET = "orders_2026-01-01.searchOrders", "orders_2026-01-01.getOrder"
# What a desk shows. Buyers and addresses are left out where a role is missing.
INCLUDED = (
    "BUYER", "RECIPIENT", "PROCEEDS", "CANCELLATION", "FULFILLMENT", "PACKAGES",
)  # fmt: skip
# Nothing younger may be asked for.
SETTLED_AFTER = timedelta(minutes=2)
_STATES = {
    "PENDING_AVAILABILITY": "pending",
    "PENDING": "pending",
    "UNSHIPPED": "unshipped",
    "PARTIALLY_SHIPPED": "unshipped",
    "UNFULFILLABLE": "unshipped",
    "SHIPPED": "shipped",
    "CANCELLED": "cancelled",
}
_FULFILLED_BY = {"AMAZON": "FBA", "MERCHANT": "FBM"}
_NUMBER = re.compile(r"\d{3}-\d{7}-\d{7}", re.ASCII)
_MOST_PIECES, _MOST_MINOR_UNITS = 2**31 - 1, 2**63 - 1


@dataclass(frozen=True)
class Told:
    """An order as Amazon tells it.

    Attributes:
        marketplace_id: where it was placed.
        notes: what could not be read of it: codes, with the word where it is Amazon's.
    """

    marketplace_id: str
    facts: OrderFacts
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """Which orders are asked for: those changed, or placed, from `since` up to `until`."""

    since: datetime
    until: datetime
    by_placing: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a search.

    Attributes:
        unread: how many orders on it are none to us, by why.
        following: the token of the next page; empty: this is the last.
    """

    orders: tuple[Told, ...]
    unread: Mapping[str, int]
    following: str


def search(
    client: Client, window: Window, *, marketplace_ids: Sequence[str], token: str = ""
) -> Page:
    """Return one page of the orders of a window, the oldest change first.

    Raises:
        Trouble: Amazon gives none.
    """
    since, until = (
        ("createdAfter", "createdBefore")
        if window.by_placing
        else ("lastUpdatedAfter", "lastUpdatedBefore")
    )
    asked: dict[str, Value] = {
        since: stamp(window.since),
        until: stamp(window.until),
        "marketplaceIds": list(marketplace_ids),
        "includedData": list(INCLUDED),
        "maxResultsPerPage": 100,
    }
    if token:
        asked["paginationToken"] = token
    content = client.call(SEARCH, asked).content
    orders, unread = [], dict[str, int]()
    for one in list_at(content, "orders"):
        told = read(one)
        if isinstance(told, str):
            unread[told] = unread.get(told, 0) + 1
        else:
            orders.append(told)
    return Page(tuple(orders), unread, text_at(content, "pagination.nextToken"))


def get(client: Client, number: str) -> Told | None:
    """Return one order; None: Amazon has none of that number (or not any more).

    Raises:
        Trouble: it cannot be said.
    """
    try:
        content = client.call(
            GET, {"orderId": number, "includedData": list(INCLUDED)}
        ).content
    except Declined as trouble:
        if trouble.told.status == 404:
            return None
        raise
    told = read(at(content, "order"))
    return None if isinstance(told, str) else told


def read(content: object) -> Told | str:
    """Return what an order says; or why it is none: `no_number`, `no_time`, ..."""
    number = text_at(content, "orderId").strip()
    placed_at, updated_at = (
        moment_at(content, name) for name in ("createdTime", "lastUpdatedTime")
    )
    if not number or len(number) > 40:
        return "no_number"
    if placed_at is None:
        return "no_time"
    marketplace_id = text_at(content, "salesChannel.marketplaceId")
    if not marketplace_id:
        return "no_marketplace"
    reading = _Reading(content, updated_at or placed_at)
    facts = reading.facts(number, placed_at)
    return Told(marketplace_id, facts, tuple(dict.fromkeys(reading.notes)))


class _Reading:
    """One order on its way into facts; what is odd is noted as it is met."""

    def __init__(self, content: object, updated_at: datetime) -> None:
        self.notes: list[str] = []
        self._content = content
        self._updated_at = updated_at
        self._items = [one for one in list_at(content, "orderItems") if at(one, "product")]
        total = _money_at(content, "proceeds.grandTotal")
        self._totals = [_money_at(one, "proceeds.proceedsTotal") for one in self._items]
        first = total or next((one for one in self._totals if one), None) or self._price()
        self._total = total
        self._currency = first.currency if first else ""

    def facts(self, number: str, placed_at: datetime) -> OrderFacts:
        content = self._content
        parcels = self._parcels()
        state = self._state(parcels)
        shipping, tax = self._parts("SHIPPING"), self._parts("TAX")
        lines = tuple(self._line(item, n) for n, item in enumerate(self._items))
        summed = sum(line.price_minor_units for line in lines) + shipping + tax
        arrived = [box.delivered_at for box in parcels if box.delivered_at]
        return OrderFacts(
            number=number,
            state=state,
            fulfilment=self._fulfilment(),
            # Where nothing is paid yet there is no currency: whoever writes it knows.
            currency=self._currency,
            placed_at=placed_at,
            lines=lines,
            shipping_minor_units=shipping,
            tax_minor_units=tax,
            total_minor_units=self._total.minor_units if self._total else summed,
            ship_by=moment_at(content, "fulfillment.shipByWindow.latestDateTime"),
            deliver_by=moment_at(content, "fulfillment.deliverByWindow.latestDateTime"),
            delivered_at=max(arrived) if state == "delivered" else None,
            updated_at=self._updated_at,
            parcels=parcels,
            is_cancel_requested=any(self._is_asked_to_cancel(one) for one in self._items),
            cancelled_by=self._cancelled_by(),
            buyer=_identities(content),
            buyer_name=text_at(content, "buyer.buyerName")[:200],
            address=_address(at(content, "recipient.deliveryAddress")),
        )

    def _state(self, parcels: Sequence[ParcelFacts]) -> str:
        said = text_at(self._content, "fulfillment.fulfillmentStatus")
        state = _STATES.get(said, "")
        if not state:
            self.notes.append(f"unknown_status {said[:40]}".strip())
        if state == "shipped" and parcels and all(box.delivered_at for box in parcels):
            return "delivered"
        return state

    def _fulfilment(self) -> str:
        said = text_at(self._content, "fulfillment.fulfilledBy")
        if said not in _FULFILLED_BY:
            self.notes.append(f"unknown_fulfilment {said[:40]}".strip())
        return _FULFILLED_BY.get(said, "FBM")

    def _line(self, item: object, place: int) -> LineFacts:
        asked = number_at(item, "quantityOrdered")
        quantity = int(asked) if asked is not None and 0 <= asked <= _MOST_PIECES else 0
        total = self._totals[place]
        if total is None:
            unit = _money_at(item, "product.price.unitPrice")
            price = self._ours(unit) * quantity
        else:
            price = self._ours(total)
            # Shipping and tax stand on the order; whatever else was added or taken off
            # is the line's: so that the parts come to what was paid.
            price -= self._sum_of(item, "SHIPPING") + self._sum_of(item, "TAX")
        return LineFacts(
            title=text_at(item, "product.title")[:250],
            quantity=quantity,
            price_minor_units=price,
            sku=text_at(item, "product.sellerSku")[:80],
            asin=text_at(item, "product.asin")[:10],
        )

    def _price(self) -> Money | None:
        found = (_money_at(one, "product.price.unitPrice") for one in self._items)
        return next((one for one in found if one), None)

    def _parts(self, kind: str) -> int:
        return sum(self._sum_of(item, kind) for item in self._items)

    def _sum_of(self, item: object, kind: str) -> int:
        parts = list_at(item, "proceeds.breakdowns")
        return sum(
            self._ours(_money_at(part, "subtotal"))
            for part in parts
            if text_at(part, "type") == kind
        )

    def _ours(self, money: Money | None) -> int:
        """Return an amount in the order's currency; what is in another is not added up."""
        if money is None:
            return 0
        if money.currency != self._currency:
            self.notes.append(f"other_currency {money.currency}")
            return 0
        return money.minor_units

    def _parcels(self) -> tuple[ParcelFacts, ...]:
        found = list_at(self._content, "packages")
        boxes = (self._parcel(one) for one in found)
        by_id = {box.external_id: box for box in boxes if box is not None}
        return tuple(by_id.values())

    def _parcel(self, content: object) -> ParcelFacts | None:
        reference = text_at(content, "packageReferenceId")[:80]
        if not reference:
            return None
        status = text_at(content, "packageStatus.status")
        detail = text_at(content, "packageStatus.detailedStatus")
        has_arrived = status == "DELIVERED"
        return ParcelFacts(
            external_id=reference,
            carrier=text_at(content, "carrier")[:40],
            tracking_number=text_at(content, "trackingNumber")[:60],
            told_at=self._updated_at,
            status=(detail or status)[:80],
            shipped_at=moment_at(content, "shipTime"),
            # Amazon tells no time: by its last change it had arrived.
            delivered_at=self._updated_at if has_arrived else None,
        )

    def _is_asked_to_cancel(self, item: object) -> bool:
        asked = text_at(item, "cancellation.cancellationRequest.requester")
        return asked == "BUYER"

    def _cancelled_by(self) -> str:
        said = "cancellation.cancellationExecution.cancelledBy"
        return next((who[:20] for one in self._items if (who := text_at(one, said))), "")


def _money_at(content: object, path: str) -> Money | None:
    """Return the money at a path; None where there is none, or none that can be true."""
    try:
        units, currency = amounts.money_at(content, path)
    except Garbled:
        return None
    return Money(currency, units) if abs(units) <= _MOST_MINOR_UNITS else None


def _identities(content: object) -> tuple[Identity, ...]:
    address = text_at(content, "buyer.buyerEmail").strip()
    local, sign, domain = address.rpartition("@")
    if not sign or not local or len(address) > 320:
        return ()
    if domain.lower().startswith("marketplace.amazon."):
        # What follows "+" names a case, not a person.
        return (Identity("amazon_alias", f"{local.partition('+')[0]}@{domain}".lower()),)
    return (Identity("email", address),)


def _address(content: Any) -> dict[str, str] | None:  # noqa: ANN401 -- what JSON holds
    if not isinstance(content, dict):
        return None
    found = {
        ours: text_at(content, theirs)[:200]
        for theirs, ours in _ADDRESS.items()
        if text_at(content, theirs)
    }
    return found or None


_ADDRESS = {
    "name": "name",
    "companyName": "company",
    "addressLine1": "line",
    "addressLine2": "line2",
    "addressLine3": "line3",
    "city": "city",
    "districtOrCounty": "district",
    "stateOrRegion": "state",
    "postalCode": "postal_code",
    "countryCode": "country",
    "phone": "phone",
}


def is_number(text: str) -> bool:
    """Say whether this is how Amazon numbers orders."""
    return _NUMBER.fullmatch(text) is not None


def stamp(moment: datetime) -> str:
    """Return a time as Amazon wants it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

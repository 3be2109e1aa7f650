"""The orders the story is about, with buyers, products, parcels, returns and setbacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from firsthand.cli.demo.cast import THINGS
from firsthand.cli.demo.story import Buyer, Case, Sale, Setback, Story
from firsthand.domain.orders import models as rows
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import identity_hash
from firsthand.domain.stores.models import Store
from firsthand.foundation.postgres.bulk import as_json, copy_in, new_keys


class Told(NamedTuple):
    """An entry of the journal to be that belongs to no ticket."""

    kind: str
    at: datetime
    subject_id: int
    store_id: int | None = None
    buyer_id: int | None = None
    facts: Mapping[str, object] = MappingProxyType({})
    actor_id: int | None = None


_OF_AN_ORDER = (
    "id", "store_id", "number", "buyer_id", "state", "fulfilment", "currency",
    "shipping_minor_units", "tax_minor_units", "total_minor_units", "placed_at", "ship_by",
    "deliver_by", "delivered_at", "address",
)  # fmt: skip
_OF_A_LINE = (
    "order_id", "product_id", "line_number", "title", "quantity", "price_minor_units",
)  # fmt: skip
_OF_A_PARCEL = (
    "order_id", "carrier", "tracking_number", "shipped_at", "delivered_at", "scans",
)  # fmt: skip
_OF_A_RETURN = (
    "order_id", "reason_text", "quantity", "requested_at", "received_at", "status",
)  # fmt: skip
_OF_A_SETBACK = ("order_id", "kind", "external_id", "happened_at", "stars", "comment")
_SCANS = {
    "US": ("Shipment picked up", "Arrived at facility in {place}", "Delivered"),
    "DE": ("Sendung abgeholt", "Im Paketzentrum {place} eingetroffen", "Zugestellt"),
    "JP": ("荷物受付", "{place}の営業所に到着", "配達完了"),
}
_RETURN_REASONS = {
    "US": ("Too big", "Not as expected", "Bought twice", "No longer needed",
           "Does not work"),
    "DE": ("Zu groß", "Gefällt nicht", "Doppelt gekauft", "Nicht mehr gebraucht",
           "Funktioniert nicht"),
    "JP": ("サイズが合わない", "イメージと違う", "重複して購入", "不要になった",
           "動作しない"),
}  # fmt: skip
_STREETS = {"US": "Maple Street", "DE": "Lindenweg", "JP": "中央町"}
_SETBACK_EVENTS = {
    "claim": "orders.claim_opened",
    "chargeback": "orders.chargeback",
    "feedback": "orders.feedback_received",
}


@dataclass(frozen=True, slots=True)
class _Sold:
    """One sale with what it hangs on in the database."""

    sale: Sale
    order_id: int
    buyer_id: int
    store: Store
    product: rows.Product


@dataclass(frozen=True)
class Numbered:
    """Buyers and orders that have their ids; `seen` says in which language, and when."""

    buyers: Mapping[Buyer, int]
    seen: Mapping[Buyer, tuple[str, datetime]]
    sold: Sequence[_Sold]
    orders: Mapping[str, int]  # Ids by the orders' numbers.

    @property
    def told(self) -> list[Told]:
        """Return what the journal says about the orders."""
        return [told for each in self.sold for told in _told(each)]


def number(story: Story, stores: Mapping[str, Store]) -> Numbered:
    """Write the products of a story, and take ids for its buyers and orders."""
    sales = story.quiet + [case.sale for case in story.cases if not case.is_notice]
    sales.sort(key=lambda sale: sale.placed_at)
    seen = _seen(sales, story.cases)
    buyers = dict(zip(seen, new_keys(rows.Buyer, len(seen)), strict=True))
    products = _write_products(stores)
    ids = new_keys(rows.Order, len(sales))
    sold = [
        _Sold(
            sale,
            order_id,
            buyers[sale.buyer],
            stores[sale.market.code],
            products[sale.market.code, sale.thing.key],
        )
        for sale, order_id in zip(sales, ids, strict=True)
    ]
    numbers = {each.sale.number: each.order_id for each in sold}
    return Numbered(buyers, seen, sold, numbers)


def _seen(
    sales: Sequence[Sale], cases: Sequence[Case]
) -> dict[Buyer, tuple[str, datetime]]:
    """Return who bought and who wrote, with language and when first."""
    seen: dict[Buyer, tuple[str, datetime]] = {}
    for sale in sales:
        seen.setdefault(sale.buyer, ("", sale.placed_at))
    for case in cases:
        seen.setdefault(case.buyer, (case.market.language, case.steps[0].at))
    return seen


def write(numbered: Numbered) -> None:
    """Write all buyers and orders by `copy`, each after what it refers to."""
    buyers, sold = numbered.buyers, numbered.sold
    copy_in(
        rows.Buyer,
        ("id", "name", "language", "first_seen_at"),
        ((buyers[told], told.name, *when) for told, when in numbered.seen.items()),
    )
    copy_in(
        rows.BuyerIdentity,
        ("buyer_id", "kind", "key_hash", "address"),
        ((buyer_id, *_identity(told)) for told, buyer_id in buyers.items()),
    )
    copy_in(rows.Order, _OF_AN_ORDER, map(_order, sold))
    copy_in(rows.OrderLine, _OF_A_LINE, map(_line, sold))
    shipped = [each for each in sold if each.sale.shipped_at]
    copy_in(rows.Parcel, _OF_A_PARCEL, map(_parcel, shipped))
    copy_in(
        rows.OrderReturn,
        _OF_A_RETURN,
        (_return(each) for each in sold if each.sale.sent_back),
    )
    copy_in(
        rows.Setback, _OF_A_SETBACK, (_setback(each) for each in sold if each.sale.setback)
    )


def _identity(told: Buyer) -> tuple[str, str, str]:
    identity = Identity("amazon_alias" if told.is_alias else "email", told.address)
    return identity.kind, identity_hash(identity), identity.value


def _write_products(stores: Mapping[str, Store]) -> dict[tuple[str, str], rows.Product]:
    products = {
        (code, thing.key): rows.Product(
            store=store,
            sku=thing.sku,
            asin=thing.asin(code),
            family=thing.family,
            title=f"{thing.name} – {thing.kinds[store.language]}",
        )
        for code, store in stores.items()
        for thing in THINGS
    }
    rows.Product.objects.bulk_create(products.values())
    return products


def _order(sold: _Sold) -> tuple[object, ...]:
    sale, market = sold.sale, sold.sale.market
    price = _price(sale)
    shipping = 0 if sale.is_fba else {"US": 499, "DE": 390, "JP": 550}[market.code]
    tax = price * 8 // 100 if market.code == "US" else 0
    address = {
        "name": sale.buyer.name,
        "line": f"{_STREETS[market.code]} {int(sale.tracking[-2:]) + 1}",
        "city": sale.place,
        "country": market.code,
    }
    return (
        sold.order_id,
        sold.store.pk,
        sale.number,
        sold.buyer_id,
        _state(sale),
        "FBA" if sale.is_fba else "FBM",
        sold.store.currency,
        shipping,
        tax,
        price + shipping + tax,
        sale.placed_at,
        sale.placed_at + timedelta(days=2),
        sale.deliver_by,
        sale.delivered_at,
        as_json(address),
    )


def _state(sale: Sale) -> str:
    states = rows.Order.State
    if sale.cancelled:
        return states.CANCELLED.value
    if sale.delivered_at:
        return states.DELIVERED.value
    return states.SHIPPED.value if sale.shipped_at else states.UNSHIPPED.value


def _price(sale: Sale) -> int:
    return sale.thing.prices[sale.market.code] * sale.quantity


def _line(sold: _Sold) -> tuple[object, ...]:
    sale, product = sold.sale, sold.product
    return sold.order_id, product.pk, 1, product.title, sale.quantity, _price(sale)


def _parcel(sold: _Sold) -> tuple[object, ...]:
    sale = sold.sale
    assert sale.shipped_at is not None, "there is a parcel once it was shipped"
    picked_up, arrived, delivered = _SCANS[sale.market.code]
    scans: list[tuple[datetime, str]] = [
        (sale.shipped_at, picked_up),
        (sale.shipped_at + timedelta(hours=19), arrived.format(place=sale.place)),
    ]
    if sale.delivered_at:
        scans.append((max(sale.delivered_at, scans[-1][0]), delivered))
    told = [{"at": at.isoformat(timespec="seconds"), "what": what} for at, what in scans]
    return (
        sold.order_id,
        sale.carrier,
        sale.tracking,
        sale.shipped_at,
        sale.delivered_at,
        as_json(told),
    )


def _return(sold: _Sold) -> tuple[object, ...]:
    sale = sold.sale
    assert sale.sent_back is not None, "it was sent back"
    back = sale.sent_back
    why = _RETURN_REASONS[sale.market.code][back.why]
    times = back.asked_at, back.arrived_at
    return sold.order_id, why, sale.quantity, *times, back.status


def _setback(sold: _Sold) -> tuple[object, ...]:
    setback = sold.sale.setback
    assert setback is not None, "there was one"
    name = _name(sold.sale, setback)
    return sold.order_id, setback.kind, name, setback.at, setback.stars, ""


def _name(sale: Sale, setback: Setback) -> str:
    return f"{setback.kind[:2].upper()}-{sale.number}"


def _told(sold: _Sold) -> Iterator[Told]:
    """Yield what the journal says about one order."""
    sale, setback = sold.sale, sold.sale.setback
    about = sold.order_id, sold.store.pk, sold.buyer_id
    yield Told("orders.recorded", sale.placed_at, *about)
    if setback:
        facts = {"external_id": _name(sale, setback), "stars": setback.stars}
        yield Told(_SETBACK_EVENTS[setback.kind], setback.at, *about, facts)

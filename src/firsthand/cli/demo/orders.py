"""The orders the story is about, with buyers, products, parcels, returns and setbacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Model

from firsthand.cli.demo import copying
from firsthand.cli.demo.cast import THINGS
from firsthand.cli.demo.story import Buyer, Case, Sale, Story
from firsthand.domain.orders import models as rows
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import identity_hash
from firsthand.domain.stores.models import Store


class Told(NamedTuple):
    """An entry of the journal to be that belongs to no ticket."""

    kind: str
    at: datetime
    subject_id: int
    store_id: int | None = None
    buyer_id: int | None = None
    facts: Mapping[str, object] = MappingProxyType({})
    actor_id: int | None = None


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


@dataclass(frozen=True)
class Written:
    """What the tickets point at, and what the journal says about it."""

    buyers: Mapping[Buyer, int]
    orders: Mapping[str, rows.Order]
    told: list[Told]


def write(story: Story, stores: Mapping[str, Store]) -> Written:
    """Write all buyers, products and orders of a story."""
    sales = story.quiet + [case.sale for case in story.cases if not case.is_notice]
    sales.sort(key=lambda sale: sale.placed_at)
    buyers = _write_buyers(sales, story.cases)
    products = _write_products(stores)
    orders = [_order(sale, stores[sale.market.code], buyers[sale.buyer]) for sale in sales]
    copying.number(orders)
    copying.write(orders)
    both = list(zip(sales, orders, strict=True))
    _write_all(
        _line(sale, order, products[sale.market.code, sale.thing.key])
        for sale, order in both
    )
    _write_all(_parcel(sale, order) for sale, order in both if sale.shipped_at)
    _write_all(_return(sale, order) for sale, order in both if sale.sent_back)
    recorded = [
        Told("orders.recorded", sale.placed_at, order.pk, order.store_id, order.buyer_id)
        for sale, order in both
    ]
    by_number = {order.number: order for order in orders}
    return Written(buyers, by_number, recorded + _write_setbacks(both))


def _write_all(
    of_one_model: Iterable[Model],
) -> None:
    found = list(of_one_model)
    copying.number(found)
    copying.write(found)


def _write_buyers(sales: Sequence[Sale], cases: Sequence[Case]) -> dict[Buyer, int]:
    buyers: dict[Buyer, rows.Buyer] = {}
    for sale in sales:
        if sale.buyer not in buyers:
            buyers[sale.buyer] = rows.Buyer(
                name=sale.buyer.name, first_seen_at=sale.placed_at
            )
    for case in cases:
        if case.buyer not in buyers:
            buyers[case.buyer] = rows.Buyer(
                name=case.buyer.name,
                language=case.market.language,
                first_seen_at=case.steps[0].at,
            )
    copying.number(list(buyers.values()))
    copying.write(list(buyers.values()))
    identities = []
    for told, buyer in buyers.items():
        identity = Identity("amazon_alias" if told.is_alias else "email", told.address)
        identities.append(
            rows.BuyerIdentity(
                buyer_id=buyer.pk,
                kind=identity.kind,
                key_hash=identity_hash(identity),
                address=identity.value,
            )
        )
    copying.number(identities)
    copying.write(identities)
    return {told: buyer.pk for told, buyer in buyers.items()}


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


def _order(sale: Sale, store: Store, buyer_id: int) -> rows.Order:
    market = sale.market
    price = _price(sale)
    shipping = 0 if sale.is_fba else {"US": 499, "DE": 390, "JP": 550}[market.code]
    tax = price * 8 // 100 if market.code == "US" else 0
    return rows.Order(
        store_id=store.pk,
        number=sale.number,
        buyer_id=buyer_id,
        state=_state(sale),
        fulfilment="FBA" if sale.is_fba else "FBM",
        currency=store.currency,
        shipping_minor_units=shipping,
        tax_minor_units=tax,
        total_minor_units=price + shipping + tax,
        placed_at=sale.placed_at,
        ship_by=sale.placed_at + timedelta(days=2),
        deliver_by=sale.deliver_by,
        delivered_at=sale.delivered_at,
        address={
            "name": sale.buyer.name,
            "line": f"{_STREETS[market.code]} {int(sale.tracking[-2:]) + 1}",
            "city": sale.place,
            "country": market.code,
        },
    )


def _state(sale: Sale) -> str:
    if sale.cancelled:
        return rows.Order.State.CANCELLED
    if sale.delivered_at:
        return rows.Order.State.DELIVERED
    return rows.Order.State.SHIPPED if sale.shipped_at else rows.Order.State.UNSHIPPED


def _price(sale: Sale) -> int:
    return sale.thing.prices[sale.market.code] * sale.quantity


def _line(sale: Sale, order: rows.Order, product: rows.Product) -> rows.OrderLine:
    return rows.OrderLine(
        order_id=order.pk,
        product_id=product.pk,
        line_number=1,
        title=product.title,
        quantity=sale.quantity,
        price_minor_units=_price(sale),
    )


def _parcel(sale: Sale, order: rows.Order) -> rows.Parcel:
    assert sale.shipped_at is not None, "there is a parcel once it was shipped"
    picked_up, arrived, delivered = _SCANS[sale.market.code]
    scans: list[tuple[datetime, str]] = [
        (sale.shipped_at, picked_up),
        (sale.shipped_at + timedelta(hours=19), arrived.format(place=sale.place)),
    ]
    if sale.delivered_at:
        scans.append((max(sale.delivered_at, scans[-1][0]), delivered))
    return rows.Parcel(
        order_id=order.pk,
        carrier=sale.carrier,
        tracking_number=sale.tracking,
        shipped_at=sale.shipped_at,
        delivered_at=sale.delivered_at,
        scans=[
            {"at": at.isoformat(timespec="seconds"), "what": what} for at, what in scans
        ],
    )


def _return(sale: Sale, order: rows.Order) -> rows.OrderReturn:
    assert sale.sent_back is not None, "it was sent back"
    return rows.OrderReturn(
        order_id=order.pk,
        reason_text=_RETURN_REASONS[sale.market.code][sale.sent_back.why],
        quantity=sale.quantity,
        requested_at=sale.sent_back.asked_at,
        received_at=sale.sent_back.arrived_at,
    )


def _write_setbacks(both: Sequence[tuple[Sale, rows.Order]]) -> list[Told]:
    setbacks: list[rows.Setback] = []
    told: list[Told] = []
    for sale, order in both:
        if sale.setback is None:
            continue
        kind, at, stars = sale.setback.kind, sale.setback.at, sale.setback.stars
        external_id = f"{kind[:2].upper()}-{sale.number}"
        setbacks.append(
            rows.Setback(
                order_id=order.pk,
                kind=kind,
                external_id=external_id,
                happened_at=at,
                stars=stars,
            )
        )
        facts: dict[str, object] = {"external_id": external_id, "stars": stars}
        told.append(
            Told(_SETBACK_EVENTS[kind], at, order.pk, order.store_id, order.buyer_id, facts)
        )
    copying.number(setbacks)
    copying.write(setbacks)
    return told

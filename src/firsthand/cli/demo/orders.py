"""The orders the story is about, with buyers, products, parcels, returns and setbacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firsthand.cli.demo.cast import THINGS
from firsthand.cli.demo.story import Buyer, Case
from firsthand.domain.journal.models import Entry
from firsthand.domain.orders import models as rows
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import identity_hash
from firsthand.domain.stores.models import Store

BATCH = 1000
_SCANS = {
    "US": ("Shipment picked up", "Arrived at facility in {place}", "Delivered"),
    "DE": ("Sendung abgeholt", "Im Paketzentrum {place} eingetroffen", "Zugestellt"),
    "JP": ("荷物受付", "{place}の営業所に到着", "配達完了"),
}
_RETURN_REASONS = {
    "US": ("Too big", "Not as expected", "Bought twice", "No longer needed"),
    "DE": ("Zu groß", "Gefällt nicht", "Doppelt gekauft", "Nicht mehr gebraucht"),
    "JP": ("サイズが合わない", "イメージと違う", "重複して購入", "不要になった"),
}
_STREETS = {"US": "Maple Street", "DE": "Lindenweg", "JP": "中央町"}
_SETBACK_EVENTS = {
    "claim": "orders.claim_opened",
    "chargeback": "orders.chargeback",
    "feedback": "orders.feedback_received",
}


@dataclass(frozen=True)
class Written:
    """What the tickets point at, and the journal's entries about it."""

    buyers: Mapping[Buyer, rows.Buyer]
    orders: Mapping[str, rows.Order]
    entries: list[Entry]


def write(cases: list[Case], stores: Mapping[str, Store]) -> Written:
    """Write all buyers, products and orders of the cases."""
    buyers = _write_buyers(cases)
    products = _write_products(stores)
    orders = {
        case.sale.number: _order(case, stores[case.market.code], buyers[case.sale.buyer])
        for case in cases
    }
    rows.Order.objects.bulk_create(orders.values(), batch_size=BATCH)
    rows.OrderLine.objects.bulk_create(
        [
            rows.OrderLine(
                order=orders[case.sale.number],
                product=products[case.market.code, case.sale.thing.key],
                line_number=1,
                title=products[case.market.code, case.sale.thing.key].title,
                quantity=case.sale.quantity,
                price_minor_units=_price(case),
            )
            for case in cases
        ],
        batch_size=BATCH,
    )
    rows.Parcel.objects.bulk_create(
        [
            _parcel(case, orders[case.sale.number])
            for case in cases
            if case.reason.key != "change"
        ],
        batch_size=BATCH,
    )
    rows.OrderReturn.objects.bulk_create(
        [
            rows.OrderReturn(
                order=orders[case.sale.number],
                reason_text=_RETURN_REASONS[case.market.code][case.topic],
                quantity=case.sale.quantity,
                requested_at=case.returned_at,
                received_at=(
                    case.steps[0].at if case.returned_at < case.steps[0].at else None
                ),
            )
            for case in cases
            if case.returned_at
        ],
        batch_size=BATCH,
    )
    recorded = [_recorded(order) for order in orders.values()]
    return Written(buyers, orders, recorded + _write_setbacks(cases, orders))


def _write_buyers(cases: list[Case]) -> dict[Buyer, rows.Buyer]:
    buyers: dict[Buyer, rows.Buyer] = {}
    for case in cases:
        buyers.setdefault(
            case.sale.buyer,
            rows.Buyer(name=case.sale.buyer.name, first_seen_at=case.sale.placed_at),
        )
        buyers.setdefault(
            case.buyer,
            rows.Buyer(
                name=case.buyer.name,
                language=case.market.language,
                first_seen_at=case.steps[0].at,
            ),
        )
    rows.Buyer.objects.bulk_create(buyers.values(), batch_size=BATCH)
    identities = {
        told: Identity("amazon_alias" if told.is_alias else "email", told.address)
        for told in buyers
    }
    rows.BuyerIdentity.objects.bulk_create(
        [
            rows.BuyerIdentity(
                buyer=buyers[told],
                kind=identity.kind,
                key_hash=identity_hash(identity),
                address=identity.value,
            )
            for told, identity in identities.items()
        ],
        batch_size=BATCH,
    )
    return buyers


def _write_products(stores: Mapping[str, Store]) -> dict[tuple[str, str], rows.Product]:
    products = {
        (code, thing.key): rows.Product(
            store=store,
            sku=f"LUMO-{thing.key.upper()}",
            asin=thing.asin(code),
            family=thing.family,
            title=f"{thing.name} – {thing.kinds[store.language]}",
        )
        for code, store in stores.items()
        for thing in THINGS
    }
    rows.Product.objects.bulk_create(products.values())
    return products


def _order(case: Case, store: Store, buyer: rows.Buyer) -> rows.Order:
    market, sale = case.market, case.sale
    price = _price(case)
    shipping = 0 if sale.is_fba else {"US": 499, "DE": 390, "JP": 550}[market.code]
    tax = price * 8 // 100 if market.code == "US" else 0
    return rows.Order(
        store=store,
        number=sale.number,
        buyer=buyer,
        state=_state(case),
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


def _state(case: Case) -> str:
    if case.sale.cancelled:
        return rows.Order.State.CANCELLED
    if case.sale.delivered_at:
        return rows.Order.State.DELIVERED
    is_fresh = case.reason.key == "change"
    return rows.Order.State.UNSHIPPED if is_fresh else rows.Order.State.SHIPPED


def _price(case: Case) -> int:
    return case.sale.thing.prices[case.market.code] * case.sale.quantity


def _parcel(case: Case, order: rows.Order) -> rows.Parcel:
    sale = case.sale
    shipped = sale.placed_at + timedelta(hours=20)
    picked_up, arrived, delivered = _SCANS[case.market.code]
    scans: list[tuple[datetime, str]] = [
        (shipped, picked_up),
        (shipped + timedelta(hours=19), arrived.format(place=sale.place)),
    ]
    if sale.delivered_at and sale.delivered_at > scans[-1][0]:
        scans.append((sale.delivered_at, delivered))
    return rows.Parcel(
        order=order,
        carrier=sale.carrier,
        tracking_number=sale.tracking,
        shipped_at=shipped,
        delivered_at=sale.delivered_at,
        scans=[
            {"at": at.isoformat(timespec="seconds"), "what": what} for at, what in scans
        ],
    )


def _recorded(order: rows.Order) -> Entry:
    return Entry(
        kind="orders.recorded",
        happened_at=order.placed_at,
        subject_id=order.pk,
        store_id=order.store_id,
        buyer_id=order.buyer_id,
    )


def _write_setbacks(cases: list[Case], orders: Mapping[str, rows.Order]) -> list[Entry]:
    setbacks, entries = [], []
    for case in cases:
        if case.setback is None:
            continue
        kind, at, stars = case.setback
        order = orders[case.sale.number]
        setback = rows.Setback(
            order=order,
            kind=kind,
            external_id=f"{kind[:2].upper()}-{case.case_id}",
            happened_at=at,
            stars=stars,
        )
        setbacks.append(setback)
        entries.append(
            Entry(
                kind=_SETBACK_EVENTS[kind],
                happened_at=at,
                subject_id=order.pk,
                store_id=order.store_id,
                buyer_id=order.buyer_id,
                facts={"external_id": setback.external_id, "stars": stars},
            )
        )
    rows.Setback.objects.bulk_create(setbacks, batch_size=BATCH)
    return entries

"""Take in many orders and buyers at once, by a few statements for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from django.db import IntegrityError, connection, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Order,
    OrderLine,
    Parcel,
    Product,
)
from firsthand.domain.orders.ports import Identity, OrderFacts
from firsthand.domain.orders.queries import identity_hash
from firsthand.foundation.postgres.bulk import Among, copy_in, merge_in, new_keys

_SUMS = ("shipping_minor_units", "tax_minor_units", "total_minor_units")
_RENEWED = [
    "state", "fulfilment", "currency", "shipping_minor_units", "tax_minor_units",
    "total_minor_units", "placed_at", "ship_by", "deliver_by", "delivered_at",
]  # fmt: skip


@transaction.atomic
def buyers_for(identities: Mapping[Identity, str], *, at: datetime) -> dict[Identity, int]:
    """Return the buyers with these identities, new ones for those nobody has.

    Args:
        identities: with the name each new buyer is given.
        at: when a new buyer was first seen.
    """
    hashed = {one: (one.kind, identity_hash(one)) for one in identities}
    # Two ways to write one address have the same hash: the first gives the name.
    missing = {place: one for one, place in reversed(hashed.items())}
    found = _known(missing)
    new = [(place, one) for place, one in missing.items() if place not in found]
    if new:
        keys = new_keys(Buyer, len(new))
        copy_in(
            Buyer,
            ("id", "name", "language", "first_seen_at"),
            [
                (key, identities[one][:200], "", at)
                for key, (_, one) in zip(keys, new, strict=True)
            ],
        )
        identities_of_new = [
            (key, *place, one.value[:320])
            for key, (place, one) in zip(keys, new, strict=True)
        ]
        if _identify(identities_of_new):
            found |= dict(zip([place for place, _ in new], keys, strict=True))
        else:
            # Another import or a mail was first: whose identity stands, counts.
            found = _known(missing)
            unused = set(keys).difference(found.values())
            Buyer.objects.filter(Among("pk", unused)).delete()
    return {one: found[place] for one, place in hashed.items()}


def _identify(identities: Sequence[tuple[int, str, str, str]]) -> bool:
    """Write down who is known by what; false if somebody was known by one of it already.

    What somebody is known by stays as it is.
    """
    columns = ("buyer_id", "kind", "key_hash", "address")
    try:
        with transaction.atomic():
            copy_in(BuyerIdentity, columns, identities)
    except IntegrityError:
        unique = ("kind", "key_hash")
        merge_in(BuyerIdentity, columns, identities, unique=unique, renew=False)
        return False
    return True


def _known(places: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the buyers by kind and hash of their identities."""
    rows = BuyerIdentity.objects.filter(Among("key_hash", [key for _, key in places]))
    return {
        (kind, hashed): buyer
        for kind, hashed, buyer in rows.values_list("kind", "key_hash", "buyer_id")
        if (kind, hashed) in places
    }


@transaction.atomic
def record_orders(
    *,
    store_id: int,
    orders: Sequence[OrderFacts],
    facts: Mapping[str, object],
    at: datetime,
) -> dict[str, int]:
    """Create or renew orders with their lines; return how many were new and renewed.

    Args:
        store_id: the store they were placed in.
        orders: each number once.
        facts: what the journal's entries carry besides.
        at: now.
    """
    numbers = [order.number for order in orders]
    placed = Order.objects.filter(Among("number", numbers), store_id=store_id)
    known = {number: sums for number, *sums in placed.values_list("number", *_SUMS)}
    orders = [_with_sums(order, known.get(order.number)) for order in orders]
    buyers = _buyers_of(orders, at)
    renewed = attrgetter(*_RENEWED)
    merge_in(
        Order,
        ("store_id", "number", *_RENEWED),
        ((store_id, one.number, *renewed(one)) for one in orders),
        unique=("store_id", "number"),
    )
    ids = dict(placed.values_list("number", "pk"))
    _know_buyers(ids, buyers)
    _renew_lines(store_id, orders, ids)
    _renew_parcels(orders, ids)
    journal.record_many(
        journal.Draft(
            kind="orders.recorded",
            subject_id=ids[order.number],
            at=order.placed_at,
            about=journal.About(store_id=store_id, buyer_id=buyers.get(order.number)),
            facts=facts,
        )
        for order in orders
        if order.number not in known
    )
    return {"added": len(orders) - len(known), "changed": len(known)}


def _with_sums(order: OrderFacts, known: Sequence[int] | None) -> OrderFacts:
    """Keep the known sums of an order of whose lines a report does not speak."""
    if order.lines or known is None:
        return order
    shipping, tax, total = known
    return replace(
        order,
        shipping_minor_units=shipping,
        tax_minor_units=tax,
        total_minor_units=total,
    )


def _buyers_of(orders: Sequence[OrderFacts], at: datetime) -> dict[str, int]:
    """Return the buyers of those orders that say who bought, by order number."""
    names = {order.buyer[0]: order.buyer_name for order in orders if order.buyer}
    found = buyers_for(names, at=at)
    return {order.number: found[order.buyer[0]] for order in orders if order.buyer}


def _know_buyers(ids: Mapping[str, int], buyers: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update orders_order o set buyer_id = k.buyer"
            " from unnest(%s::bigint[], %s::bigint[]) as k(id, buyer)"
            " where o.id = k.id and o.buyer_id is null",
            [[ids[number] for number in buyers], list(buyers.values())],
        )


def _renew_lines(
    store_id: int, orders: Sequence[OrderFacts], ids: Mapping[str, int]
) -> None:
    products = _products(store_id, orders)
    # A report that names no lines does not say that there are none.
    told = [ids[order.number] for order in orders if order.lines]
    OrderLine.objects.filter(Among("order_id", told)).delete()
    copy_in(
        OrderLine,
        ("order_id", "product_id", "line_number", "title", "quantity", "price_minor_units"),
        (
            (
                ids[order.number],
                products.get(line.sku),
                number,
                line.title[:250],
                line.quantity,
                line.price_minor_units,
            )
            for order in orders
            for number, line in enumerate(order.lines, start=1)
        ),
    )


def _products(store_id: int, orders: Iterable[OrderFacts]) -> dict[str, int]:
    lines = {line.sku: line for order in orders for line in order.lines if line.sku}
    known = _known_products(store_id, lines)
    missing = lines.keys() - known.keys()
    if missing:
        Product.objects.bulk_create(
            (
                Product(
                    store_id=store_id,
                    sku=sku,
                    asin=lines[sku].asin,
                    title=lines[sku].title[:250],
                )
                for sku in sorted(missing)
            ),
            ignore_conflicts=True,
        )
        known |= _known_products(store_id, missing)
    Product.objects.bulk_update(
        [
            Product(pk=key, asin=lines[sku].asin)
            for sku, (key, asin) in known.items()
            if not asin and lines[sku].asin
        ],
        ["asin"],
    )
    return {sku: key for sku, (key, _) in known.items()}


def _known_products(store_id: int, skus: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return the id and the ASIN of those of these articles that are there."""
    rows = Product.objects.filter(Among("sku", skus), store_id=store_id)
    return {sku: (key, asin) for sku, key, asin in rows.values_list("sku", "pk", "asin")}


def _renew_parcels(orders: Sequence[OrderFacts], ids: Mapping[str, int]) -> None:
    """Note when an order was sent, for orders whose boxes we do not know one by one."""
    sent = {ids[order.number]: order for order in orders if order.shipped_at is not None}
    theirs = Parcel.objects.filter(Among("order_id", sent))
    tracked = set(theirs.exclude(tracking_number="").values_list("order_id", flat=True))
    theirs.filter(tracking_number="").delete()
    copy_in(
        Parcel,
        ("order_id", "carrier", "tracking_number", "shipped_at", "delivered_at", "scans"),
        (
            (order_id, order.carrier, "", order.shipped_at, order.delivered_at, "[]")
            for order_id, order in sent.items()
            if order_id not in tracked
        ),
    )

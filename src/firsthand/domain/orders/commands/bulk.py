"""Take in many orders and buyers at once, by a few statements for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders.commands.parcels import renew_parcels
from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Order,
    OrderLine,
    Product,
)
from firsthand.domain.orders.ports import Identity, OrderFacts
from firsthand.domain.orders.queries import identity_hash
from firsthand.foundation.postgres.bulk import (
    Among,
    as_json,
    copy_in,
    merge_in,
    new_keys,
)

_AS_TOLD = (
    "fulfilment", "currency", "shipping_minor_units", "tax_minor_units",
    "total_minor_units", "placed_at", "ship_by", "deliver_by", "delivered_at",
    "updated_at",
)  # fmt: skip
_RENEWED = ("state", *_AS_TOLD, "cancel_requested_at", "cancelled_by", "address")


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

    What was so before what is known of an order is left out.

    Args:
        store_id: the store they were placed in.
        orders: each number once.
        facts: what the journal's entries carry besides.
        at: now.
    """
    numbers = [order.number for order in orders]
    placed = Order.objects.filter(Among("number", numbers), store_id=store_id)
    known = {order.number: order for order in _locked(placed)}
    orders = [told for one in orders if (told := _beside(one, known.get(one.number)))]
    buyers = _buyers_of(orders, at)
    merge_in(
        Order,
        ("store_id", "number", *_RENEWED),
        ((store_id, one.number, *_values(one, known.get(one.number))) for one in orders),
        unique=("store_id", "number"),
    )
    ids = dict(placed.values_list("number", "pk"))
    _know_buyers(ids, buyers)
    _renew_lines(store_id, orders, ids)
    renew_parcels(orders, ids)
    added = [order for order in orders if order.number not in known]
    journal.record_many(
        journal.Draft(
            kind="orders.recorded",
            subject_id=ids[order.number],
            at=order.placed_at,
            about=journal.About(store_id=store_id, buyer_id=buyers.get(order.number)),
            facts=facts,
        )
        for order in added
    )
    return {"added": len(added), "changed": len(orders) - len(added)}


def _locked(placed: QuerySet[Order]) -> QuerySet[Order]:
    """Return orders that are there, locked: two reports of one may be read at once."""
    known = placed.select_for_update(of=("self",)).select_related("buyer")
    return known.order_by("pk").defer("address")


def _values(order: OrderFacts, known: Order | None) -> tuple[object, ...]:
    asked = known.cancel_requested_at if known else None
    if asked is None and order.is_cancel_requested:
        asked = order.updated_at
    return (
        order.state or Order.State.PENDING.value,
        *attrgetter(*_AS_TOLD)(order),
        asked,
        order.cancelled_by or (known.cancelled_by if known else ""),
        as_json(order.address) if order.address else None,
    )


def _beside(order: OrderFacts, known: Order | None) -> OrderFacts | None:
    """Return what is told of an order together with what only we know of it.

    None where it was so before what is known: pages come in any order. Nobody comes back
    who was forgotten, no word that means nothing undoes a state, and a report that does
    not look at deliveries does not undo one.
    """
    if known is None:
        return order
    if order.updated_at and known.updated_at and order.updated_at < known.updated_at:
        return None
    if known.buyer is not None and known.buyer.erased_at is not None:
        order = replace(order, buyer=(), buyer_name="", address=None)
    has_arrived = known.state == Order.State.DELIVERED and order.state == "shipped"
    if not order.state or has_arrived:
        order = replace(order, state=known.state)
    if order.lines:
        return order
    # Of the lines it does not speak, so that their sums are those known.
    return replace(
        order,
        shipping_minor_units=known.shipping_minor_units,
        tax_minor_units=known.tax_minor_units,
        total_minor_units=known.total_minor_units,
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

"""Questions about buyers and orders. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Order,
    OrderLine,
    Parcel,
    Product,
)
from firsthand.domain.orders.ports import Identity
from firsthand.foundation.keys import keyed_hash
from firsthand.foundation.postgres.bulk import Among
from firsthand.foundation.scoping import SeesStores


def identity_hash(identity: Identity) -> str:
    """Return the keyed hash a buyer is found by; case and outer spaces do not matter."""
    value = identity.value.strip().lower()
    return keyed_hash(f"{identity.kind}:{value}", purpose="buyer")


def order_by_number(*, store_id: int, number: str) -> Order | None:
    """Return the order with this number in this store."""
    return Order.objects.filter(store_id=store_id, number=number).first()


class Placed(NamedTuple):
    """An order that is there, and whose it is."""

    pk: int
    buyer_id: int | None


def orders_by_number(*, store_id: int, numbers: Collection[str]) -> dict[str, Placed]:
    """Return those of these orders that this store has, by number."""
    rows = Order.objects.filter(Among("number", numbers), store_id=store_id)
    return {
        number: Placed(pk, buyer_id)
        for number, pk, buyer_id in rows.values_list("number", "pk", "buyer_id")
    }


def orders_of(store_ids: Collection[int]) -> Iterator[Order]:
    """Yield the orders of these stores with lines and parcels, read as asked for."""
    orders = Order.objects.filter(store_id__in=store_ids).order_by("pk")
    return orders.prefetch_related("lines__product", "parcels").iterator(chunk_size=1000)


def first_parcels(
    order_ids: Collection[int],
) -> dict[int, tuple[datetime | None, str]]:
    """Return when the first parcel of each order was sent, and by which carrier."""
    parcels = Parcel.objects.filter(order_id__in=order_ids).order_by("-pk")
    return {parcel.order_id: (parcel.shipped_at, parcel.carrier) for parcel in parcels}


def order_for(person: SeesStores, order_id: int) -> Order | None:
    """Return one order with all that belongs to it, if `person` may see it."""
    return (
        Order.objects.all()
        .visible_to(person)
        .prefetch_related("lines__product", "parcels", "returns", "setbacks")
        .filter(pk=order_id)
        .first()
    )


def placed_between(person: SeesStores, *, since: datetime, until: datetime) -> int:
    """Return how many orders were placed from `since` up to `until`, cancelled ones too."""
    placed = Order.objects.all().visible_to(person)
    return placed.filter(placed_at__gte=since, placed_at__lt=until).count()


def buyer(buyer_id: int) -> Buyer:
    """Return the buyer. Whoever asks has already seen a ticket or order of his."""
    return Buyer.objects.get(pk=buyer_id)


def buyers_known_by_address(address: str) -> list[int]:
    """Return the buyers who write from this address, their own or a marketplace's alias.

    The part after "+" in an alias names a case, not a person, and is left aside.
    """
    name, _at, domain = address.strip().rpartition("@")
    alias = f"{name.partition('+')[0]}@{domain}"
    identities = (Identity("email", address), Identity("amazon_alias", alias))
    return sorted(
        set(
            BuyerIdentity.objects.filter(
                key_hash__in=[identity_hash(each) for each in identities]
            ).values_list("buyer_id", flat=True)
        )
    )


def buyer_known_by(identity: Identity) -> Buyer | None:
    """Return the buyer with this address or account."""
    found = (
        BuyerIdentity.objects.filter(kind=identity.kind, key_hash=identity_hash(identity))
        .select_related("buyer")
        .first()
    )
    return found.buyer if found else None


def are_one_buyer(one: int, other: int) -> bool:
    """Say whether two buyers are one person, as far as anybody has said so."""
    return one == other


def addresses_of(buyer_id: int) -> list[str]:
    """Return the addresses of a buyer that have not been forgotten."""
    known = BuyerIdentity.objects.filter(buyer_id=buyer_id).exclude(address="")
    return list(known.values_list("address", flat=True))


def buyer_is_known_by(buyer_id: int, identity: Identity) -> bool:
    """Say whether this identity belongs to this buyer."""
    return BuyerIdentity.objects.filter(
        buyer_id=buyer_id, kind=identity.kind, key_hash=identity_hash(identity)
    ).exists()


def buyer_ids_known_by(identities: Iterable[Identity]) -> list[int]:
    """Return the buyers any of these identities belongs to."""
    hashes = [identity_hash(identity) for identity in identities]
    return list(
        BuyerIdentity.objects.filter(key_hash__in=hashes).values_list("buyer_id", flat=True)
    )


def asins_of(order_id: int) -> list[str]:
    """Return the ASINs of an order's lines, sorted."""
    lines = OrderLine.objects.filter(order_id=order_id, product__asin__gt="")
    return sorted(set(lines.values_list("product__asin", flat=True)))


def families() -> dict[str, str]:
    """Return the family of each product that has one, by ASIN."""
    known = Product.objects.exclude(asin="").exclude(family="").order_by("-pk")
    return dict(known.values_list("asin", "family"))

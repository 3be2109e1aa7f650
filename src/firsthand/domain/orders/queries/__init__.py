"""Questions about buyers and orders. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Joining,
    Notice,
    Order,
    OrderLine,
    OrderReturn,
    Parcel,
    Product,
    RefundPosting,
    Setback,
)
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries.returns import last_posted as last_posted
from firsthand.domain.orders.queries.returns import (
    returns_only_written_of as returns_only_written_of,
)
from firsthand.domain.orders.queries.returns import returns_to_us as returns_to_us
from firsthand.foundation.keys import keyed_hash
from firsthand.foundation.postgres.bulk import Among
from firsthand.foundation.postgres.nested import hang_on, hold_rows, rows_of
from firsthand.foundation.postgres.standing import StandingList, standing_cursor
from firsthand.foundation.scoping import SeesStores

# What belongs to an order besides its lines, by its name for it.
_BESIDE = {
    "parcels": Parcel,
    "returns": OrderReturn,
    "setbacks": Setback,
    "postings": RefundPosting,
}
# What a marketplace or a bank asks us to answer; feedback asks for nothing.
CLAIM_KINDS = (Setback.Kind.CLAIM, Setback.Kind.CHARGEBACK)
# More orders of one buyer than this are not shown on one page.
MOST_ORDERS = 200


def identity_hash(identity: Identity) -> str:
    """Return the keyed hash a buyer is found by; case and outer spaces do not matter."""
    value = identity.value.strip().lower()
    return keyed_hash(f"{identity.kind}:{value}", purpose="buyer")


def order_by_number(*, store_id: int, number: str) -> Order | None:
    """Return the order with this number in this store."""
    return Order.objects.filter(store_id=store_id, number=number).first()


def orders_numbered(person: SeesStores, number: str) -> list[int]:
    """Return the orders with this number that `person` may see: one of each store."""
    found = Order.objects.all().visible_to(person).filter(number=number)
    return list(found.order_by("pk").values_list("pk", flat=True))


def numbers_of(order_ids: Collection[int]) -> dict[int, str]:
    """Return the channel's numbers of these orders, by id."""
    found = Order.objects.filter(pk__in=order_ids)
    return dict(found.values_list("pk", "number"))


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
    found = next(iter(_orders(order_id)), None)
    stores = person.visible_store_ids()
    if found is None or (stores is not None and found.store_id not in stores):
        return None
    held: Any = found  # It carries what was read with it.
    hang_on(found, {name: getattr(held, f"{name}_read") for name in _BESIDE})
    hold_rows(found, "lines", _lines(order_id))
    return found


@StandingList
def _lines(order_id: int) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.filter(order=order_id).select_related("product")
    return lines.order_by("pk")


@StandingList
def _orders(order_id: int) -> QuerySet[Order]:
    beside = {f"{name}_read": rows_of(model, "order") for name, model in _BESIDE.items()}
    return Order.objects.filter(pk=order_id).select_related("store").annotate(**beside)


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
    return one == other or other in persons_of([one])[one]


# Those of these buyers that are joined into another, and those joined into the same ones.
_JOINED = """
    SELECT id, joined_into_id FROM orders_buyer
     WHERE joined_into_id IS NOT NULL
       AND (id = ANY(%(wanted)s::bigint[])
            OR joined_into_id = ANY(%(wanted)s::bigint[])
            OR joined_into_id = ANY(ARRAY(SELECT joined_into_id FROM orders_buyer
                                           WHERE id = ANY(%(wanted)s::bigint[]))))
"""


def persons_of(buyer_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return by buyer all the buyers that are the same person, by number, himself too."""
    wanted = set(buyer_ids)
    with standing_cursor() as cursor:
        cursor.execute(_JOINED, {"wanted": list(wanted)})
        root_of = dict(cursor.fetchall())
    members: dict[int, list[int]] = {}
    for pk in {*wanted, *root_of, *root_of.values()}:
        members.setdefault(root_of.get(pk, pk), []).append(pk)
    return {pk: tuple(sorted(members[root_of.get(pk, pk)])) for pk in wanted}


def same_person(buyer: Buyer) -> QuerySet[Buyer, int]:
    """Return the ids of all buyers that are this person, for a query inside another."""
    root = buyer.joined_into_id or buyer.pk
    same = Buyer.objects.filter(Q(pk=root) | Q(joined_into=root))
    return same.values_list("pk", flat=True)


def orders_of_buyers(person: SeesStores, buyer_ids: Collection[int]) -> list[Order]:
    """Return the orders of these buyers that `person` may see, newest first.

    With their returns and setbacks; as many as a page can show.
    """
    found = Order.objects.all().visible_to(person).filter(buyer_id__in=buyer_ids)
    found = found.select_related("store").prefetch_related("returns", "setbacks")
    return list(found.order_by("-placed_at", "-pk")[:MOST_ORDERS])


def buyers_of_orders(person: SeesStores, numbers: Collection[str]) -> list[tuple[int, str]]:
    """Return who placed the orders with these numbers that `person` may see."""
    found = Order.objects.all().visible_to(person).filter(number__in=numbers)
    rows = found.filter(buyer__isnull=False).values_list("buyer_id", "number")
    return [(buyer_id or 0, number) for buyer_id, number in rows]


def joinings_of(buyer_ids: Collection[int]) -> list[Joining]:
    """Return what stands of joining these buyers, the latest first."""
    found = Joining.objects.filter(buyer_id__in=buyer_ids, undone_at=None)
    return list(found.select_related("buyer", "into", "by").order_by("-at", "-pk"))


def addresses_of(buyer_id: int) -> list[str]:
    """Return the addresses of a buyer that have not been forgotten."""
    known = BuyerIdentity.objects.filter(buyer_id=buyer_id).exclude(address="")
    return list(known.values_list("address", flat=True))


def buyer_is_known_by(buyer_id: int, identity: Identity) -> bool:
    """Say whether this identity belongs to this buyer."""
    known = BuyerIdentity.objects.filter(
        kind=identity.kind, key_hash=identity_hash(identity)
    ).values_list("buyer_id", flat=True)
    return any(are_one_buyer(buyer_id, found) for found in known)


def buyer_ids_known_by(identities: Iterable[Identity]) -> list[int]:
    """Return the buyers any of these identities belongs to."""
    hashes = [identity_hash(identity) for identity in identities]
    return list(
        BuyerIdentity.objects.filter(key_hash__in=hashes).values_list("buyer_id", flat=True)
    )


def troubles_of(store_id: int, *, since: datetime) -> list[datetime]:
    """Return when returns were asked for and claims opened in a store, in order."""
    returns = OrderReturn.objects.filter(
        order__store_id=store_id, requested_at__gte=since
    ).values_list("requested_at", flat=True)
    claims = Setback.objects.filter(
        order__store_id=store_id, happened_at__gte=since, kind=Setback.Kind.CLAIM
    ).values_list("happened_at", flat=True)
    return sorted([*returns, *claims])


def notices_of(order: Order) -> list[Notice]:
    """Return what the marketplace wrote about an order, the oldest first.

    Whoever asks has been shown the order.
    """
    found = Notice.objects.filter(store_id=order.store_id, order_number=order.number)
    return list(found.order_by("sent_at", "pk"))


def claims_against(person: SeesStores) -> QuerySet[Setback]:
    """Return the claims and chargebacks on orders that `person` may see, in no order yet.

    With their orders, and what is known of those: parcels and returns.
    """
    found = Setback.objects.filter(kind__in=CLAIM_KINDS)
    store_ids = person.visible_store_ids()
    if store_ids is not None:
        found = found.filter(order__store_id__in=store_ids)
    return found.select_related("order__store").prefetch_related(
        "order__parcels", "order__returns"
    )


def claim_at(order_id: int, at: datetime) -> Setback | None:
    """Return the claim on an order that was undecided then, the newest of several.

    One that was denied since is that claim too: what is told of it may come late.
    """
    found = Setback.objects.filter(order_id=order_id, kind=Setback.Kind.CLAIM)
    undecided = found.filter(Q(denied_at=None) | Q(denied_at__gt=at))
    return undecided.order_by("-happened_at", "-pk").first()


def delivered_among(order_ids: Collection[int]) -> set[int]:
    """Return those of these orders that have arrived: with all boxes, as far as known."""
    if not order_ids:
        return set()
    boxes = Parcel.objects.filter(order=OuterRef("pk"))
    found = Order.objects.filter(pk__in=order_ids).filter(
        Q(delivered_at__isnull=False)
        | Exists(boxes) & ~Exists(boxes.filter(delivered_at=None))
    )
    return set(found.values_list("pk", flat=True))


def buyer_exists(buyer_id: int) -> bool:
    """Say whether there is a buyer of this number."""
    return Buyer.objects.filter(pk=buyer_id).exists()


def asins_of(order_id: int) -> list[str]:
    """Return the ASINs of an order's lines, sorted."""
    lines = OrderLine.objects.filter(order_id=order_id, product__asin__gt="")
    return sorted(set(lines.values_list("product__asin", flat=True)))


def families() -> dict[str, str]:
    """Return the family of each product that has one, by ASIN."""
    known = Product.objects.exclude(asin="").exclude(family="").order_by("-pk")
    return dict(known.values_list("asin", "family"))


def homes_of(store_ids: Collection[int], numbers: Collection[str]) -> dict[str, int]:
    """Return which of these stores has which of these orders, by number.

    One that several have, as a test's may, is the first's.
    """
    rows = Order.objects.filter(Among("number", numbers), store_id__in=store_ids)
    return dict(rows.order_by("-pk").values_list("number", "store_id"))


def told_until(
    store_ids: Collection[int], numbers: Collection[str]
) -> dict[str, datetime | None]:
    """Return as of when those of these orders that the stores have are known."""
    rows = Order.objects.filter(Among("number", numbers), store_id__in=store_ids)
    return dict(rows.values_list("number", "updated_at"))


def under_way(
    store_ids: Collection[int], *, after: int, since: datetime, limit: int
) -> list[tuple[int, str]]:
    """Return orders that we sent and that have not arrived, in order of their numbers here.

    Args:
        store_ids: of these stores.
        after: with a greater number than this.
        since: placed since then: a parcel that old is found or lost by other ways.
        limit: at most so many.
    """
    found = Order.objects.filter(
        store_id__in=store_ids,
        pk__gt=after,
        state=Order.State.SHIPPED,
        fulfilment=Order.Fulfilment.FBM,
        placed_at__gte=since,
    )
    return list(found.order_by("pk").values_list("pk", "number")[:limit])

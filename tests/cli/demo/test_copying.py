from __future__ import annotations

from datetime import UTC, datetime

from firsthand.cli.demo import copying
from firsthand.domain.orders.models import Buyer, Order
from firsthand.domain.stores.models import Store
from tests.people import store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _order(of: Store, number: str, address: dict[str, str] | None) -> Order:
    return Order(
        store=of,
        number=number,
        state="shipped",
        fulfilment="FBM",
        currency="EUR",
        total_minor_units=100,
        placed_at=NOON,
        address=address,
    )


def test_what_is_copied_reads_like_what_is_inserted(db: None) -> None:
    shop = store()
    inserted = _order(shop, "1\t\\N\n", {"city": 'Köln \\ "Ost"'})
    inserted.save()
    copied = [_order(shop, "2\t\\N\n", inserted.address), _order(shop, "3", None)]
    copying.number(copied)
    copying.write(copied)
    first, second, third = Order.objects.order_by("number")
    assert (second.address, second.number[1:]) == (first.address, first.number[1:])
    assert third.address is None
    assert len({first.pk, second.pk, third.pk}) == 3


def test_ids_taken_are_not_given_to_anybody_else(db: None) -> None:
    taken = copying.next_ids(Buyer, 3)
    copying.copy(
        Buyer, ("id", "name", "language", "first_seen_at"), [(taken[0], "", "", NOON)]
    )
    assert Buyer.objects.create(first_seen_at=NOON).pk > max(taken)


def test_nothing_to_write_is_nothing_written(db: None) -> None:
    copying.number([])
    copying.write([])
    assert not Order.objects.exists()

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from firsthand.cli.demo import copying
from firsthand.domain.orders.models import Order
from firsthand.domain.stores.models import Store
from firsthand.foundation.postgres.bulk import new_keys
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


def test_rows_can_be_given_ids_that_were_taken_before(db: None) -> None:
    taken = new_keys(Order, 3)
    shop = store()
    rows = [_order(shop, str(number), None) for number in taken]
    copying.number(rows, taken)
    copying.write(rows)
    assert {row.pk: row.number for row in Order.objects.all()} == {
        number: str(number) for number in taken
    }
    later = _order(shop, "later", None)
    later.save()
    assert later.pk > max(taken)


def test_a_row_made_quickly_is_the_row_its_model_makes() -> None:
    values: dict[str, Any] = {"store_id": 3, "number": "7", "placed_at": NOON}
    quick, usual = copying.new(Order, **values), Order(**values)
    assert {**vars(quick), "_state": None} == {**vars(usual), "_state": None}
    assert (quick._state.adding, quick._state.db) == (True, None)
    assert copying.new(Order, number="8").store_id is None  # Nothing is shared.
    with pytest.raises(AssertionError):
        copying.new(Order, nummer="7")


def test_nothing_to_write_is_nothing_written(db: None) -> None:
    copying.number([])
    copying.write([])
    assert not Order.objects.exists()

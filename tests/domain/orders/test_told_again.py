"""Orders that a marketplace tells of again and again, late, early, in any order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.orders.commands import erase_buyer, record_orders
from firsthand.domain.orders.models import Buyer, Order, Parcel
from firsthand.domain.orders.ports import OrderFacts, ParcelFacts
from tests.domain.orders.test_buyers import facts
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told(*some: OrderFacts) -> Order:
    made = Order.objects.first()
    store_id = made.store_id if made else store("DE").pk
    record_orders(store_id=store_id, orders=some, facts={}, at=NOON)
    return Order.objects.get()


def box(**more) -> ParcelFacts:
    values = {"external_id": "P1", "carrier": "DHL", "tracking_number": "JJD1"}
    return ParcelFacts(**{**values, "told_at": NOON, **more})


def test_what_was_so_before_what_is_known_says_nothing() -> None:
    told(facts(state="shipped", updated_at=NOON))
    late = facts(state="unshipped", updated_at=NOON - HOUR, total_minor_units=1)
    order = told(late)
    assert (order.state, order.updated_at) == ("shipped", NOON)
    assert order.total_minor_units != 1
    assert told(facts(state="cancelled", updated_at=NOON + HOUR)).state == "cancelled"


def test_a_word_nobody_knows_leaves_the_state_and_a_new_order_waits() -> None:
    assert told(facts(state="", updated_at=NOON)).state == "pending"
    told(facts(state="shipped", updated_at=NOON))
    assert told(facts(state="", updated_at=NOON + HOUR)).state == "shipped"


def test_what_has_arrived_is_not_on_its_way_again() -> None:
    told(facts(state="delivered", delivered_at=NOON))
    order = told(facts(state="shipped", delivered_at=None, updated_at=NOON + HOUR))
    assert (order.state, order.delivered_at) == ("delivered", NOON)


def test_a_buyers_wish_to_cancel_is_known_since_it_was_first_told() -> None:
    assert told(facts(updated_at=NOON)).cancel_requested_at is None
    for hours in (1, 2):
        order = told(facts(updated_at=NOON + hours * HOUR, is_cancel_requested=True))
        assert order.cancel_requested_at == NOON + HOUR
    # Another report, that does not look at it, does not take it back.
    order = told(facts(updated_at=None, cancelled_by=""))
    assert order.cancel_requested_at == NOON + HOUR


def test_who_was_forgotten_does_not_come_back_with_the_next_page() -> None:
    order = told(facts(updated_at=NOON, address={"city": "Berlin"}))
    assert order.buyer_id is not None
    erase_buyer(order.buyer_id, at=NOON)
    order = told(facts(updated_at=NOON + HOUR, address={"city": "Berlin"}))
    assert order.address is None
    assert [buyer.name for buyer in Buyer.objects.all()] == [""]


def test_a_box_stays_the_same_row_and_collects_what_is_told_of_it() -> None:
    first = told(facts(parcels=(box(status="IN_TRANSIT"),)))
    row = Parcel.objects.get(order=first)
    later = box(status="DELIVERED", told_at=NOON + HOUR, delivered_at=NOON + HOUR)
    told(facts(parcels=(later, box(external_id="P2", status=""))))
    # Told once more, and later, it has still come when it was first told to have.
    told(facts(parcels=(box(status="DELIVERED", delivered_at=NOON + 9 * HOUR),)))
    again = Parcel.objects.get(external_id="P1")
    assert (again.pk, again.delivered_at) == (row.pk, NOON + HOUR)
    assert [scan["what"] for scan in again.scans] == ["IN_TRANSIT", "DELIVERED"]
    assert Parcel.objects.count() == 2


def test_boxes_one_by_one_take_the_place_of_the_one_that_was_assumed() -> None:
    told(facts(shipped_at=NOON, carrier="DHL"))
    assert Parcel.objects.get().external_id == ""
    told(facts(parcels=(box(),)))
    assert Parcel.objects.get().external_id == "P1"
    told(facts(shipped_at=NOON, carrier="DHL"))
    assert Parcel.objects.get().external_id == "P1"

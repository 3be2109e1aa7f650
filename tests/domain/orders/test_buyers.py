from __future__ import annotations

import threading

import pytest
from django.db import connections

from firsthand.domain.orders import queries
from firsthand.domain.orders.commands import (
    buyer_for,
    buyers_for,
    erase_buyer,
    record_order,
)
from firsthand.domain.orders.models import Buyer, BuyerIdentity, Order
from firsthand.domain.orders.ports import Identity, LineFacts, OrderFacts
from tests.people import NOON, store

JONAS = Identity("email", "Jonas@Buyers.example")


@pytest.mark.django_db
def test_a_buyer_is_recognised_whatever_the_case_of_his_address() -> None:
    first = buyer_for([JONAS], name="Jonas", at=NOON)
    again = buyer_for([Identity("email", " jonas@buyers.EXAMPLE ")], at=NOON)
    assert first == again


@pytest.mark.django_db
def test_the_same_text_as_another_kind_of_identity_is_another_buyer() -> None:
    assert buyer_for([JONAS], at=NOON) != buyer_for(
        [Identity("account", JONAS.value)], at=NOON
    )


@pytest.mark.django_db
def test_a_buyer_known_by_one_of_several_identities_is_found() -> None:
    alias = Identity("amazon_alias", "abc@marketplace.amazon.de")
    buyer = buyer_for([JONAS], at=NOON)
    assert buyer_for([alias, JONAS], at=NOON) == buyer


@pytest.mark.django_db(transaction=True)
def test_two_first_mails_at_once_make_one_buyer() -> None:
    found: list[int] = []
    ready = threading.Barrier(6)

    def first_mail() -> None:
        try:
            ready.wait()
            found.append(buyer_for([JONAS], at=NOON).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=first_mail) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == Buyer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_told_of_at_once_by_a_mail_and_by_imports_are_each_one_buyer() -> None:
    others = [Identity("account", str(number)) for number in range(30)]
    found: list[dict[Identity, int]] = []
    ready = threading.Barrier(4)

    def many() -> None:
        try:
            ready.wait()
            found.append(buyers_for(dict.fromkeys([JONAS, *others], ""), at=NOON))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=many) for _ in range(3)]
    for thread in threads:
        thread.start()
    ready.wait()
    jonas = buyer_for([JONAS], at=NOON)
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert all(one == found[0] for one in found)
    assert found[0][JONAS] == jonas.pk
    assert Buyer.objects.count() == len(others) + 1


@pytest.mark.django_db
def test_an_address_is_not_readable_from_its_hash() -> None:
    buyer_for([JONAS], at=NOON)
    identity = BuyerIdentity.objects.get()
    assert "jonas" not in identity.key_hash
    assert len(identity.key_hash) == 64


@pytest.mark.django_db
def test_an_erased_buyer_is_a_stranger_when_he_writes_again() -> None:
    buyer = buyer_for([JONAS], name="Jonas", at=NOON)
    erase_buyer(buyer.pk, at=NOON)
    buyer.refresh_from_db()
    assert (buyer.name, buyer.erased_at) == ("", NOON)
    assert buyer_for([JONAS], at=NOON) != buyer


def facts(**values) -> OrderFacts:
    defaults = {
        "number": "301-0000001-0000001",
        "state": "unshipped",
        "fulfilment": "FBM",
        "currency": "EUR",
        "placed_at": NOON,
        "lines": (LineFacts("Lumo 2", 2, 7998, sku="LUMO-2", asin="B0LUMO0002"),),
        "total_minor_units": 7998,
        "buyer": (JONAS,),
        "address": {"city": "Berlin"},
    }
    return OrderFacts(**(defaults | values))


@pytest.mark.django_db
def test_an_order_told_twice_is_one_order_with_the_latest_facts() -> None:
    germany = store("DE")
    record_order(store_id=germany.pk, facts=facts(), at=NOON)
    order = record_order(store_id=germany.pk, facts=facts(state="shipped"), at=NOON)
    assert Order.objects.get() == order
    assert order.state == "shipped"
    assert [line.quantity for line in order.lines.all()] == [2]


@pytest.mark.django_db
def test_the_same_number_in_another_store_is_another_order() -> None:
    for marketplace in ("DE", "FR"):
        record_order(store_id=store(marketplace).pk, facts=facts(), at=NOON)
    assert Order.objects.count() == 2


@pytest.mark.django_db
def test_an_orders_asins_are_those_of_its_products() -> None:
    order = record_order(store_id=store("DE").pk, facts=facts(), at=NOON)
    assert queries.asins_of(order.pk) == ["B0LUMO0002"]


@pytest.mark.django_db
def test_erasing_the_buyer_keeps_the_order_and_forgets_the_address() -> None:
    order = record_order(store_id=store("DE").pk, facts=facts(), at=NOON)
    erase_buyer(order.buyer_id, at=NOON)
    order.refresh_from_db()
    assert (order.address, order.total_minor_units) == (None, 7998)

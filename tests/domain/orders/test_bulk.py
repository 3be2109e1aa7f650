"""Orders taken in by the thousand are as those taken in one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.commands import record_order, record_orders
from firsthand.domain.orders.models import Order, OrderLine, Parcel, Product
from firsthand.domain.orders.ports import LineFacts, OrderFacts
from tests.domain.orders.test_buyers import facts
from tests.people import NOON, store

pytestmark = pytest.mark.django_db


def many(one: int, *orders: OrderFacts) -> dict[str, int]:
    return record_orders(store_id=one, orders=orders, facts={"import": 7}, at=NOON)


def line(sku: str, asin: str = "", title: str = "Lamp") -> LineFacts:
    return LineFacts(title=title, quantity=1, price_minor_units=1999, sku=sku, asin=asin)


def test_an_article_is_added_once_and_shared_by_its_lines() -> None:
    one = store("DE").pk
    many(one, facts(number="1", lines=(line("A"), line("B"))))
    counted = many(one, facts(number="2", lines=(line("B"), line("C"))))
    assert counted == {"added": 1, "changed": 0}
    assert sorted(Product.objects.values_list("sku", flat=True)) == ["A", "B", "C"]
    assert OrderLine.objects.filter(product__sku="B").count() == 2


def test_an_article_known_without_its_asin_gets_it_and_never_loses_it() -> None:
    one = store("DE").pk
    record_order(store_id=one, facts=facts(number="1", lines=(line("A"),)), at=NOON)
    many(one, facts(number="2", lines=(line("A", asin="B000000001"),)))
    many(one, facts(number="3", lines=(line("A"),)))
    article = Product.objects.get()
    assert (article.asin, article.title) == ("B000000001", "Lamp")


def test_an_article_of_another_store_is_another() -> None:
    for name in ("DE", "FR"):
        many(store(name).pk, facts(number="1", lines=(line("A"),)))
    assert Product.objects.filter(sku="A").count() == 2


def test_that_it_was_sent_is_noted_once_however_often_it_is_told() -> None:
    one = store("DE").pk
    order = facts(number="1", shipped_at=NOON, carrier="DHL")
    many(one, order)
    many(one, replace(order, delivered_at=NOON + timedelta(days=1)))
    (parcel,) = Parcel.objects.all()
    assert (parcel.carrier, parcel.shipped_at) == ("DHL", NOON)
    assert parcel.delivered_at == NOON + timedelta(days=1)
    assert parcel.scans == []


def test_the_journal_says_of_each_new_order_when_it_was_placed_and_by_what() -> None:
    one = store("DE").pk
    orders = [facts(number=str(n), placed_at=NOON - timedelta(days=n)) for n in range(3)]
    many(one, *orders)
    many(one, *orders)
    entries = Entry.objects.filter(kind="orders.recorded").order_by("-happened_at")
    assert [entry.happened_at for entry in entries] == [o.placed_at for o in orders]
    assert all(entry.facts == {"import": 7} for entry in entries)
    placed = Order.objects.values_list("pk", flat=True)
    assert {entry.subject_id for entry in entries} == set(placed)

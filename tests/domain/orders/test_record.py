"""What marketplaces say about orders, and what is left of it when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders import queries
from firsthand.domain.orders.commands import (
    buyer_for,
    erase_buyer,
    purge_due,
    record_order,
    record_setback,
)
from firsthand.domain.orders.commands.record import NotTheStars
from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Order,
    OrderReturn,
    Product,
    Setback,
)
from firsthand.domain.orders.ports import Identity, LineFacts
from firsthand.foundation.scoping import Everything
from tests.domain.orders.test_buyers import JONAS, facts
from tests.people import NOON, lin, maya, store, wen

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALIAS = Identity("amazon_alias", "abc123@marketplace.amazon.de")


def order(**values) -> Order:
    return record_order(store_id=store("DE").pk, facts=facts(**values), at=NOON)


def test_an_order_is_written_down_once_at_the_time_it_was_placed() -> None:
    germany = store("DE")
    for state in ("pending", "shipped"):
        made = record_order(
            store_id=germany.pk,
            facts=facts(state=state, placed_at=NOON - DAY),
            at=NOON,
        )
    entry = Entry.objects.get(kind="orders.recorded")
    assert (entry.happened_at, entry.subject_id) == (NOON - DAY, made.pk)
    assert (entry.store_id, entry.buyer_id, entry.facts) == (
        germany.pk,
        made.buyer_id,
        {},
    )


def test_a_report_without_buyer_and_address_keeps_the_ones_known() -> None:
    germany = store("DE")
    first = record_order(store_id=germany.pk, facts=facts(), at=NOON)
    again = record_order(
        store_id=germany.pk, facts=facts(buyer=(), address=None, state="shipped"), at=NOON
    )
    again.refresh_from_db()
    assert (again.buyer, again.address) == (first.buyer, {"city": "Berlin"})


def test_an_order_of_nobody_known_gets_its_buyer_when_he_is_told() -> None:
    germany = store("DE")
    assert record_order(store_id=germany.pk, facts=facts(buyer=()), at=NOON).buyer is None
    told = record_order(store_id=germany.pk, facts=facts(buyer_name="Jonas"), at=NOON)
    assert told.buyer == queries.buyer_known_by(JONAS)
    assert told.buyer.name == "Jonas"


def test_the_lines_are_those_of_the_latest_report_in_its_order() -> None:
    germany = store("DE")
    record_order(store_id=germany.pk, facts=facts(), at=NOON)
    lines = (LineFacts("Lamp", 1, 4490, sku="ARC"), LineFacts("Gift wrap", 1, 299))
    made = record_order(store_id=germany.pk, facts=facts(lines=lines), at=NOON)
    found = made.lines.order_by("line_number").values_list(
        "line_number", "title", "product__sku", "price_minor_units"
    )
    assert list(found) == [(1, "Lamp", "ARC", 4490), (2, "Gift wrap", None, 299)]


def test_a_product_is_known_by_its_sku_within_a_store() -> None:
    for marketplace in ("DE", "FR"):
        shop = store(marketplace)
        for number in ("1", "2"):
            record_order(store_id=shop.pk, facts=facts(number=number), at=NOON)
    assert Product.objects.count() == 2
    assert set(Product.objects.values_list("sku", "asin")) == {("LUMO-2", "B0LUMO0002")}


def test_an_order_names_its_asins_though_one_of_its_products_has_none() -> None:
    lines = (
        LineFacts("Lamp", 1, 4490, sku="ARC", asin="B0LUMO0002"),
        LineFacts("Bulb", 2, 990, sku="BULB", asin="B0LUMO0001"),
        LineFacts("Spare part", 1, 990, sku="PART"),
        LineFacts("Gift wrap", 1, 299),
        LineFacts("Bulb", 1, 0, sku="BULB", asin="B0LUMO0001"),
    )
    assert queries.asins_of(order(lines=lines).pk) == ["B0LUMO0001", "B0LUMO0002"]


def test_an_order_without_products_has_no_asins() -> None:
    assert queries.asins_of(order(lines=()).pk) == []


SETBACKS = [
    # kind, stars, the entry it leaves
    ("claim", None, "orders.claim_opened"),
    ("chargeback", None, "orders.chargeback"),
    ("feedback", 2, "orders.feedback_received"),
]


@pytest.mark.parametrize(("kind", "stars", "entry_kind"), SETBACKS)
def test_bad_news_is_noted_once_however_often_it_is_told(kind, stars, entry_kind) -> None:
    made = order()
    for hours in (0, 5):
        record_setback(
            order_id=made.pk,
            kind=kind,
            external_id="A1",
            happened_at=NOON + timedelta(hours=hours),
            stars=stars,
        )
    assert Setback.objects.get().happened_at == NOON
    entry = Entry.objects.get(kind=entry_kind)
    assert entry.facts == {"external_id": "A1", "stars": stars}
    assert (entry.subject_id, entry.store_id, entry.buyer_id) == (
        made.pk,
        made.store_id,
        made.buyer_id,
    )


@pytest.mark.parametrize(
    ("kind", "stars"), [("claim", 3), ("feedback", None), ("feedback", 0), ("feedback", 6)]
)
def test_stars_belong_to_feedback_and_go_from_one_to_five(kind, stars) -> None:
    made = order()
    with pytest.raises(NotTheStars):
        record_setback(
            order_id=made.pk, kind=kind, external_id="A", happened_at=NOON, stars=stars
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        made.setbacks.create(kind=kind, external_id="A", happened_at=NOON, stars=stars)
    assert set(Entry.objects.filter(subject_id=made.pk).values_list("kind", flat=True)) <= {
        "orders.recorded",
        "stores.opened",
    }


def test_bad_news_of_an_order_we_do_not_have_is_not_taken() -> None:
    with pytest.raises(Order.DoesNotExist):
        record_setback(order_id=999, kind="claim", external_id="A", happened_at=NOON)


def test_an_order_is_shown_with_all_that_belongs_to_it_to_those_of_its_store() -> None:
    made = order()
    record_setback(order_id=made.pk, kind="claim", external_id="A", happened_at=NOON)
    for somebody in (lin(made.store), wen(), Everything()):
        found = queries.order_for(somebody, made.pk)
        assert found is not None
        assert [each.kind for each in found.setbacks.all()] == ["claim"]
    assert queries.order_for(maya(store("JP")), made.pk) is None
    assert queries.order_for(Everything(), 999) is None


def test_a_buyer_is_found_by_his_own_address_and_by_an_alias_with_any_case_part() -> None:
    jonas = buyer_for([JONAS, ALIAS], at=NOON)
    for address in (
        "jonas@BUYERS.example",
        " abc123@marketplace.amazon.de ",
        "ABC123+A2C3@marketplace.amazon.de",
    ):
        assert queries.buyers_known_by_address(address) == [jonas.pk]


@pytest.mark.parametrize("address", ["", "@", "jonas", "jonas+x@buyers.example"])
def test_another_address_finds_nobody(address: str) -> None:
    buyer_for([JONAS], at=NOON)
    assert queries.buyers_known_by_address(address) == []


def test_who_is_known_by_what() -> None:
    jonas, other = (
        buyer_for([JONAS, ALIAS], at=NOON),
        buyer_for([Identity("account", "77")], at=NOON),
    )
    assert queries.buyer_known_by(ALIAS) == jonas
    assert queries.buyer_known_by(Identity("email", "nobody@x.example")) is None
    assert queries.buyer_is_known_by(jonas.pk, ALIAS)
    assert not queries.buyer_is_known_by(other.pk, ALIAS)
    assert sorted(queries.buyer_ids_known_by([ALIAS, Identity("account", "77")])) == sorted(
        [jonas.pk, other.pk]
    )
    assert set(queries.addresses_of(jonas.pk)) == {JONAS.value, ALIAS.value}
    assert queries.buyer(jonas.pk) == jonas


def test_a_second_identity_learnt_later_is_not_added_by_asking() -> None:
    jonas = buyer_for([JONAS], at=NOON)
    assert buyer_for([ALIAS, JONAS], at=NOON) == jonas
    assert not queries.buyer_is_known_by(jonas.pk, ALIAS)


def test_a_buyer_known_by_the_same_identity_twice_has_it_once() -> None:
    buyer_for([JONAS, JONAS], at=NOON)
    assert BuyerIdentity.objects.count() == 1


def purge(before=NOON, kept=(), limit=100) -> dict[str, int]:
    return purge_due(before=before, kept=kept, limit=limit)


def with_words(**values) -> Order:
    made = order(buyer_name="Jonas", **values)
    OrderReturn.objects.create(order=made, reason_text="too bright", requested_at=NOON)
    record_setback(
        order_id=made.pk, kind="feedback", external_id="F", happened_at=NOON, stars=1
    )
    Setback.objects.update(comment="never again")
    Buyer.objects.update(first_seen_at=NOON - 90 * DAY)
    return made


def holds_words(made: Order) -> bool:
    made.refresh_from_db()
    return bool(
        made.address
        or OrderReturn.objects.exclude(reason_text="").exists()
        or Setback.objects.exclude(comment="").exists()
    )


TIMES = [
    # days before the date: delivered, promised, placed; what is due
    (31, None, 40, True),
    (None, 31, 40, True),
    (None, None, 31, True),
    (-1, 40, 50, False),  # Delivered later than promised: that counts.
    (None, -1, 50, False),
    (None, None, -1, False),
]


@pytest.mark.parametrize(("delivered", "promised", "placed", "is_due"), TIMES)
def test_an_orders_time_counts_from_delivery_else_promise_else_order(
    delivered, promised, placed, is_due
) -> None:
    def ago(days):
        return None if days is None else NOON - days * DAY

    made = with_words(
        delivered_at=ago(delivered), deliver_by=ago(promised), placed_at=ago(placed)
    )
    assert purge() == {"orders": int(is_due), "buyers": int(is_due)}
    assert holds_words(made) is not is_due
    assert bool(Buyer.objects.get().name) is not is_due


def test_purging_keeps_sums_stars_and_the_hash_a_buyer_is_known_by() -> None:
    made = with_words(delivered_at=NOON - DAY)
    purge()
    made.refresh_from_db()
    assert made.total_minor_units == 7998
    assert Setback.objects.get().stars == 1
    assert queries.addresses_of(made.buyer_id) == []
    assert buyer_for([JONAS], at=NOON) == made.buyer


def test_a_buyer_is_forgotten_with_the_last_of_his_orders() -> None:
    made = with_words(delivered_at=NOON - DAY)
    later = record_order(
        store_id=made.store_id, facts=facts(number="2", delivered_at=NOON + DAY), at=NOON
    )
    assert purge() == {"orders": 1, "buyers": 0}
    assert Buyer.objects.get().name == "Jonas"
    assert purge(before=NOON + 2 * DAY) == {"orders": 1, "buyers": 1}
    later.refresh_from_db()
    assert later.address is None


def test_a_buyer_still_needed_keeps_name_and_orders_whatever_the_dates() -> None:
    made = with_words(delivered_at=NOON - DAY)
    assert purge(kept=[made.buyer_id]) == {"orders": 0, "buyers": 0}
    assert purge(kept=Buyer.objects.values_list("pk", flat=True)) == {
        "orders": 0,
        "buyers": 0,
    }
    assert holds_words(made)


def test_a_buyer_who_never_ordered_is_forgotten_too() -> None:
    buyer_for([JONAS], name="Jonas", at=NOON - DAY)
    assert purge() == {"orders": 0, "buyers": 1}


def test_a_purge_goes_on_in_steps_and_ends_with_nothing() -> None:
    germany = store("DE")
    for number in range(3):
        identity = Identity("email", f"b{number}@buyers.example")
        record_order(
            store_id=germany.pk,
            facts=facts(number=str(number), buyer=(identity,), delivered_at=NOON - DAY),
            at=NOON - 90 * DAY,
        )
    steps = [purge(limit=2) for _ in range(3)]
    assert steps == [
        {"orders": 2, "buyers": 2},
        {"orders": 1, "buyers": 1},
        {"orders": 0, "buyers": 0},
    ]


def test_erasing_one_buyer_leaves_the_words_of_another() -> None:
    made = with_words()
    other = record_order(
        store_id=made.store_id,
        facts=facts(number="2", buyer=(Identity("email", "o@x.example"),)),
        at=NOON,
    )
    erase_buyer(made.buyer_id, at=NOON)
    other.refresh_from_db()
    assert not holds_words(made)
    assert other.address == {"city": "Berlin"}
    assert queries.addresses_of(other.buyer_id) == ["o@x.example"]

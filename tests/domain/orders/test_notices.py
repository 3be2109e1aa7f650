"""What marketplaces write about orders: kept once, known by number, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders import queries
from firsthand.domain.orders.commands import (
    erase_buyer,
    purge_due,
    record_notice,
    record_order,
)
from firsthand.domain.orders.models import Notice, OrderReturn
from firsthand.domain.orders.ports import SET_BACK, NoticeFacts
from firsthand.domain.stores.models import Store
from firsthand.foundation.money import Money
from tests.domain.orders.test_buyers import facts
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NUMBER = facts().number
SAID = NoticeFacts(quantity=2, reason="Defective", comment="It hums.")


@pytest.fixture
def shop() -> Store:
    return store("DE")


def noted(shop: Store, kind: str = "return", **values) -> Notice | None:
    defaults = {
        "store_id": shop.pk,
        "order_number": NUMBER,
        "facts": SAID,
        "mail_id": "m1@amazon.com",
        "ticket_message_id": 7,
        "sent_at": NOON,
    }
    return record_notice(kind=kind, **defaults | values)


def set_back() -> list[tuple[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, happened_at FROM ({SET_BACK}) AS back")
        return cursor.fetchall()


def test_the_same_mail_in_two_mailboxes_is_one_notice(shop: Store) -> None:
    assert noted(shop) is not None
    assert noted(shop, ticket_message_id=8) is None
    assert noted(shop, mail_id="m2@amazon.com") is not None
    assert Notice.objects.count() == 2
    entry = Entry.objects.filter(kind="orders.notice_taken").order_by("pk").first()
    assert entry is not None
    assert entry.facts["what"] == "return"
    assert "hums" not in str(entry.facts)


def test_a_notice_that_comes_before_its_order_is_the_orders_all_the_same(shop) -> None:
    late, early = noted(shop, mail_id="b", sent_at=NOON + DAY), noted(shop)
    made = record_order(store_id=shop.pk, facts=facts(), at=NOON)
    assert queries.notices_of(made) == [early, late]


def test_an_order_of_the_same_number_in_another_store_has_none_of_it(shop) -> None:
    noted(shop)
    elsewhere = record_order(store_id=store("FR").pk, facts=facts(), at=NOON)
    assert queries.notices_of(elsewhere) == []


def test_only_a_refund_has_a_sum_and_none_is_nothing(shop: Store) -> None:
    refund = NoticeFacts(refund=Money("EUR", 1_690))
    assert noted(shop, "refund", facts=refund).refund == Money("EUR", 1_690)
    assert noted(shop, "return", facts=refund).refund is None
    nothing = NoticeFacts(refund=Money("EUR", 0))
    assert noted(shop, "refund", facts=nothing, mail_id="b").refund is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(kind="return").update(refund_minor_units=1, currency="EUR")


def test_a_return_by_mail_counts_where_no_report_tells_of_it(shop: Store) -> None:
    made = record_order(store_id=shop.pk, facts=facts(), at=NOON)
    noted(shop)
    noted(shop, mail_id="b", sent_at=NOON + DAY)
    assert set_back() == [("return", NOON)]
    OrderReturn.objects.create(order=made, requested_at=NOON + 2 * DAY)
    assert set_back() == [("return", NOON + 2 * DAY)]


def test_the_buyers_words_in_notices_are_forgotten_with_him(shop: Store) -> None:
    made = record_order(store_id=shop.pk, facts=facts(), at=NOON)
    noted(shop)
    other = noted(shop, order_number="999-1", mail_id="b")
    erase_buyer(made.buyer_id, at=NOON)
    assert [one.comment for one in queries.notices_of(made)] == [""]
    other.refresh_from_db()
    assert other.comment == "It hums."


def test_words_are_forgotten_when_their_time_is_over_though_the_order_is_unknown(
    shop,
) -> None:
    old, new = noted(shop), noted(shop, mail_id="b", sent_at=NOON + 2 * DAY)
    purge_due(before=NOON + DAY, kept=(), limit=10)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.comment, old.reason_text, old.quantity) == ("", "", 2)
    assert new.comment == "It hums."

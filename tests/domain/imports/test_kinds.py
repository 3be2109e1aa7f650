"""Each kind of table becomes what it says: tickets, orders, reviews."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firsthand import wiring
from firsthand.domain.imports import queries
from firsthand.domain.imports.models import ReasonText, Rejection, Row
from firsthand.domain.journal import queries as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Buyer, Order, Parcel, Setback
from firsthand.domain.tickets.models import Message, Ticket
from tests.domain.imports.bringing import counts, import_file
from tests.people import store
from tests.shared import SHARED, needs

pytestmark = pytest.mark.django_db
NEEDS = [
    ["NO.", "咨询时间", "订单编号", "发货日期", "承运商", "商品编码", "需求记录",
     "是否解决", "第一级原因", "第二级原因", "第三级原因"],
    ["1", "2026-02-01 09:30", "306-1111111-1111111", "2026-01-29", "DHL", "B0897OYRYG",
     "包裹还没有到", "是", "售后", "物流", "未收到货"],
    ["2", "2026-02-01 10:00", "306-2222222-2222222", "", "", "B089CKBNNK", "尺码不对", "否",
     "售后", "退换货", ""],
    ["3", "2026-02-02 08:15", "306-1111111-1111111", "2026-01-29", "DHL", "B0897OYRYG",
     "还是没有到", "是", "售后", "物流", "未收到货"],
]  # fmt: skip


def table(path: Path, rows: list[list[str]], *, delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def shape(kinds: list[str]) -> list[str]:
    return [kind.removeprefix("tickets.") for kind in kinds]


def test_need_records_become_tickets_with_their_reasons(tmp_path) -> None:
    run = import_file("needs", table(tmp_path / "needs.csv", NEEDS), store())
    assert counts(run) == {"read": 3, "added": 3}
    first, second, third = Ticket.objects.order_by("opened_at")
    assert first.order_number == "306-1111111-1111111"
    assert (first.state, second.state) == ("solved", "open")
    assert Message.objects.get(ticket=first).body == "包裹还没有到"
    # One order is one buyer's, even where the order itself is not known yet.
    assert first.buyer_id == third.buyer_id != second.buyer_id
    story = journal.of_ticket(first.pk)
    assert shape([entry.kind for entry in story]) == [
        "message_received",
        "tagged",
        "solved",
    ]
    asked, tagged, solved = story
    assert asked.facts["asins"] == ["B0897OYRYG"]
    texts = ReasonText.objects.filter(
        code__in=[tagged.facts[f"level{n}"] for n in (1, 2, 3)]
    ).order_by("level")
    assert [one.text for one in texts] == ["售后", "物流", "未收到货"]
    assert tagged.facts["reason"] == tagged.facts["level3"]
    # That it was solved is known, when is not: nothing is to be measured by it.
    assert solved.facts["is_timed"] is False
    assert {entry.facts["import"] for entry in story} == {run.pk}


def test_the_journal_holds_no_word_of_a_table(tmp_path) -> None:
    import_file("needs", table(tmp_path / "needs.csv", NEEDS), store())
    kept = [str(facts) for facts in Entry.objects.values_list("facts", flat=True)]
    kept += [str(facts) for facts in Row.objects.values_list("facts", flat=True)]
    for word in ("包裹", "尺码", "售后", "物流"):
        assert not [text for text in kept if word in text]


def test_a_corrected_need_record_is_corrected_and_what_it_said_is_withdrawn(
    tmp_path,
) -> None:
    one = store()
    import_file("needs", table(tmp_path / "needs.csv", NEEDS), one)
    second = [*NEEDS[2][:7], "是", "售前", "尺码", ""]
    run = import_file(
        "needs", table(tmp_path / "new.csv", [*NEEDS[:2], second, NEEDS[3]]), one
    )
    assert counts(run) == {"read": 3, "changed": 1, "unchanged": 2}
    ticket = Ticket.objects.get(order_number="306-2222222-2222222")
    assert ticket.state == "solved"
    assert shape([entry.kind for entry in journal.of_ticket(ticket.pk)]) == [
        "message_received",
        "tagged",
        "solved",
    ]
    assert Entry.objects.filter(kind="journal.withdrawn").count() == 1
    assert Message.objects.get(ticket=ticket).body == "尺码不对"


def test_exported_needs_brought_in_again_change_nothing(tmp_path) -> None:
    one = store()
    import_file("needs", table(tmp_path / "needs.csv", NEEDS), one)
    for form in ("csv", "xlsx"):
        columns, rows = queries.exported("needs", store_ids=[one.pk])
        path = tmp_path / f"out.{form}"
        if form == "csv":
            path.write_text("".join(wiring.csv_lines(columns, rows)), encoding="utf-8")
        else:
            with path.open("wb") as file:
                wiring.write_xlsx(file, columns, rows)
        run = import_file("needs", path, one)
        assert counts(run) == {"read": 3, "unchanged": 3}, form


def test_a_table_of_reasons_needs_a_day_and_finds_asins_among_its_orders(tmp_path) -> None:
    rows = [
        ["订单编号", "第一级原因", "第二级原因"],
        ["306-1111111-1111111", "物流", "未收到货"],
        ["B08519LNRN", "质量", "无法使用"],
    ]
    run = import_file(
        "reasons",
        table(tmp_path / "reasons.csv", rows),
        store(),
        mapping={"date": "2026-02-01", "time_zone": "Asia/Shanghai"},
    )
    assert counts(run) == {"read": 2, "added": 1, "rejected": 1}
    rejected = Rejection.objects.get()
    assert (rejected.line, rejected.code, rejected.value) == (
        3,
        "asin_as_order",
        "B08519LNRN",
    )
    assert Ticket.objects.get().opened_at == datetime(2026, 1, 31, 16, tzinfo=UTC)


HEADING = (
    "amazon-order-id purchase-date order-status fulfillment-channel sales-channel "
    "product-name sku asin quantity currency item-price item-tax shipping-price"
)
AMAZON = [
    HEADING.split(" "),
    ["306-1-1", "2026-02-01T09:30:00+00:00", "Shipped", "Amazon", "Amazon.de",
     "Küchenlampe 7\" groß", "LAMP-1", "B0897OYRYG", "1", "EUR", "19.99", "3.19", "0.00"],
    ["306-1-1", "2026-02-01T09:30:00+00:00", "Shipped", "Amazon", "Amazon.de",
     "Birne", "BULB-2", "B089CKBNNK", "2", "EUR", "8.00", "1.28", "0.00"],
    ["306-2-2", "2026-02-03T09:30:00+00:00", "Cancelled", "Merchant", "Amazon.de",
     "Birne", "BULB-2", "B089CKBNNK", "0", "EUR", "", "", ""],
]  # fmt: skip


def tsv(rows: list[list[str]], encoding: str) -> bytes:
    return "".join("\t".join(row) + "\r\n" for row in rows).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_an_amazon_order_report_becomes_orders_with_lines(tmp_path, encoding) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(tsv(AMAZON, encoding))
    run = import_file("orders", path, store())
    assert counts(run) == {"read": 3, "added": 3}
    order, cancelled = Order.objects.order_by("number")
    assert (order.state, order.fulfilment, order.total_minor_units) == (
        "shipped",
        "FBA",
        3246,
    )
    assert (cancelled.state, cancelled.fulfilment) == ("cancelled", "FBM")
    assert sorted(line.title for line in order.lines.all()) == [
        "Birne",
        'Küchenlampe 7" groß',
    ]
    assert [line.product.asin for line in order.lines.order_by("title")] == [
        "B089CKBNNK",
        "B0897OYRYG",
    ]


def test_a_japanese_report_is_read_in_shift_jis_and_in_whole_yen(tmp_path) -> None:
    head, line, *_ = AMAZON
    row = [
        *line[:4],
        "Amazon.co.jp",
        "卓上ランプ（大）です",
        *line[6:9],
        "JPY",
        "1980",
        "180",
        "0",
    ]
    path = tmp_path / "report.txt"
    path.write_bytes(tsv([head, row], "shift_jis"))
    import_file("orders", path, store("JP"))
    order = Order.objects.get()
    assert (order.currency, order.total_minor_units) == ("JPY", 2160)
    assert order.lines.get().title == "卓上ランプ（大）です"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        (4, "Amazon.atlantis", "unknown_marketplace"),
        (4, "Amazon.fr", "other_marketplace"),
        (2, "Teleported", "unknown_state"),
        (1, "yesterday", "not_a_time"),
        (1, "0026-02-01T09:30:00+00:00", "impossible_time"),
        (10, "19.999", "too_many_decimals"),
        (10, "a lot", "not_a_number"),
        (8, "-1", "out_of_range"),
        (0, "1.23E+15", "damaged_number"),
        (0, "B0897OYRYG", "asin_as_order"),
        (9, "E", "unknown_currency"),
    ],
)
def test_a_wrong_cell_rejects_its_row_and_no_other(tmp_path, column, value, code) -> None:
    head, line, other, _ = AMAZON
    wrong = [value if place == column else cell for place, cell in enumerate(line)]
    path = tmp_path / "report.txt"
    path.write_bytes(tsv([head, wrong, ["306-9-9", *other[1:]]], "utf-8"))
    run = import_file("orders", path, store())
    assert counts(run) == {"read": 2, "added": 1, "rejected": 1}
    rejected = Rejection.objects.get()
    assert (rejected.line, rejected.code, rejected.column) == (2, code, head[column])
    (told,) = queries.rejections(run)
    assert head[column] in told.reason or code == "other_marketplace"
    assert "%(" not in told.reason


OLIST = SHARED / "data/olist_dev"
OLIST_ORDERS = {
    "source": "olist",
    "time_zone": "America/Sao_Paulo",
    "currency": "BRL",
    "columns": {
        "number": "order_id",
        "placed": "order_purchase_timestamp",
        "status": "order_status",
        "shipped": "order_delivered_carrier_date",
        "delivered": "order_delivered_customer_date",
        "deliver_by": "order_estimated_delivery_date",
    },
    "states": {
        "created": "pending",
        "approved": "unshipped",
        "invoiced": "unshipped",
        "processing": "unshipped",
        "unavailable": "cancelled",
    },
}
OLIST_ITEMS = {
    "source": "olist",
    "time_zone": "America/Sao_Paulo",
    "currency": "BRL",
    "columns": {
        "number": "order_id",
        "line": "order_item_id",
        "sku": "product_id",
        "ship_by": "shipping_limit_date",
        "price": "price",
        "shipping": "freight_value",
    },
}


@needs("data/olist_dev/olist_orders_dataset.csv")
@pytest.mark.parametrize("items_first", [False, True])
def test_real_orders_come_together_from_their_files_in_either_order(items_first) -> None:
    one = store("BR")
    files = [
        ("olist_orders_dataset.csv", OLIST_ORDERS),
        ("olist_order_items_dataset.csv", OLIST_ITEMS),
    ]
    for name, mapping in reversed(files) if items_first else files:
        import_file("orders", OLIST / name, one, mapping=mapping)
    reviews = import_file(
        "reviews",
        OLIST / "olist_order_reviews_dataset.csv",
        one,
        mapping={
            "source": "olist",
            "time_zone": "America/Sao_Paulo",
            "columns": {
                "title": "review_comment_title",
                "comment": "review_comment_message",
            },
        },
    )
    assert reviews.rejected == 0
    orders = {order.pk: order for order in Order.objects.all()}
    assert len(orders) == 1_979
    delivered = [o for o in orders.values() if o.delivered_at and o.deliver_by]
    late = [o for o in delivered if o.delivered_at > o.deliver_by]
    assert round(len(late) / len(delivered), 4) == 0.0838
    sent = {parcel.order_id: parcel.shipped_at for parcel in Parcel.objects.all()}
    due = [o for o in orders.values() if o.pk in sent and o.ship_by]
    assert round(sum(sent[o.pk] > o.ship_by for o in due) / len(due), 4) == 0.0854
    stars = list(Setback.objects.values_list("stars", flat=True))
    assert round(sum(s <= 2 for s in stars) / len(stars), 4) == 0.1536
    assert round(sum(s <= 3 for s in stars) / len(stars), 4) == 0.2326


def test_a_review_of_an_unknown_order_is_rejected_and_taken_once_it_is_known(
    tmp_path,
) -> None:
    one = store()
    reviews = table(
        tmp_path / "reviews.csv",
        [["id", "order_id", "stars", "received_at", "comment"],
         ["r1", "306-1-1", "1", "2026-02-09", "never came"]],
    )  # fmt: skip
    run = import_file("reviews", reviews, one)
    assert counts(run) == {"read": 1, "rejected": 1}
    assert "306-1-1" in next(queries.rejections(run)).reason
    path = tmp_path / "report.txt"
    path.write_bytes(tsv(AMAZON, "utf-8"))
    import_file("orders", path, one)
    assert counts(import_file("reviews", reviews, one)) == {"read": 1, "added": 1}
    assert Setback.objects.get().comment == "never came"
    changed = table(
        tmp_path / "changed.csv",
        [["id", "order_id", "stars", "received_at", "comment"],
         ["r1", "306-1-1", "4", "2026-02-09", "came after all"]],
    )  # fmt: skip
    assert counts(import_file("reviews", changed, one)) == {"read": 1, "changed": 1}
    standing = journal.about_subjects(
        "orders.feedback_received", [Order.objects.first().pk]
    )
    assert [entry.facts["stars"] for entry in standing] == [4]


def test_buyers_of_orders_are_those_who_write(tmp_path) -> None:
    head, line, *_ = AMAZON
    path = tmp_path / "report.txt"
    mails = ["one+case@marketplace.amazon.de", "two@example.com", "TWO@example.com"]
    rows = [[f"306-{n}-1", *line[1:], mail] for n, mail in enumerate(mails)]
    path.write_bytes(tsv([[*head, "buyer-email"], *rows], "utf-8"))
    import_file("orders", path, store())
    assert Buyer.objects.count() == 2
    kinds = {o.buyer.identities.get().kind for o in Order.objects.all()}
    assert kinds == {"amazon_alias", "email"}


def test_what_was_exported_as_orders_comes_back_the_same(tmp_path) -> None:
    one = store()
    path = tmp_path / "report.txt"
    path.write_bytes(tsv(AMAZON, "utf-8"))
    import_file("orders", path, one)
    before = list(Order.objects.order_by("number").values())
    columns, rows = queries.exported("orders", store_ids=[one.pk])
    out = tmp_path / "out.csv"
    out.write_text("".join(wiring.csv_lines(columns, rows)), encoding="utf-8")
    run = import_file("orders", out, one, mapping={"source": "again"})
    assert counts(run) == {"read": 3, "added": 3}
    assert list(Order.objects.order_by("number").values()) == before


def test_a_report_takes_nothing_away_that_it_does_not_speak_of(tmp_path) -> None:
    one = store()
    path = tmp_path / "report.txt"
    path.write_bytes(tsv(AMAZON, "utf-8"))
    import_file("orders", path, one)
    delivered = datetime(2026, 2, 5, tzinfo=UTC)
    Order.objects.filter(number="306-1-1").update(delivered_at=delivered)
    later = table(
        tmp_path / "later.csv",
        [
            ["order_number", "placed_at", "state"],
            ["306-1-1", "2026-02-01T09:30Z", "delivered"],
        ],
    )
    import_file("orders", later, one, mapping={"source": "another"})
    order = Order.objects.get(number="306-1-1")
    assert (order.state, order.delivered_at) == ("delivered", delivered)
    assert (order.lines.count(), order.total_minor_units) == (2, 3246)

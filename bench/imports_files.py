"""Files to import: made up, always the same, as large as wanted."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
MAPPING = """
source: bench
columns: {case: number, at: at, state: state, sequence: count, buyer: buyer,
  agent: agent, reason: [category, kind], opened: opened, reopens: reopens}
states: {New: open, Active: open, Resolved: solved, Closed: solved}
replies: [{from: New, to: Active}]
"""


def events(file: Path, rows: int) -> None:
    """Write a log of cases of four to six lines."""
    rng = random.Random(7)
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(
            [
                "number",
                "at",
                "state",
                "count",
                "buyer",
                "agent",
                "category",
                "kind",
                "opened",
                "reopens",
            ]
        )
        written = number = 0
        while written < rows:
            number += 1
            at = opened = BEGAN + timedelta(minutes=number)
            for count, state in enumerate(_states(rng)):
                at += timedelta(minutes=rng.randrange(1, 600))
                written += 1
                writer.writerow([
                    f"C{number:08}", at.isoformat(), state, count, f"B{number % 90_000}",
                    f"Agent {number % 60}", f"Category {number % 9}", f"Kind {number % 50}",
                    opened.isoformat(), 0,
                ])  # fmt: skip
                if written == rows:
                    break


def _states(rng: random.Random) -> tuple[str, ...]:
    return rng.choice(
        [
            ("New", "Active", "Resolved", "Closed"),
            ("New", "Active", "Active", "Resolved", "Closed"),
            ("New", "Active", "Resolved", "Active", "Resolved", "Closed"),
        ]
    )


def orders(file: Path, rows: int) -> None:
    """Write an order report, tab-separated, every fourth order with two lines."""
    with file.open("w", newline="") as target:
        writer = csv.writer(target, delimiter="\t", quoting=csv.QUOTE_NONE)
        writer.writerow(
            [
                "amazon-order-id",
                "purchase-date",
                "order-status",
                "fulfillment-channel",
                "product-name",
                "sku",
                "asin",
                "quantity",
                "currency",
                "item-price",
                "item-tax",
                "shipping-price",
            ]
        )
        for line in range(rows):
            number = line * 4 // 5
            at = BEGAN + timedelta(minutes=number)
            writer.writerow([
                f"306-{number:07}-0000001", at.isoformat(), "Shipped", "Amazon",
                "Lumo Arc lamp", f"SKU-{line % 3000}", f"B0{line % 3000:08}", 1, "EUR",
                "19.99", "3.19", "0.00",
            ])  # fmt: skip


def needs(file: Path, rows: int) -> None:
    """Write a table of need records: a question each, two about every order."""
    rng = random.Random(11)
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(
            [
                "NO.", "咨询时间", "订单编号", "发货日期", "承运商", "商品编码", "需求记录",
                "是否解决", "第一级原因", "第二级原因", "第三级原因",
            ]
        )  # fmt: skip
        for line in range(rows):
            at = BEGAN + timedelta(minutes=line)
            order = f"306-{line // 2:07}-0000002"
            writer.writerow([
                line + 1, f"{at:%Y-%m-%d %H:%M}", order, f"{at:%Y-%m-%d}", "DHL",
                f"B0{line % 3000:08}", f"Where is parcel {line}?", rng.choice("是否"),
                f"Area {line % 5}", f"Matter {line % 20}", f"Detail {line % 60}",
            ])  # fmt: skip


def reasons(file: Path, rows: int) -> None:
    """Write a table of reasons: two about every order."""
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow([
            "订单编号", "咨询时间", "商品编码", "第一级原因", "第二级原因", "第三级原因",
        ])  # fmt: skip
        for line in range(rows):
            at = BEGAN + timedelta(minutes=line)
            writer.writerow([
                f"306-{line // 2:07}-0000003", f"{at:%Y-%m-%d %H:%M}",
                f"B0{line % 3000:08}", f"Area {line % 5}", f"Matter {line % 20}",
                f"Detail {line % 60}",
            ])  # fmt: skip


def reviews(file: Path, rows: int) -> None:
    """Write reviews of the orders of `orders`, one or two of each."""
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(["review_id", "order_number", "stars", "received_at", "comment"])
        for line in range(rows):
            number = line * 4 // 5
            at = BEGAN + timedelta(minutes=number, days=9)
            writer.writerow([
                f"R{line:08}", f"306-{number:07}-0000001", line % 5 + 1, at.isoformat(),
                f"The lamp {line} is as bright as hoped.",
            ])  # fmt: skip


def shop(file: Path, rows: int) -> None:
    """Write orders in the shape we export: every fourth with two lines, all with buyers."""
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(
            [
                "order_number", "placed_at", "state", "fulfilment", "currency", "line",
                "sku", "asin", "title", "quantity", "price", "tax", "shipping", "buyer",
                "shipped_at", "carrier", "delivered_at",
            ]
        )  # fmt: skip
        for line in range(rows):
            number = line * 4 // 5
            at = BEGAN + timedelta(minutes=number)
            writer.writerow([
                f"SHOP-{number:08}", at.isoformat(), "delivered", "FBM", "EUR", line,
                f"SKU-{line % 3000}", "", "Lumo Arc lamp", 1, "19.99", "3.19", "0.00",
                f"buyer{number % 90_000}@shop.example",
                (at + timedelta(days=1)).isoformat(), "DHL",
                (at + timedelta(days=4)).isoformat(),
            ])  # fmt: skip


@dataclass(frozen=True)
class File:
    """A file to import: of which kind it is, what makes it, what must be there before."""

    kind: str
    write: Callable[[Path, int], None]
    after: str = ""


FILES = {
    "events": File("events", events),
    "orders": File("orders", orders),
    "needs": File("needs", needs),
    "reasons": File("reasons", reasons),
    "reviews": File("reviews", reviews, after="orders"),
    "shop": File("orders", shop),
}

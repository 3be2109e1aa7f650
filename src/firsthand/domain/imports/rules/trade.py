"""Rows that become orders and reviews."""

from __future__ import annotations

from collections.abc import Mapping as Named
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from firsthand.domain.imports.rules import cells
from firsthand.domain.imports.rules.mapping import ORDER_STATES, Mapping
from firsthand.domain.imports.rules.problems import Wrong
from firsthand.domain.imports.rules.reading import (
    Fieldwise,
    Item,
    Surroundings,
    without_nothing,
)
from firsthand.domain.orders.ports import LineFacts, OrderFacts, ReviewFacts

Facts = dict[str, Any]
# As Amazon's reports say it, in lower case; what follows " - " only says how.
AMAZON_STATES = {
    "pending": "pending",
    "pendingavailability": "pending",
    "unshipped": "unshipped",
    "partiallyshipped": "unshipped",
    "shipping": "shipped",
    "shipped": "shipped",
    "complete": "shipped",
    "shipped - delivered to buyer": "delivered",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
_FULFILMENT = {
    "amazon": "FBA", "afn": "FBA", "fba": "FBA", "merchant": "FBM", "mfn": "FBM",
    "seller": "FBM", "fbm": "FBM",
}  # fmt: skip
NO_PLACE = "non-amazon"


def read_order(row: Fieldwise, around: Surroundings) -> Item:
    """Understand one line of an order report: the order's own facts, a line's, or both."""
    number = cells.order_number(row.cell("number"), column=row.heading("number"))
    if not number:
        raise Wrong("empty_cell", row.heading("number"))
    _check_marketplace(row, around)
    placed, shipped, delivered = (
        row.moment(name) for name in ("placed", "shipped", "delivered")
    )
    cells.not_before(shipped, placed, column=row.heading("shipped"))
    cells.not_before(delivered, placed, column=row.heading("delivered"))
    currency = (row.text("currency") or row.mapping.currency or around.currency).upper()
    if len(currency) != 3 or not currency.isalpha():
        raise Wrong("unknown_currency", row.heading("currency"), currency)
    facts = without_nothing(
        {
            "placed": placed,
            "state": _state(row),
            "fulfilment": _fulfilment(row),
            "currency": currency,
            "ship_by": row.moment("ship_by"),
            "shipped": shipped,
            "carrier": row.text("carrier", most=40),
            "deliver_by": row.moment("deliver_by"),
            "delivered": delivered,
        }
    )
    line = _line(row, around.exponent_of(currency))
    buyer = row.text("buyer", most=320)
    key = row.own_key() or _key(row, line)
    words = {"buyer": buyer} if buyer else {}
    return Item(number, key, facts | ({"line": line} if line else {}), words)


def _key(row: Fieldwise, line: Facts) -> tuple[str, ...]:
    """Return what tells a line from the others of its order.

    Reports without a line number name each article once per order.
    """
    if not line:
        return ("order",)
    return ("line", row.text("line", most=80) or f"{line.get('sku')} {line.get('asin')}")


def _check_marketplace(row: Fieldwise, around: Surroundings) -> None:
    named = row.text("marketplace").lower()
    if not named or not around.marketplace:
        return
    if named not in around.marketplaces and not named.startswith(NO_PLACE):
        known = ", ".join(sorted(around.marketplaces))
        raise Wrong("unknown_marketplace", row.heading("marketplace"), named, known)
    if named != around.marketplace:
        raise Wrong(
            "other_marketplace", row.heading("marketplace"), named, around.marketplace
        )


def _state(row: Fieldwise) -> str:
    said = row.text("status")
    if not said:
        return ""
    if said in row.mapping.states:
        return row.mapping.states[said]
    plain = said.lower()
    for known in (plain, plain.partition(" - ")[0]):
        if known in AMAZON_STATES:
            return AMAZON_STATES[known]
        if known in ORDER_STATES:
            return known
    raise Wrong("unknown_state", row.heading("status"), said, ", ".join(ORDER_STATES))


def _fulfilment(row: Fieldwise) -> str:
    said = row.text("fulfilment").lower()
    if said and said not in _FULFILMENT:
        raise Wrong("unknown_state", row.heading("fulfilment"), said, "FBA, FBM")
    return _FULFILMENT.get(said, "")


def _line(row: Fieldwise, exponent: int) -> Facts:
    def amount(name: str) -> int | None:
        cell = row.cell(name)
        if cell == "":
            return None
        return cells.minor_units(
            cell,
            column=row.heading(name),
            exponent=exponent,
            mark=row.mapping.decimal_mark,
        )

    asin = row.text("asin", most=10)
    return without_nothing(
        {
            "sku": cells.identifier(row.cell("sku"), column=row.heading("sku"), most=80),
            "asin": asin,
            "title": row.text("title", most=250),
            "quantity": row.whole("quantity", most=100_000),
            "price": amount("price"),
            "tax": amount("tax"),
            "shipping": amount("shipping"),
            "number": row.text("line", most=80),
        }
    )


def order_of(number: str, rows: Sequence[Facts], mapping: Mapping) -> OrderFacts | None:
    """Put an order together from all rows about it; None while its own row is missing.

    Latest dates count: a promise was renewed, the last parcel is the one waited for.
    """
    placed = [row["placed"] for row in rows if "placed" in row]
    states = [row["state"] for row in rows if "state" in row]
    if not placed or not states:
        return None
    lines = sorted(
        (row["line"] for row in rows if "line" in row),
        key=lambda line: (str(line.get("number", "")).zfill(20), line.get("sku", "")),
    )
    price, tax, shipping = (
        sum(line.get(name, 0) for line in lines) for name in ("price", "tax", "shipping")
    )
    return OrderFacts(
        number=number,
        state=_most_advanced(states),
        fulfilment=next((r["fulfilment"] for r in rows if "fulfilment" in r), "")
        or mapping.fulfilment,
        currency=rows[0]["currency"],
        placed_at=datetime.fromisoformat(min(placed)),
        lines=tuple(
            LineFacts(
                title=line.get("title", ""),
                quantity=line.get("quantity", 1),
                price_minor_units=line.get("price", 0),
                sku=line.get("sku", ""),
                asin=line.get("asin", ""),
            )
            for line in lines
        ),
        shipping_minor_units=shipping,
        tax_minor_units=tax,
        total_minor_units=price + tax + shipping,
        ship_by=_latest(rows, "ship_by"),
        deliver_by=_latest(rows, "deliver_by"),
        delivered_at=_latest(rows, "delivered"),
        shipped_at=_latest(rows, "shipped"),
        carrier=next((row["carrier"] for row in rows if "carrier" in row), ""),
    )


def _most_advanced(states: Sequence[str]) -> str:
    if len(set(states)) == 1:
        return states[0]
    # A line that was cancelled does not cancel the rest.
    going = [state for state in states if state != "cancelled"]
    return min(going, key=ORDER_STATES.index)


def _latest(rows: Sequence[Facts], name: str) -> datetime | None:
    found = [row[name] for row in rows if name in row]
    return datetime.fromisoformat(max(found)) if found else None


def read_review(row: Fieldwise) -> Item:
    """Understand one review of an order."""
    stars = row.whole("stars", least=1, most=5)
    at = row.moment("at")
    for name, value in (("stars", stars), ("at", at)):
        if value is None:
            raise Wrong("empty_cell", row.heading(name))
    order = row.order()
    if not order:
        raise Wrong("empty_cell", row.heading("order"))
    own = row.needed("id")[:80]
    words = [text for name in ("title", "comment") if (text := row.text(name))]
    facts = without_nothing({"stars": stars, "at": at, "id": own})
    said = {f"comment {own}": "\n".join(words)[:2000]} if words else {}
    return Item(order, row.own_key() or ("review", own), facts, said)


def review_of(number: str, facts: Facts, words: Named[str, str]) -> ReviewFacts:
    """Return one review as orders take it, with the words that came along for its order."""
    return ReviewFacts(
        order_number=number,
        external_id=facts["id"],
        stars=facts["stars"],
        happened_at=datetime.fromisoformat(facts["at"]),
        comment=words.get(f"comment {facts['id']}", ""),
    )

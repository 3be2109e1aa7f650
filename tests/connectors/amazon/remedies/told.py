"""Instructions and orders for tests of Amazon as a channel."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from firsthand.connectors.amazon.remedies.sale import Item, Sale
from firsthand.domain.remedies.ports import Component, Instruction, Kind, Part

ORDER = "305-0000001-0000001"
KEY = "11111111-2222-3333-4444-555555555555"
GERMANY, AMERICA = "A1PA6795UKMFR9", "ATVPDKIKX0DER"
PRICE, SHIPPING, TAX = Component.PRICE, Component.SHIPPING, Component.TAX
AT = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)


def told(minor_units: int = 700, *parts: Part, **changed) -> Instruction:
    given = {
        "remedy_id": UUID(KEY),
        "key": KEY,
        "kind": Kind.REFUND,
        "account": "one",
        "order_number": ORDER,
        "currency": "EUR",
        "minor_units": minor_units,
        "parts": parts,
        "reason": "AFT.RET.MIND",
    }
    return Instruction(**(given | changed))


def item(code: str, sku: str, *, price=0, shipping=0, tax=0, shipping_tax=0) -> Item:
    charged = {PRICE: price, SHIPPING: shipping, TAX: tax}
    return Item(code, sku, charged, shipping_tax)


def sale(*items: Item, **changed) -> Sale:
    given = {
        "number": ORDER,
        "created_at": AT,
        "updated_at": AT,
        "state": "UNSHIPPED",
        "currency": "EUR",
        "items": items or (item("A", "TEA", price=1000), item("B", "POT", price=2000)),
    }
    return Sale(**(given | changed))

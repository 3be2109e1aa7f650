"""The money of one order: what was paid, given back, is under way, and is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.remedies.ports import Component

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.remedies.models import Cell


@dataclass(frozen=True)
class CellMoney:
    """What was paid for one line, or for shipping or tax of the whole order.

    Amounts in minor units of the order's currency; `title` is empty but for lines.
    """

    line_number: int | None
    component: Component
    sku: str
    title: str
    quantity: int
    captured: int
    reserved: int = 0
    settled: int = 0

    @property
    def free(self) -> int:
        """Return what can still be promised."""
        return self.captured - self.reserved - self.settled


@dataclass(frozen=True)
class OrderMoney:
    """The money of one order, in minor units of its currency.

    Attributes:
        captured, reserved, settled, over: as in its ledger; of an order nobody touched,
            what the order itself says.
        problem: why no money of it can be promised, in words; empty where it can.
    """

    order_id: int
    currency: str
    captured: int
    reserved: int
    settled: int
    over: int
    cells: tuple[CellMoney, ...]
    problem: str = ""

    @property
    def left(self) -> int:
        """Return what can still be promised."""
        return 0 if self.problem else self.captured - self.reserved - self.settled

    @property
    def given(self) -> int:
        """Return what the buyer got back or was promised."""
        return self.reserved + self.settled + self.over


def money_of(order: Order, held: Sequence[Cell]) -> OrderMoney:
    """Return the money of an order, by its ledger or, before that is open, by itself.

    Args:
        order: with its lines and their products.
        held: the cells of its ledger in their order, each with that; none where it is
            not open.
    """
    wrong = what_is_wrong(order)
    if not held:
        cells = tuple(_cell(order, *cell) for cell in cells_of(order))
        paid = order.total_minor_units
        return OrderMoney(order.pk, order.currency, paid, 0, 0, 0, cells, wrong or "")
    ledger = held[0].ledger
    return OrderMoney(
        order.pk,
        ledger.currency,
        ledger.captured,
        ledger.reserved,
        ledger.settled,
        ledger.over,
        tuple(_held(order, cell) for cell in held),
        wrong or what_has_changed(order, held) or "",
    )


def _held(order: Order, cell: Cell) -> CellMoney:
    told = _cell(
        order, cell.line_number, Component(cell.component), cell.sku, cell.captured
    )
    return replace(told, reserved=cell.reserved, settled=cell.settled)


def _cell(
    order: Order, line_number: int | None, component: Component, sku: str, captured: int
) -> CellMoney:
    line = next((e for e in order.lines.all() if e.line_number == line_number), None)
    title, quantity = (line.title, line.quantity) if line else ("", 0)
    return CellMoney(line_number, component, sku, title, quantity, captured)


def cells_of(order: Order) -> Iterator[tuple[int | None, Component, str, int]]:
    """Yield what the order says was paid: by line, component, SKU; in minor units."""
    for line in order.lines.all():
        sku = line.product.sku if line.product else ""
        yield line.line_number, Component.PRICE, sku, line.price_minor_units
    if order.shipping_minor_units:
        yield None, Component.SHIPPING, "", order.shipping_minor_units
    if order.tax_minor_units:
        yield None, Component.TAX, "", order.tax_minor_units


def what_is_wrong(order: Order) -> str | None:
    """Say why the figures of an order do not add up; None where they do."""
    amounts = [minor_units for *_cell, minor_units in cells_of(order)]
    if not amounts:
        return _("This order has no lines.")
    if any(minor_units < 0 for minor_units in amounts):
        return _("A line of this order has a price below nothing.")
    if sum(amounts) != order.total_minor_units:
        return _("The lines, shipping and tax of this order are not its total.")
    return None


def what_has_changed(order: Order, held: Sequence[Cell]) -> str | None:
    """Say that an order was reported with other figures since its ledger was opened.

    Args:
        order: with its lines and their products.
        held: the cells of its ledger, each with that.
    """
    known = [(cell.line_number, cell.component, cell.sku, cell.captured) for cell in held]
    told = [(line, component.value, sku, n) for line, component, sku, n in cells_of(order)]
    is_same_currency = all(cell.ledger.currency == order.currency for cell in held)
    if is_same_currency and Counter(known) == Counter(told):
        return None
    return _("The figures of this order have changed since money was first moved on it.")

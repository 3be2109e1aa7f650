"""Open the ledger of an order from the order's own figures, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from firsthand.domain.remedies.commands._moving import locked_ledger
from firsthand.domain.remedies.commands.counting import count_waiting
from firsthand.domain.remedies.models import Cell, Ledger
from firsthand.domain.remedies.ports import Component
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order


class FiguresDoNotAddUp(Refused):
    code = "remedies.figures_do_not_add_up"


class FiguresChanged(Refused):
    code = "remedies.figures_changed"


def ledger_of(order: Order, *, at: datetime) -> Ledger:
    """Return the ledger of an order, locked, and opened if its figures allow that.

    The first one who touches an order makes it; whoever comes at the same moment waits and
    finds it.
    """
    assert connection.in_atomic_block
    Ledger.objects.bulk_create(
        [Ledger(order=order, store_id=order.store_id, currency=order.currency)],
        ignore_conflicts=True,
    )
    ledger = locked_ledger(order.pk)
    if ledger.opened_at is None and _what_is_wrong(order) is None:
        _open(ledger, order, at=at)
        ledger = locked_ledger(order.pk)
    return ledger


def require_open(ledger: Ledger, order: Order) -> None:
    """Refuse to promise money of an order whose figures are not what the ledger holds.

    Raises:
        FiguresDoNotAddUp: lines, shipping and tax are not the total, or one is negative.
        FiguresChanged: the order was reported with other figures since it was opened.
    """
    wrong = _what_is_wrong(order)
    if wrong is not None:
        raise FiguresDoNotAddUp(
            wrong,
            fix=_("Have the order imported again, or make the refund on the channel."),
        )
    cells = [
        (cell.line_number, cell.component, cell.sku, cell.captured)
        for cell in ledger.cells.all()
    ]
    asked = [
        (line, component.value, sku, minor) for line, component, sku, minor in _cells(order)
    ]
    if ledger.currency != order.currency or _sorted(cells) != _sorted(asked):
        raise FiguresChanged(
            _("The figures of this order have changed since money was first moved on it."),
            fix=_("Have somebody compare the order with the channel."),
        )


def _sorted(
    cells: list[tuple[int | None, str, str, int]],
) -> list[tuple[int, str, str, int]]:
    return sorted((line or 0, component, sku, n) for line, component, sku, n in cells)


def _open(ledger: Ledger, order: Order, *, at: datetime) -> None:
    if ledger.currency != order.currency:
        Ledger.objects.filter(pk=ledger.pk).update(currency=order.currency)
    Cell.objects.bulk_create(
        Cell(
            ledger=ledger,
            line_number=line_number,
            component=component.value,
            sku=sku,
            captured=minor_units,
        )
        for line_number, component, sku, minor_units in _cells(order)
    )
    Ledger.objects.filter(pk=ledger.pk).update(opened_at=at)
    count_waiting(locked_ledger(order.pk), at=at)


def _cells(order: Order) -> Iterator[tuple[int | None, Component, str, int]]:
    for line in order.lines.all():
        sku = line.product.sku if line.product else ""
        yield line.line_number, Component.PRICE, sku, line.price_minor_units
    if order.shipping_minor_units:
        yield None, Component.SHIPPING, "", order.shipping_minor_units
    if order.tax_minor_units:
        yield None, Component.TAX, "", order.tax_minor_units


def _what_is_wrong(order: Order) -> str | None:
    amounts = [minor_units for *_cell, minor_units in _cells(order)]
    if not amounts:
        return _("This order has no lines.")
    if any(minor_units < 0 for minor_units in amounts):
        return _("A line of this order has a price below nothing.")
    if sum(amounts) != order.total_minor_units:
        return _("The lines, shipping and tax of this order are not its total.")
    return None

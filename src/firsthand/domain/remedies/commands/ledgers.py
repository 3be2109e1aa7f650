"""Open the ledger of an order from the order's own figures, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from firsthand.domain.remedies.commands._moving import locked_ledger
from firsthand.domain.remedies.commands.counting import count_waiting
from firsthand.domain.remedies.models import Cell, Ledger
from firsthand.domain.remedies.queries.figures import (
    cells_of,
    what_has_changed,
    what_is_wrong,
)
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
    if ledger.opened_at is None and what_is_wrong(order) is None:
        _open(ledger, order, at=at)
        ledger = locked_ledger(order.pk)
        if count_waiting(ledger, at=at):
            ledger = locked_ledger(order.pk)
    return ledger


def require_open(ledger: Ledger, order: Order) -> None:
    """Refuse to promise money of an order whose figures are not what the ledger holds.

    Raises:
        FiguresDoNotAddUp: lines, shipping and tax are not the total, or one is negative.
        FiguresChanged: the order was reported with other figures since it was opened.
    """
    wrong = what_is_wrong(order)
    if wrong is not None:
        raise FiguresDoNotAddUp(
            wrong,
            fix=_("Have the order imported again, or make the refund on the channel."),
        )
    # Read once: whoever writes the parts needs them as well.
    prefetch_related_objects([ledger], "cells")
    changed = what_has_changed(order, list(ledger.cells.all()))
    if changed is not None:
        raise FiguresChanged(
            changed, fix=_("Have somebody compare the order with the channel.")
        )


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
        for line_number, component, sku, minor_units in cells_of(order)
    )
    Ledger.objects.filter(pk=ledger.pk).update(opened_at=at)

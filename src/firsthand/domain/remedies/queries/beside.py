"""What a page shows of remedies beside a ticket and its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from firsthand.domain.remedies.models import Cell, Remedy
from firsthand.domain.remedies.queries.figures import OrderMoney, money_of
from firsthand.foundation.postgres.standing import StandingList

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order


def order_money(order: Order) -> OrderMoney:
    """Return the money of an order. Whoever asks has been shown the order."""
    return money_of(order, _cells(order.pk))


def remedies_beside(*, ticket_id: int, order_id: int | None, store_id: int) -> list[Remedy]:
    """Return what was asked for on a ticket or its order, the oldest first.

    Whoever asks has been shown the ticket; what is of another store stays unseen.
    """
    found = _remedies(ticket_id, order_id or 0)
    return [each for each in found if each.store_id == store_id]


@StandingList
def _cells(order_id: int) -> QuerySet[Cell]:
    # Lines in their order, then shipping, then tax: what has no line comes last.
    held = Cell.objects.filter(ledger_id=order_id)
    return held.select_related("ledger").order_by("line_number", "component", "id")


@StandingList
def _remedies(ticket_id: int, order_id: int) -> QuerySet[Remedy]:
    found = Remedy.objects.filter(Q(ticket_id=ticket_id) | Q(ledger_id=order_id))
    found = found.select_related("requested_by", "approved_by")
    return found.order_by("requested_at", "id")

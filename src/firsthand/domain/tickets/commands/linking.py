"""Bring tickets and orders together that came to be known one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Ticket


@transaction.atomic
def link_recorded(*, store_id: int, order_id: int, at: datetime) -> int:
    """Link the tickets that have named an order before it was known; return how many.

    Mails come within seconds, orders when the marketplace is next asked. A second time
    changes nothing, and what a person has linked stays.

    Args:
        store_id: the order's.
        order_id: the order that is known now.
        at: when (UTC).
    """
    number = orders.numbers_of([order_id]).get(order_id, "")
    if not number:
        return 0
    waiting = Ticket.objects.filter(store_id=store_id, order_number=number, order=None)
    return _link(waiting.order_by("pk").values_list("pk", flat=True), order_id, at)


@transaction.atomic
def link_named(*, ticket_id: int, at: datetime) -> int:
    """Link a ticket to the order it names, if that has become known meanwhile."""
    named = Ticket.objects.filter(pk=ticket_id, order=None).exclude(order_number="")
    for store_id, number in named.values_list("store_id", "order_number"):
        order = orders.order_by_number(store_id=store_id, number=number)
        if order is not None:
            return _link([ticket_id], order.pk, at)
    return 0


def _link(ticket_ids: Iterable[int], order_id: int, at: datetime) -> int:
    linked = 0
    for ticket_id in list(ticket_ids):
        ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)
        if ticket.order_id is not None:
            continue
        ticket.order_id = order_id
        ticket.save(update_fields=["order"])
        journal.record(
            events.ORDER_LINKED,
            subject_id=ticket.pk,
            at=at,
            by=None,
            about=_ticket.about(ticket),
            facts={"order_id": order_id},
        )
        linked += 1
    return linked

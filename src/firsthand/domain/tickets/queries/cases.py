"""One case: everything of one buyer about one order, over all channels.

A question, not a table: a case is what its tickets, returns and claims say it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Notice, Order

MOST_TICKETS = 200


class Duty(StrEnum):
    """What has to be done by a deadline."""

    ANSWER = "answer"
    SHIP = "ship"


@dataclass(frozen=True)
class Deadline:
    """The next thing to be done in a case. `ticket_id`: which to answer."""

    at: datetime
    what: Duty
    ticket_id: int | None = None


@dataclass(frozen=True)
class Case:
    """All of one buyer about one order, as far as somebody may see it.

    Attributes:
        order_number: empty: what is about no order that we know of.
        order: with its returns and setbacks; None while it is not known here.
        tickets: of all channels, the latest message first; merged ones within theirs.
        deadline: the nearest; None when nothing has to be done.
        notices: what the marketplace wrote about the order, the oldest first.
    """

    order_number: str
    order: Order | None
    tickets: Sequence[Ticket]
    deadline: Deadline | None
    notices: Sequence[Notice]


def case_of(person: SeesStores, ticket: Ticket) -> Case:
    """Return the case a ticket belongs to.

    Args:
        person: who asks; what is in other stores is left out.
        ticket: one of the case's tickets, seen already.
    """
    members = orders.persons_of([ticket.buyer_id])[ticket.buyer_id]
    tickets = list(
        tickets_of(person, members)
        .filter(_about(ticket))
        .order_by("-last_message_at", "-pk")[:MOST_TICKETS]
    )
    order = orders.order_for(person, ticket.order_id) if ticket.order_id else None
    notices = orders.notices_of(order) if order is not None else []
    return Case(ticket.order_number, order, tickets, nearest(tickets, order), notices)


def _about(ticket: Ticket) -> Q:
    if not ticket.order_number:
        return Q(order=None, order_number="")
    about = Q(order_number=ticket.order_number)
    return about | Q(order_id=ticket.order_id) if ticket.order_id else about


def tickets_of(person: SeesStores, buyer_ids: Collection[int]) -> QuerySet[Ticket]:
    """Return the tickets of these buyers that `person` may see, in no order yet."""
    visible = Ticket.objects.all().visible_to(person)
    return visible.filter(buyer_id__in=buyer_ids, merged_into=None).select_related(
        "store", "assignee", "reason", "resolution"
    )


def nearest(tickets: Sequence[Ticket], order: Order | None) -> Deadline | None:
    """Return the first thing that has to be done about these tickets and this order."""
    deadlines = [
        Deadline(ticket.queue_due_at, Duty.ANSWER, ticket.pk)
        for ticket in tickets
        if ticket.queue_due_at is not None
    ]
    if order is not None and order.state == "unshipped" and order.ship_by is not None:
        deadlines.append(Deadline(order.ship_by, Duty.SHIP))
    return min(deadlines, key=lambda each: each.at, default=None)

"""What one buyer bought, asked and got, over all channels and stores somebody may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries.cases import MOST_TICKETS, tickets_of
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order, Setback

# Resolutions by which the buyer got money back.
_REFUNDS = frozenset({"refunded", "part_refunded"})


class What(StrEnum):
    """What happened on a line of the timeline."""

    ORDERED = "ordered"
    DELIVERED = "delivered"
    ASKED = "asked"
    CLOSED = "closed"
    RETURN_ASKED = "return_asked"
    RETURN_CAME = "return_came"
    FEEDBACK = "feedback"
    CLAIM = "claim"
    CHARGEBACK = "chargeback"


@dataclass(frozen=True)
class Line:
    """Something that happened, with the order or the ticket it is about."""

    at: datetime
    what: What
    store: str
    order: Order | None = None
    ticket: Ticket | None = None
    setback: Setback | None = None


@dataclass(frozen=True)
class Timeline:
    """A buyer's history and what it sums up to.

    Attributes:
        lines: the latest first.
        spent: what the orders come to, by currency; cancelled ones count nothing.
        orders: how many orders that is.
        tickets, refunds, returns, claims: how many; refunds by how tickets were closed.
        is_cut: there is more than is shown.
    """

    lines: Sequence[Line]
    spent: Sequence[Money]
    orders: int
    tickets: int
    refunds: int
    returns: int
    claims: int
    is_cut: bool


def timeline_of(person: SeesStores, ticket: Ticket) -> Timeline:
    """Return the history of the buyer of a ticket that `person` has been shown."""
    members = orders.persons_of([ticket.buyer_id])[ticket.buyer_id]
    bought = orders.orders_of_buyers(person, members)
    tickets = list(tickets_of(person, members).order_by("-opened_at", "-pk")[:MOST_TICKETS])
    lines = sorted(
        [*_of_orders(bought), *_of_tickets(tickets)], key=lambda line: line.at, reverse=True
    )
    counted = Counter(line.what for line in lines)
    kept = [order for order in bought if order.state != "cancelled"]
    return Timeline(
        lines=lines,
        spent=_sums(kept),
        orders=len(kept),
        tickets=len(tickets),
        refunds=sum(
            one.resolution is not None and one.resolution.code in _REFUNDS
            for one in tickets
        ),
        returns=counted[What.RETURN_ASKED],
        claims=counted[What.CLAIM] + counted[What.CHARGEBACK],
        is_cut=len(bought) == orders.MOST_ORDERS or len(tickets) == MOST_TICKETS,
    )


def _sums(bought: Iterable[Order]) -> list[Money]:
    sums: Counter[str] = Counter()
    for order in bought:
        sums[order.currency] += order.total_minor_units
    return [Money(currency, total) for currency, total in sorted(sums.items())]


def _of_orders(bought: Iterable[Order]) -> Iterator[Line]:
    for order in bought:
        store = str(order.store)
        yield Line(order.placed_at, What.ORDERED, store, order)
        if order.delivered_at is not None:
            yield Line(order.delivered_at, What.DELIVERED, store, order)
        for back in order.returns.all():
            yield Line(back.requested_at, What.RETURN_ASKED, store, order)
            if back.received_at is not None:
                yield Line(back.received_at, What.RETURN_CAME, store, order)
        for setback in order.setbacks.all():
            what = What(setback.kind)
            yield Line(setback.happened_at, what, store, order, setback=setback)


def _of_tickets(tickets: Iterable[Ticket]) -> Iterator[Line]:
    for ticket in tickets:
        store = str(ticket.store)
        yield Line(ticket.opened_at, What.ASKED, store, ticket=ticket)
        if ticket.solved_at is not None and not ticket.machine_only:
            yield Line(ticket.solved_at, What.CLOSED, store, ticket=ticket)

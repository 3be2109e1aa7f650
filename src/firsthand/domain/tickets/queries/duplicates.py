"""Which buyers may be one person. A person says so; a program never does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Buyer

_MOST = 5


@dataclass(frozen=True)
class Duplicate:
    """Another buyer who named or placed the same order.

    Attributes:
        buyer: who.
        ticket: the latest of his tickets that may be seen: by it he is joined.
        order_number: the order both have to do with.
    """

    buyer: Buyer
    ticket: Ticket
    order_number: str


def possible_duplicates(person: SeesStores, ticket: Ticket) -> list[Duplicate]:
    """Return who may be the same person as the buyer of a ticket, by order number.

    Names say nothing and addresses are known by hash only: an order that both have to do
    with is what a person can check. Only buyers with a ticket that `person` may see.
    """
    members = orders.persons_of([ticket.buyer_id])[ticket.buyer_id]
    visible = Ticket.objects.all().visible_to(person).filter(merged_into=None)
    his = {order.number for order in orders.orders_of_buyers(person, members)}
    named = visible.filter(buyer_id__in=members).exclude(order_number="")
    his |= set(named.values_list("order_number", flat=True)[: orders.MOST_ORDERS])
    shared: dict[int, str] = {}
    others = visible.filter(order_number__in=his).exclude(buyer_id__in=members)
    for buyer_id, number in others.values_list("buyer_id", "order_number"):
        shared.setdefault(buyer_id, number)
    for buyer_id, number in orders.buyers_of_orders(person, his):
        if buyer_id not in members:
            shared.setdefault(buyer_id, number)
    latest = (
        visible.filter(buyer_id__in=shared, buyer__erased_at=None)
        .select_related("buyer", "store")
        .order_by("buyer_id", "-last_message_at", "-pk")
        .distinct("buyer_id")
    )
    return [Duplicate(one.buyer, one, shared[one.buyer_id]) for one in latest[:_MOST]]

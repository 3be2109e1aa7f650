"""Which tickets may be one conversation, and what merging two of them would come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Merging, Message, Ticket
from firsthand.domain.tickets.queries.lineage import numbers_of
from firsthand.domain.tickets.queries.thread import ticket_for
from firsthand.domain.tickets.queries.views import SomebodyAtDesk
from firsthand.foundation.scoping import SeesStores

NEAR = timedelta(days=7)
_LOOKED_AT, _MOST = 50, 6


class Likeness(StrEnum):
    """Why two tickets may be one conversation, the surest first."""

    SAME_THREAD = "same_thread"  # The marketplace calls both by one name.
    SAME_ORDER = "same_order"
    NEAR_IN_TIME = "near_in_time"
    SAME_BUYER = "same_buyer"


@dataclass(frozen=True)
class Alike:
    """A ticket that may be merged with another, and why it is likely."""

    ticket: Ticket
    why: Likeness


def alike(person: SeesStores, ticket: Ticket) -> list[Alike]:
    """Return the tickets that may be merged with this one, the likeliest first.

    Only of the same buyer and the same store: others cannot be merged.
    """
    same = (
        Ticket.objects.all()
        .visible_to(person)
        .filter(
            buyer_id__in=orders.same_person(ticket.buyer),
            store_id=ticket.store_id,
            merged_into=None,
        )
        .exclude(pk=ticket.pk)
        .select_related("assignee")
        .order_by("-last_message_at", "-pk")[:_LOOKED_AT]
    )
    found = [Alike(other, _likeness(ticket, other)) for other in same]
    order = list(Likeness)
    return sorted(found, key=lambda each: order.index(each.why))[:_MOST]


def _likeness(one: Ticket, other: Ticket) -> Likeness:
    if one.relay_alias_hash and one.relay_case_id:
        mark = (one.relay_alias_hash, one.relay_case_id)
        if mark == (other.relay_alias_hash, other.relay_case_id):
            return Likeness.SAME_THREAD
    if one.order_number and one.order_number == other.order_number:
        return Likeness.SAME_ORDER
    apart = max(one.opened_at, other.opened_at) - min(
        one.last_message_at, other.last_message_at
    )
    return Likeness.NEAR_IN_TIME if apart <= NEAR else Likeness.SAME_BUYER


@dataclass(frozen=True)
class Preview:
    """What a ticket would be after another one was merged into it.

    Attributes:
        other: the one that would be merged.
        is_one_buyer: False: it cannot be; nothing else says anything then.
        messages: how many it would hold, notes too.
        due_at: when its clock would run out; None when nothing would wait.
        opens: it is closed and would be open.
        assignee: the name of whoever would have it; empty for nobody.
        order_number: what it would be about.
    """

    other: Ticket
    is_one_buyer: bool
    messages: int = 0
    due_at: datetime | None = None
    opens: bool = False
    assignee: str = ""
    order_number: str = ""


def preview(person: SomebodyAtDesk, ticket: Ticket, other_id: int) -> Preview | None:
    """Return what merging another ticket into this one would come to.

    None when `person` sees no such ticket, or it is this one.
    """
    other = ticket_for(person, other_id)
    if other is None or other.pk == ticket.pk:
        return None
    if ticket.store_id != other.store_id or not orders.are_one_buyer(
        ticket.buyer_id, other.buyer_id
    ):
        return Preview(other, is_one_buyer=False)
    assignee = ticket.assignee or other.assignee
    dues = [due for due in (ticket.reply_due_at, other.reply_due_at) if due]
    return Preview(
        other,
        is_one_buyer=True,
        messages=Message.objects.filter(ticket__in=[ticket, other]).count(),
        due_at=min(dues, default=None),
        opens=ticket.state == Ticket.State.SOLVED and other.state == Ticket.State.OPEN,
        assignee=assignee.name if assignee else "",
        order_number=ticket.order_number or other.order_number,
    )


def mergings_of(ticket_id: int) -> list[Merging]:
    """Return what was merged into a ticket and can be parted again, the latest first."""
    found = Merging.objects.filter(into__in=numbers_of(ticket_id), undone_at=None)
    return list(found.select_related("by").order_by("-at", "-pk"))

"""Questions about tickets. Nothing here writes."""

from __future__ import annotations

from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.scoping import SeesStores


def ticket_for(person: SeesStores, ticket_id: int) -> Ticket | None:
    """Return one ticket with store, buyer, order and assignee, if `person` may see it."""
    return (
        Ticket.objects.all()
        .visible_to(person)
        .select_related("store", "buyer", "order", "assignee")
        .filter(pk=ticket_id)
        .first()
    )


def thread_of(ticket_id: int) -> list[Message]:
    """Return the messages and notes of a ticket, oldest first, with their authors."""
    return list(
        Message.objects.filter(ticket_id=ticket_id)
        .select_related("author")
        .order_by("sent_at", "id")
    )

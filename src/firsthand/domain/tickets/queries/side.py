"""What was asked beside the thread, and whom one may ask."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from firsthand.domain.tickets.models import Contact, SideConversation, SideMessage
from firsthand.foundation.scoping import SeesStores


def sides_of(ticket_id: int) -> list[SideConversation]:
    """Return the side conversations of a ticket, oldest first, with all that was said.

    Whoever asks has been shown the ticket.
    """
    said = SideMessage.objects.select_related("author").order_by("sent_at", "pk")
    return list(
        SideConversation.objects.filter(ticket_id=ticket_id)
        .select_related("contact")
        .prefetch_related(Prefetch("messages", queryset=said))
        .order_by("begun_at", "pk")
    )


def side_message_ids_of(ticket_id: int) -> QuerySet[SideMessage, int]:
    """Return the ids of what was said beside a ticket, for a query inside another."""
    found = SideMessage.objects.filter(conversation__ticket_id=ticket_id)
    return found.values_list("pk", flat=True)


def contacts_of(store_id: int) -> list[Contact]:
    """Return whom the people of a store may ask, by name."""
    found = Contact.objects.filter(store_id=store_id, archived_at=None)
    return list(found.order_by("name", "pk"))


def contacts_for(person: SeesStores) -> QuerySet[Contact]:
    """Return the contacts of the stores `person` may see, those in use first."""
    found = Contact.objects.all().visible_to(person).select_related("store")
    return found.order_by("archived_at", "store__name", "name", "pk")

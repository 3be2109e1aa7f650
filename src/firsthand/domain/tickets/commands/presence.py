"""Note who has a ticket open right now. Nothing of it goes into the journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.models import Presence, Ticket

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

KEPT_FOR = timedelta(hours=1)


def note_presence(*, ticket_id: int, by: Person, at: datetime) -> int:
    """Note that somebody has the ticket open; return its version.

    Raises:
        NotAllowed: the role may not read tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
    """
    require(by, Right.READ_TICKETS)
    seen = Ticket.objects.all().visible_to(by).filter(pk=ticket_id)
    version = seen.values_list("version", flat=True).get()
    Presence.objects.bulk_create(
        [Presence(ticket_id=ticket_id, person=by, seen_at=at)],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["seen_at"],
    )
    return version


def forget_presence(*, at: datetime) -> int:
    """Remove who was where an hour ago or longer; return how many rows."""
    return Presence.objects.filter(seen_at__lt=at - KEPT_FOR).delete()[0]

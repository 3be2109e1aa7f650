"""Take tickets out of the queue for a while, and bring them back."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Moment, TicketOut
from firsthand.api.tickets import WRITE, TicketId, as_written, now
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Snooze, Ticket

router = Router(tags=["tickets"])


class SnoozeIn(Schema):
    """What to wait for; `wakes_at` with `time`, within 90 days.

    A message of the buyer wakes it in every case, and so does the marketplace clock two
    hours before it runs out.
    """

    until: Snooze.Until
    wakes_at: Moment | None = None


@router.post("/{ticket_id}/snooze", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def snooze(request: HttpRequest, ticket_id: TicketId, body: SnoozeIn) -> Ticket:
    """Take the ticket out of the queue; `snoozed_until` says until when at the latest."""
    return as_written(
        commands.snooze(
            ticket_id=ticket_id, until=body.until, wakes_at=body.wakes_at, **now(request)
        )
    )


@router.post("/{ticket_id}/wake", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def wake(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Bring a snoozed ticket back into the queue; one that is awake stays as it is."""
    return as_written(commands.wake(ticket_id=ticket_id, **now(request)))

"""Learn what became of a reply."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Message, Ticket

_LOST = (Message.Delivery.FAILED, Message.Delivery.BOUNCED)


@transaction.atomic
def mark_delivery(*, message_id: int, delivery: str, at: datetime) -> None:
    """Set how a reply fared. One that did not arrive is no answer: its question waits.

    Setting the same again changes nothing, so a repeated reaction is harmless.
    """
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    message = Message.objects.get(pk=message_id)
    was, message.delivery = message.delivery, Message.Delivery(delivery)
    if was == message.delivery:
        return
    message.save(update_fields=["delivery"])
    is_lost, was_lost = message.delivery in _LOST, was in _LOST
    if is_lost != was_lost:
        journal.record(
            events.REPLY_UNDELIVERED if is_lost else events.REPLY_DELIVERED,
            subject_id=message.pk,
            at=at,
            by=None,
            about=_ticket.about(ticket),
        )
        if is_lost and ticket.state == Ticket.State.SOLVED:
            _ticket.begin_cycle(ticket, at=at, by=None)
        _ticket.reset_clock(ticket)
        ticket.save()

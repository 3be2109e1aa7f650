"""Learn what became of a reply."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LOST = (Message.Delivery.FAILED, Message.Delivery.BOUNCED)


class NothingInDoubt(Refused):
    code = "tickets.nothing_in_doubt"


@transaction.atomic
def settle_delivery(
    *, ticket_id: int, message_id: int, was_sent: bool, by: Person, at: datetime
) -> Message:
    """Let a person say whether a reply in doubt went out; if not, it is sent again.

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        NothingInDoubt: this ticket has no such reply, or its fate is known.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    message = ticket.messages.filter(
        pk=message_id, delivery=Message.Delivery.UNKNOWN
    ).first()
    outbound = mail_queries.outbound_of(message_id) if message is not None else None
    if message is None or outbound is None:
        raise NothingInDoubt(
            _("It is already known what became of this reply."), fix=_("Reload the page.")
        )
    mail.settle_unknown(outbound.pk, was_sent=was_sent, by=by, at=at)
    settled = Message.Delivery.SENT if was_sent else Message.Delivery.WAITING
    mark_delivery(message_id=message_id, delivery=settled, at=at)
    message.refresh_from_db()
    return message


@transaction.atomic
def mark_delivery(*, message_id: int, delivery: str, at: datetime) -> None:
    """Set how a reply fared. One that did not arrive is no answer: its question waits.

    Setting the same again changes nothing, so a repeated reaction is harmless.
    """
    ticket, message = _locked_with(message_id)
    was, message.delivery = message.delivery, Message.Delivery(delivery)
    if was == message.delivery:
        return
    message.save(update_fields=["delivery"])
    _ticket.touch(ticket)
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
        _ticket.keep_team_clocks(ticket, at=at)
        ticket.save()


def _locked_with(message_id: int) -> tuple[Ticket, Message]:
    """Return a message with its ticket locked; a merge may move it while we wait."""
    while True:
        ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
        ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)
        message = Message.objects.get(pk=message_id)
        if message.ticket_id == ticket.pk:
            return ticket, message

"""What merging and splitting do to a locked ticket whose messages have changed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Max, Min, QuerySet

from firsthand.domain.tickets import rules
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Cycle, Message, Ticket

_NEVER = datetime.min.replace(tzinfo=UTC)


def renew(ticket: Ticket) -> None:
    """Work out afresh what a ticket shows of its messages, without saving it."""
    latest = _asked(ticket).order_by("-sent_at", "-pk").first()
    if latest is not None:
        ticket.gist = rules.gist(latest.body or ticket.subject)
    told = ticket.messages.exclude(direction=Message.Direction.NOTE)
    times = told.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    ticket.last_message_at = times["last"] or ticket.last_message_at
    ticket.opened_at = min(ticket.opened_at, times["first"] or ticket.opened_at)
    _ticket.reset_clock(ticket)


def asked_last(ticket: Ticket) -> datetime:
    """Return when the buyer last asked something here; the beginning of time if never."""
    return _asked(ticket).aggregate(last=Max("sent_at"))["last"] or _NEVER


def _asked(ticket: Ticket) -> QuerySet[Message]:
    return ticket.messages.filter(
        direction=Message.Direction.INBOUND, nature__in=rules.NEEDS_ANSWER
    )


def open_quietly(ticket: Ticket, *, at: datetime) -> None:
    """Open a solved ticket because an open one joins it: nobody came back for that."""
    ticket.state, ticket.solved_at = Ticket.State.OPEN, None
    Cycle.objects.create(ticket=ticket, opened_at=at)


def close_quietly(ticket: Ticket, *, opened_at: datetime, at: datetime) -> None:
    """Take back `open_quietly`, if the stretch it began is still the open one."""
    gone, _ = Cycle.objects.filter(
        ticket=ticket, opened_at=opened_at, solved_at=None
    ).delete()
    if gone:
        ticket.state, ticket.solved_at = Ticket.State.SOLVED, at

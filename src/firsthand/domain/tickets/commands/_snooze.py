"""What several commands do with a ticket that is out of the queue."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.journal import commands as journal
from firsthand.domain.sla.ports import Pause, Target, Why
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.models import Snooze, Ticket

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

Woken = Snooze.Woken
_SAYS_SO = {Woken.TIME, Woken.MESSAGE, Woken.ANSWER, Woken.DELIVERY, Woken.CLOCK}
_REPLIES = {Target.RESPOND.value, Target.NEXT_REPLY.value}


def end(
    ticket: Ticket, why: Snooze.Woken, *, at: datetime, by: Person | None = None
) -> None:
    """Bring a locked ticket back; one that is not snoozed stays as it is.

    Whoever ends it in another way than by closing brings the team's clocks up to date.
    """
    if ticket.snoozed_until is None:
        return
    for snooze in Snooze.objects.filter(ticket=ticket, ended_at=None):
        snooze.ended_at, snooze.ended_by = max(at, snooze.asked_at), why
        snooze.save(update_fields=["ended_at", "ended_by"])
    ticket.snoozed_until, ticket.snoozed_for = None, ""
    ticket.woke_at = at if why in _SAYS_SO else None
    ticket.save(update_fields=["snoozed_until", "snoozed_for", "woke_at"])
    journal.record(
        events.WOKEN,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=journal.About(
            store_id=ticket.store_id, buyer_id=ticket.buyer_id, ticket_id=ticket.pk
        ),
        facts={"why": why.value},
    )


def keep_in_sight(ticket: Ticket, *, at: datetime) -> None:
    """Let no clock run out unseen, and nothing closed be snoozed.

    Called with all that has changed but the team's clocks: before they are worked out,
    which leaves the snoozed stretch out.
    """
    if ticket.snoozed_until is None:
        return
    if ticket.state != Ticket.State.OPEN:
        end(ticket, Woken.CLOSED, at=at)
        return
    back = rules.back_by(ticket.reply_due_at)
    if back is not None and back <= at:
        end(ticket, Woken.CLOCK, at=at)
    else:
        bring_forward(ticket, at=at)


def bring_forward(ticket: Ticket, *, at: datetime) -> None:
    """Have a snoozed ticket wake before a clock that runs out earlier than it wakes."""
    if ticket.snoozed_until is None:
        return
    wakes_at = rules.wakes_at(
        ticket.snoozed_until,
        reply_due_at=ticket.reply_due_at,
        promised_at=promised_at(ticket),
        now=at,
    )
    if wakes_at < ticket.snoozed_until:
        ticket.snoozed_until = wakes_at
        ticket.save(update_fields=["snoozed_until"])
        Snooze.objects.filter(ticket=ticket, ended_at=None).update(wakes_at=wakes_at)


def promised_at(ticket: Ticket) -> datetime | None:
    """Return when the team has promised a reply; the time to resolve stands still."""
    return ticket.team_due_at if ticket.team_target in _REPLIES else None


def pauses_of(ticket: Ticket) -> list[Pause]:
    """Return the stretches in which nobody was to work on the ticket."""
    found = Snooze.objects.filter(ticket=ticket).order_by("asked_at")
    return [Pause(snooze.asked_at, snooze.ended_at, Why.SNOOZED) for snooze in found]

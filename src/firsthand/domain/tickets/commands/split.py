"""Make two tickets of one, by the messages that are about something else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _parts, _ticket
from firsthand.domain.tickets.commands.merge import merge
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NothingChosen(Refused):
    code = "tickets.nothing_chosen"


class NothingLeft(Refused):
    code = "tickets.nothing_left"


class NotOfThisTicket(Refused):
    code = "tickets.not_of_this_ticket"


class NeverSplit(Refused):
    code = "tickets.never_split"


@transaction.atomic
def split(
    *, ticket_id: int, message_ids: Collection[int], by: Person, at: datetime
) -> Ticket:
    """Begin a ticket with some messages of another; both clocks are worked out afresh.

    Answers to a message that was moved come to the new ticket. The same choice again
    returns the ticket it began.

    Args:
        ticket_id: the ticket to take from.
        message_ids: the messages and notes to take, at least one of them no note.
        by: who says that they are about something else.
        at: when (UTC).

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        MergedMeanwhile: it was merged into another one.
        NotOfThisTicket: one of the messages does not stand there.
        NothingChosen: no message from or to the buyer is among them.
        NothingLeft: no such message would be left.
    """
    require(by, Right.WORK_TICKETS)
    ticket = _ticket.locked_for(by, ticket_id)
    chosen = set(message_ids)
    before = _split_before(ticket, chosen)
    if before is not None:
        return before
    moved = list(ticket.messages.filter(pk__in=chosen).order_by("sent_at", "pk"))
    _check(ticket, chosen, moved)
    new = _begin(ticket, moved)
    Message.objects.filter(pk__in=chosen).update(ticket=new, home=None)
    for one in (ticket, new):
        _parts.renew(one)
        _ticket.keep_team_clocks(one, at=at)
        one.save()
    journal.record(
        events.Split.kind,
        subject_id=new.pk,
        at=at,
        by=by,
        about=_ticket.about(new),
        facts=events.Split(ticket.pk, tuple(message.pk for message in moved)).facts(),
    )
    return new


def _split_before(ticket: Ticket, chosen: set[int]) -> Ticket | None:
    """Return the ticket that this very choice began, if it was split already."""
    for new in ticket.split_off.filter(messages__in=chosen).distinct():
        if set(new.messages.filter(pk__in=chosen).values_list("pk", flat=True)) == chosen:
            return new
    return None


def _check(ticket: Ticket, chosen: set[int], moved: list[Message]) -> None:
    if len(moved) < len(chosen):
        raise NotOfThisTicket(
            _("Not all of these messages stand on this ticket any more."),
            fix=_("Reload the page and choose again."),
        )
    if all(message.direction == Message.Direction.NOTE for message in moved):
        raise NothingChosen(
            _("No message is chosen. Nothing was split."),
            fix=_("Choose the messages that are about something else."),
        )
    left = ticket.messages.exclude(pk__in=chosen)
    if not left.exclude(direction=Message.Direction.NOTE).exists():
        raise NothingLeft(
            _("No message would be left on this ticket. Nothing was split."),
            fix=_("Leave at least one message where it is."),
        )


def _begin(ticket: Ticket, moved: list[Message]) -> Ticket:
    """Begin the new ticket. What only its relay mark says still comes to the old one."""
    told = [one for one in moved if one.direction != Message.Direction.NOTE]
    new = Ticket.objects.create(
        store_id=ticket.store_id,
        buyer_id=ticket.buyer_id,
        order_id=ticket.order_id,
        order_number=ticket.order_number,
        channel=ticket.channel,
        subject=ticket.subject,
        language=ticket.language,
        reply_address=ticket.reply_address,
        assignee_id=ticket.assignee_id,
        assigned_at=ticket.assigned_at,
        opened_at=told[0].sent_at,
        last_message_at=told[-1].sent_at,
        split_from=ticket,
    )
    Cycle.objects.create(ticket=new, opened_at=new.opened_at)
    return new


@transaction.atomic
def unsplit(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Put a ticket that was split off back, with all that has come to it since.

    Returns:
        The ticket it was taken from, or what that leads to now.

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        NeverSplit: it did not begin as a part of another.
    """
    require(by, Right.WORK_TICKETS)
    new = Ticket.objects.all().visible_to(by).get(pk=ticket_id)
    if new.split_from_id is None:
        raise NeverSplit(
            _("#%(number)d was not split from another ticket.") % {"number": ticket_id},
            fix=_("Reload the page."),
        )
    return merge(ticket_id=ticket_id, into=new.split_from_id, by=by, at=at)

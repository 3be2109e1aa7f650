"""Follow a ticket without having it, and settle what one was told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Mention, Ticket, Watch
from firsthand.domain.tickets.queries.thread import ticket_for

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@transaction.atomic
def follow(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Be told what is new on a ticket. Following it again changes nothing.

    Raises:
        NotAllowed: the role may not read tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
    """
    ticket = _seen(by, ticket_id)
    _watch, is_new = Watch.objects.get_or_create(
        ticket=ticket, person=by, defaults={"since": at, "looked_at": at}
    )
    if is_new:
        _record(events.FOLLOWED, ticket, by, at)
    return ticket


@transaction.atomic
def unfollow(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Be told no more of a ticket. Where it is not followed, nothing changes.

    Raises:
        NotAllowed: the role may not read tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
    """
    ticket = _seen(by, ticket_id)
    gone, _ = Watch.objects.filter(ticket=ticket, person=by).delete()
    if gone:
        _record(events.UNFOLLOWED, ticket, by, at)
    return ticket


def read_all_mentions(*, by: Person, at: datetime) -> int:
    """Note that somebody has seen all notes that name him; return how many were new.

    Raises:
        NotAllowed: the role may not read tickets.
    """
    require(by, Right.READ_TICKETS)
    return Mention.objects.filter(person=by, read_at=None).update(read_at=at)


def _seen(by: Person, ticket_id: int) -> Ticket:
    require(by, Right.READ_TICKETS)
    ticket = ticket_for(by, ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    return ticket


def _record(kind: str, ticket: Ticket, by: Person, at: datetime) -> None:
    journal.record(kind, subject_id=ticket.pk, at=at, by=by, about=_ticket.about(ticket))

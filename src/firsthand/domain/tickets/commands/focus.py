"""Note the time somebody really spent on a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import FocusInterval

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@transaction.atomic
def record_focus(
    *,
    ticket_id: int,
    key: UUID,
    started_at: datetime,
    ended_at: datetime,
    by: Person,
    at: datetime,
) -> bool:
    """Record one stretch of attention, as the tab reports it; False if it cannot be true.

    The same key twice is one stretch.
    """
    span = rules.focus_span(started_at, ended_at, now=at)
    if span is None:
        return False
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    focus, is_new = FocusInterval.objects.get_or_create(
        key=key,
        defaults={
            "ticket": ticket,
            "person": by,
            "started_at": span[0],
            "ended_at": span[1],
        },
    )
    if is_new:
        seconds = (focus.ended_at - focus.started_at).total_seconds()
        journal.record(
            events.FOCUSED,
            subject_id=ticket.pk,
            at=span[0],
            by=by,
            about=_ticket.about(ticket),
            facts={"seconds": round(seconds)},
        )
    return True

"""Note the time somebody really spent on a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _ticket
from firsthand.foundation.postgres.standing import standing_cursor

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


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
    if _is_new(ticket, key, span, by):
        journal.record(
            events.FOCUSED,
            subject_id=ticket.pk,
            at=span[0],
            by=by,
            about=_ticket.about(ticket),
            facts={"seconds": round((span[1] - span[0]).total_seconds())},
        )
    return True


def _is_new(ticket: Ticket, key: UUID, span: tuple[datetime, datetime], by: Person) -> bool:
    """Keep the stretch, unless it is known: every ticket that is left reports one."""
    with standing_cursor() as cursor:
        cursor.execute(
            """INSERT INTO tickets_focusinterval
                      (ticket_id, person_id, key, started_at, ended_at)
               VALUES (%s, %s, %s::uuid, %s::timestamptz, %s::timestamptz)
                   ON CONFLICT (key) DO NOTHING""",
            [ticket.pk, by.pk, key, *span],
        )
        return bool(cursor.rowcount)

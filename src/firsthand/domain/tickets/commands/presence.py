"""Note who has a ticket open right now. Nothing of it goes into the journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.commands import _given
from firsthand.domain.tickets.models import AssignmentRule, Presence, Ticket
from firsthand.domain.tickets.queries.presence import RECENTLY
from firsthand.foundation.postgres.standing import GREATEST_NUMBER, standing_cursor

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

KEPT_FOR = timedelta(hours=1)
# Every open page says so every few seconds: one statement, planned once per connection.
_LOOKS = """
WITH seen AS (
    SELECT id, version FROM tickets_ticket
     WHERE id = %(ticket)s::bigint AND (%(stores)s::bigint[] IS NULL
                                        OR store_id = ANY(%(stores)s::bigint[]))),
noted AS (
    INSERT INTO tickets_presence (ticket_id, person_id, seen_at)
    SELECT id, %(me)s::bigint, %(at)s::timestamptz FROM seen
        ON CONFLICT (ticket_id, person_id) DO UPDATE SET seen_at = excluded.seen_at),
looked AS (
    UPDATE tickets_watch AS watch SET looked_at = %(at)s::timestamptz FROM seen
     WHERE watch.person_id = %(me)s::bigint AND watch.ticket_id = seen.id),
named AS (
    UPDATE tickets_mention AS mention SET read_at = %(at)s::timestamptz
      FROM seen JOIN tickets_message AS note ON note.ticket_id = seen.id
     WHERE mention.person_id = %(me)s::bigint AND mention.read_at IS NULL
       AND mention.note_id = note.id)
SELECT version FROM seen
"""
# Returns when somebody was seen before.
_AT_DESK = """
WITH before AS (SELECT seen_at FROM tickets_atdesk WHERE person_id = %(me)s::bigint),
now AS (
    INSERT INTO tickets_atdesk (person_id, seen_at)
    VALUES (%(me)s::bigint, %(at)s::timestamptz)
        ON CONFLICT (person_id) DO UPDATE SET seen_at = excluded.seen_at)
SELECT (SELECT seen_at FROM before)
"""


def note_presence(*, ticket_id: int, by: Person, at: datetime) -> int:
    """Note that somebody has the ticket open; return its version.

    Notes that name him there are read by that, and what he follows there is seen.

    Raises:
        NotAllowed: the role may not read tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
    """
    require(by, Right.READ_TICKETS)
    if ticket_id > GREATEST_NUMBER:
        raise Ticket.DoesNotExist
    stores = by.visible_store_ids()
    with standing_cursor() as cursor:
        cursor.execute(
            _LOOKS,
            {
                "ticket": ticket_id,
                "stores": None if stores is None else sorted(stores),
                "me": by.pk,
                "at": at,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise Ticket.DoesNotExist
    return int(row[0])


def note_at_desk(*, by: Person, at: datetime) -> None:
    """Note that somebody did something on a page; who was gone may be given tickets.

    Raises:
        NotAllowed: the role may not work tickets.
    """
    require(by, Right.WORK_TICKETS)
    with standing_cursor() as cursor:
        cursor.execute(_AT_DESK, {"me": by.pk, "at": at})
        (before,) = cursor.fetchone() or (None,)
    was_here = before is not None and before > at - RECENTLY
    if not was_here and AssignmentRule.objects.in_use().exists():
        _given.ring_now()


def forget_presence(*, at: datetime) -> int:
    """Remove who was where an hour ago or longer; return how many rows."""
    return Presence.objects.filter(seen_at__lt=at - KEPT_FOR).delete()[0]

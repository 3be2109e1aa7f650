"""Who is at work, by what the tabs report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from firsthand.foundation.postgres.standing import standing_cursor
from firsthand.foundation.scoping import SeesStores

RECENTLY = timedelta(minutes=15)
# Tabs say so every eight seconds: two of them may be lost.
HERE, WRITES = timedelta(seconds=25), timedelta(seconds=30)


@dataclass(frozen=True)
class OnDuty:
    """Somebody who had a ticket in front of him a moment ago, and what he carries."""

    name: str
    open_tickets: int
    due_within_hour: int


def on_duty(person: SeesStores, *, at: datetime) -> Sequence[OnDuty]:
    """Return who worked a ticket that `person` may see in the last 15 minutes, by name.

    What each carries is counted among the tickets that `person` may see.
    """
    stores = person.visible_store_ids()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT somebody.name, count(ticket.id),
                       count(*) FILTER (WHERE ticket.queue_due_at <= %(hour)s)
                  FROM people_person AS somebody
                  LEFT JOIN tickets_ticket AS ticket
                    ON ticket.assignee_id = somebody.id AND ticket.state = 'open'
                   AND (%(stores)s::bigint[] IS NULL
                        OR ticket.store_id = ANY(%(stores)s::bigint[]))
                 WHERE somebody.id IN (
                       SELECT looked.person_id FROM tickets_focusinterval AS looked
                         JOIN tickets_ticket AS ticket ON ticket.id = looked.ticket_id
                        WHERE looked.ended_at > %(since)s AND looked.ended_at <= %(at)s
                          AND (%(stores)s::bigint[] IS NULL
                               OR ticket.store_id = ANY(%(stores)s::bigint[])))
                 GROUP BY somebody.id""",
            {
                "at": at,
                "since": at - RECENTLY,
                "hour": at + timedelta(hours=1),
                "stores": None if stores is None else sorted(stores),
            },
        )
        found = [OnDuty(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda somebody: somebody.name)


def seen_lately(*, at: datetime) -> list[int]:
    """Return who did something on a page, or worked a ticket, in the last 15 minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT person_id FROM tickets_atdesk
                WHERE seen_at > %(since)s AND seen_at <= %(at)s
                UNION
               SELECT person_id FROM tickets_focusinterval
                WHERE ended_at > %(since)s AND ended_at <= %(at)s""",
            {"at": at, "since": at - RECENTLY},
        )
        return [person_id for (person_id,) in cursor.fetchall()]


class Here(NamedTuple):
    """A colleague who has a ticket open right now; `writes`: he types a reply."""

    name: str
    writes: bool


def others_on(
    ticket_ids: Collection[int], *, but: int, at: datetime
) -> Mapping[int, Sequence[Here]]:
    """Return who else has these tickets open, who writes first, then by name.

    Whoever asks has been shown the tickets. Somebody writes if his draft was saved within
    the last half minute; what it says stays his own.
    """
    found: dict[int, list[Here]] = {}
    with standing_cursor() as cursor:
        cursor.execute(
            """SELECT here.ticket_id, somebody.name,
                       coalesce(draft.saved_at > %(wrote)s::timestamptz, false)
                  FROM tickets_presence AS here
                  JOIN people_person AS somebody ON somebody.id = here.person_id
                  LEFT JOIN tickets_draft AS draft
                    ON draft.ticket_id = here.ticket_id
                   AND draft.person_id = here.person_id AND NOT draft.is_note
                 WHERE here.ticket_id = ANY(%(tickets)s::bigint[])
                   AND here.person_id <> %(me)s::bigint
                   AND here.seen_at > %(since)s::timestamptz""",
            {
                "tickets": list(ticket_ids),
                "me": but,
                "since": at - HERE,
                "wrote": at - WRITES,
            },
        )
        for ticket_id, name, writes in cursor.fetchall():
            found.setdefault(ticket_id, []).append(Here(name, writes))
    for each in found.values():
        each.sort(key=lambda here: (not here.writes, here.name))
    return found

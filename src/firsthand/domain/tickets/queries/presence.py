"""Who is at work, by what the tabs report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from firsthand.foundation.scoping import SeesStores

RECENTLY = timedelta(minutes=15)


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

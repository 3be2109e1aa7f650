"""How many tickets wait in each list: counted to a hundred, all in one query.

Every desk page asks this, so the SQL is written out: to build it anew from a dozen ORM
queries took longer than to answer it. A test holds each count against its list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from firsthand.domain.mail import queries as mail
from firsthand.domain.people.queries import Right
from firsthand.domain.sla.ports import (
    ESCALATED,
    ESCALATED_TO_ASSIGNEES,
    ESCALATED_TO_LEADS,
)
from firsthand.domain.tickets.queries.views import SomebodyAtDesk, View
from firsthand.domain.tickets.rules import DUE_SOON
from firsthand.foundation.postgres.standing import standing_cursor

CAP = 100
Counts = Mapping[str, int]
QUARANTINE = "quarantine"
_OPEN = "state = 'open' AND snoozed_until IS NULL"
_SNOOZED = "state = 'open' AND snoozed_until IS NOT NULL"
_LISTS = {
    View.OVERDUE: "queue_due_at < %(at)s",
    View.DUE_SOON: "queue_due_at <= %(soon)s",
    View.ESCALATED: (
        # By the few that were escalated first: with the alternatives alone PostgreSQL
        # would ask them of every open ticket.
        f"state = 'open' AND id IN ({ESCALATED})"
        f" AND (id IN ({ESCALATED_TO_ASSIGNEES}) AND assignee_id = %(me)s"
        f" OR %(leads)s AND id IN ({ESCALATED_TO_LEADS}))"
    ),
    View.MINE: f"{_OPEN} AND assignee_id = %(me)s",
    View.UNASSIGNED: f"{_OPEN} AND assignee_id IS NULL",
    View.OPEN: _OPEN,
    View.NO_ORDER: f"{_OPEN} AND order_id IS NULL",
    View.WAITING: f"{_OPEN} AND queue_due_at IS NULL",
    View.MY_SNOOZED: (
        f"{_SNOOZED} AND id IN (SELECT ticket_id FROM tickets_snooze"
        " WHERE person_id = %(me)s AND ended_at IS NULL)"
    ),
    View.SNOOZED: _SNOOZED,
    View.APPROVAL: "id IN (SELECT ticket_id FROM tickets_awaitedapproval)",
    View.UNSENT: (
        "id IN (SELECT ticket_id FROM tickets_heldreply WHERE person_id = %(me)s"
        " AND state IN ('waiting', 'stopped'))"
    ),
    View.UNDELIVERED: (
        # Joined once more inside: a condition on the ticket outside would make PostgreSQL
        # go through all tickets instead of the few messages.
        "id IN (SELECT ticket_id FROM tickets_message JOIN tickets_ticket AS answered"
        " ON answered.id = ticket_id"
        " WHERE delivery IN ('unknown', 'failed', 'bounced')"
        " AND (delivery = 'unknown' OR answered.reply_due_at IS NOT NULL))"
    ),
    View.FLAGGED: (
        f"{_OPEN} AND id IN (SELECT ticket_id FROM tickets_message WHERE flag <> '')"
    ),
}
# What was told to this person: as many as have something new, of any state.
_TOLD = {
    "following": (
        "id IN (SELECT watch.ticket_id FROM tickets_watch AS watch"
        " JOIN tickets_ticket AS followed ON followed.id = watch.ticket_id"
        " WHERE watch.person_id = %(me)s AND followed.merged_into_id IS NULL"
        " AND (followed.solved_at > watch.looked_at"
        " OR EXISTS (SELECT FROM tickets_message AS said"
        " WHERE said.ticket_id = watch.ticket_id AND said.recorded_at > watch.looked_at"
        " AND said.author_id IS DISTINCT FROM %(me)s)"
        " OR EXISTS (SELECT FROM tickets_assignment AS given"
        " WHERE given.ticket_id = watch.ticket_id AND given.at > watch.looked_at"
        " AND given.by_id IS DISTINCT FROM %(me)s)))"
    ),
    "mentions": (
        "id IN (SELECT note.ticket_id FROM tickets_mention AS mention"
        " JOIN tickets_message AS note ON note.id = mention.note_id"
        " WHERE mention.person_id = %(me)s AND mention.read_at IS NULL)"
    ),
}
_NOT_LATE = "queue_due_at BETWEEN %(at)s AND"
_SOON = {
    "soon": f"{_NOT_LATE} %(soon)s",
    "hour": f"{_NOT_LATE} %(hour)s",
    "nobody": f"{_NOT_LATE} %(soon)s AND assignee_id IS NULL",
}


def desk_counts(person: SomebodyAtDesk, *, at: datetime) -> Counts:
    """Return how many tickets each open list holds, by the list's name; 100 means more.

    "quarantine" counts the mails that could not be read; "following" and "mentions" the
    tickets on which something is new that this person follows, or in which he was named.
    """
    return _counted(person, at, with_soon=False)


def today_counts(person: SomebodyAtDesk, *, at: datetime) -> Counts:
    """Return `desk_counts` and, of what is due soon, what the day begins with.

    "soon" is due within four hours and not late; "hour" and "nobody" are those of them due
    within one hour and those without an assignee.
    """
    return _counted(person, at, with_soon=True)


def _counted(person: SomebodyAtDesk, at: datetime, *, with_soon: bool) -> Counts:
    stores = person.visible_store_ids()
    names = [*_LISTS, *_TOLD, *(_SOON if with_soon else ())]
    with standing_cursor() as cursor:
        cursor.execute(
            _sql(with_soon=with_soon, sees_all=stores is None),
            {
                "at": at,
                "soon": at + DUE_SOON,
                "hour": at + timedelta(hours=1),
                "me": person.pk,
                "leads": person.may(Right.ASSIGN_OTHERS),
                "stores": sorted(stores or ()),
            },
        )
        found = dict(zip(map(str, names), cursor.fetchone() or (), strict=True))
    return found | {QUARANTINE: mail.quarantined_count(person, most=CAP)}


@lru_cache
def _sql(*, with_soon: bool, sees_all: bool) -> str:
    """Return the query: an exact count of a large table would cost every page."""
    seen = "" if sees_all else "store_id = ANY(%(stores)s::bigint[]) AND"
    conditions = [*_LISTS.values(), *_TOLD.values(), *(_SOON.values() if with_soon else ())]
    counts = [
        f"(SELECT count(*) FROM (SELECT FROM tickets_ticket WHERE {seen} {condition}"
        f" LIMIT {CAP}) AS counted)"
        for condition in conditions
    ]
    return f"SELECT {', '.join(counts)}"

"""Give the tickets that wait for somebody, by the rules."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet

from firsthand.domain.people import queries as people
from firsthand.domain.tickets.commands._office import Office
from firsthand.domain.tickets.models import Assignment, AssignmentRule, Ticket

BATCH = 50
# Of how many waiting tickets one run looks for somebody, the most urgent first.
LOOKED_AT = 2000
_LAST = datetime.max.replace(tzinfo=UTC)


@transaction.atomic
def assign_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Give the most urgent waiting tickets to who is present; return how many were given.

    What waits: open tickets of nobody's that have to be answered or were passed on to a
    team, and tickets on which the buyer wrote while whoever has them is away. Where nobody
    is present or has room, they stay where they are. Tickets that somebody else locks are
    left for the next time. Call until 0.

    Args:
        at: the present (UTC): who did something a quarter of an hour before is there.
        limit: how many to give at most, so that the rules are not locked for long.
    """
    if not AssignmentRule.objects.in_use().exists():
        return 0
    office = Office(at=at)
    stores = office.store_ids()
    given = 0
    waiting = sorted(_waiting(stores), key=_urgency)[:LOOKED_AT] if stores else []
    standing = _standing(waiting)
    for seen in waiting:
        if given == limit:
            break
        team_id, not_to = standing.get(seen.pk, (None, None))
        not_to = seen.assignee_id or not_to
        found = office.choose(seen, team_id=team_id, not_to=not_to)
        if found is not None and (ticket := _locked(seen)) is not None:
            office.give(ticket, *found)
            given += 1
    return given


def _waiting(stores: frozenset[int]) -> list[Ticket]:
    absent = people.absent_since()
    here = Ticket.objects.filter(store__in=stores, state=Ticket.State.OPEN)
    here = here.select_related("buyer").order_by("queue_due_at", "pk")
    nobodys = here.filter(assignee=None)
    # A quiet ticket has no place in the queue: nothing waits, unless it was passed on.
    passed_on = nobodys.filter(queue_due_at=None, pk__in=_for_teams())
    left = here.filter(assignee__in=absent, unanswered_since__isnull=False)
    return list(
        chain(
            nobodys.filter(queue_due_at__isnull=False)[:LOOKED_AT],
            passed_on[:LOOKED_AT],
            (ticket for ticket in left if _was_left(ticket, absent)),
        )
    )


def _for_teams() -> QuerySet[Assignment, int]:
    return Assignment.objects.filter(
        ended_at=None, person=None, team__isnull=False
    ).values_list("ticket", flat=True)


def _was_left(ticket: Ticket, absent: dict[int, datetime | None]) -> bool:
    """Say whether the buyer wrote after whoever has the ticket had gone."""
    gone = absent[ticket.assignee_id or 0]
    return gone is None or ticket.last_message_at > gone


def _urgency(ticket: Ticket) -> tuple[datetime, int]:
    return ticket.queue_due_at or _LAST, ticket.pk


def _standing(tickets: list[Ticket]) -> dict[int, tuple[int | None, int | None]]:
    """Return by ticket the team it waits for, and who put it back."""
    present = Assignment.objects.filter(ticket__in=tickets, ended_at=None, person=None)
    return {
        each.ticket_id: (
            each.team_id,
            each.by_id if each.how == Assignment.How.PUT_BACK else None,
        )
        for each in present
    }


def _locked(seen: Ticket) -> Ticket | None:
    """Return the ticket, locked, if it is as it was seen and nobody works on it now."""
    tickets = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
    ticket = tickets.filter(pk=seen.pk).first()
    if ticket is None or ticket.state != Ticket.State.OPEN:
        return None
    return ticket if ticket.assignee_id == seen.assignee_id else None

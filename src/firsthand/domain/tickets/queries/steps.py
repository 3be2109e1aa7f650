"""Steps of tickets, and the templates they come from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.models import Checklist, Step, Ticket
from firsthand.foundation.postgres.standing import StandingList


def steps_of(ticket_id: int) -> list[Step]:
    """Return the steps of a ticket in their order, with who ticked them.

    Whoever asks has been shown the ticket.
    """
    return _steps(ticket_id)


@StandingList
def _steps(ticket_id: int) -> QuerySet[Step]:
    found = Step.objects.filter(ticket_id=ticket_id)
    return found.select_related("done_by").order_by("pk")


def checklists() -> QuerySet[Checklist]:
    """Return all templates by name, those in use first."""
    found = Checklist.objects.select_related("reason")
    return found.order_by("archived_at", "name", "pk")


def checklists_for(ticket: Ticket) -> list[Checklist]:
    """Return the templates in use that fit a ticket and are not on it, the closest first.

    Closest is what is meant for the ticket's own reason, then for one above it, then for
    all tickets.
    """
    path = reasons.path_of(ticket.reason_id) if ticket.reason_id is not None else ()
    found = (
        Checklist.objects.filter(Q(reason=None) | Q(reason__in=path), archived_at=None)
        .exclude(pk__in=ticket.steps.exclude(checklist=None).values("checklist_id"))
        .order_by("name", "pk")
    )
    depth = {reason_id: n for n, reason_id in enumerate(path)}
    return sorted(found, key=lambda each: -depth.get(each.reason_id or 0, -1))

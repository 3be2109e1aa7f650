"""By which rules tickets are given, and with whom one is and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from firsthand.domain.people import queries as people
from firsthand.domain.tickets.models import Assignment, AssignmentRule
from firsthand.foundation.postgres.standing import StandingList

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


def assignment_rules_of(person: Person) -> QuerySet[AssignmentRule]:
    """Return the rules for stores that `person` all sees, as they are asked.

    Those in use first.
    """
    rules = AssignmentRule.objects.select_related("store", "team")
    seen = person.visible_store_ids()
    if seen is not None:
        teams = [team.pk for team in people.teams_seen_by(person)]
        rules = rules.filter(Q(store__in=seen) | Q(team__in=teams))
    return rules.order_by("archived_at", "position", "pk")


def assignments_of(ticket_id: int) -> list[Assignment]:
    """Return who had a ticket one after the other, as far as it changed hands here.

    Whoever asks has been shown the ticket. The one present has not ended.
    """
    return _assignments(ticket_id)


@StandingList
def _assignments(ticket_id: int) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(ticket_id=ticket_id)
    return found.select_related("person", "team", "came_from", "by", "rule").order_by(
        "at", "pk"
    )

"""Questions about people. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from firsthand.domain.people.models import Person, Team
from firsthand.domain.people.rules import RIGHTS, Right, Role

__all__ = ["Right", "colleagues_on", "names_of", "people", "teams"]


def people() -> QuerySet[Person]:
    """Return everybody with an account, active first, then by name."""
    return Person.objects.order_by("-is_active", "name")


def teams() -> QuerySet[Team]:
    """Return the teams by name."""
    return Team.objects.order_by("name")


def colleagues_on(store_id: int) -> QuerySet[Person]:
    """Return the active people who may work tickets of this store, by name."""
    working = [role for role, rights in RIGHTS.items() if Right.WORK_TICKETS in rights]
    return (
        Person.objects.filter(is_active=True, role__in=working)
        .filter(Q(role=Role.OWNER) | Q(teams__stores=store_id))
        .distinct()
        .order_by("name")
    )


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people by id."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))

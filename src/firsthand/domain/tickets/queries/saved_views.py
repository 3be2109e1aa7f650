"""Which saved views there are for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from firsthand.domain.tickets.models import SavedView

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class PinnedView(NamedTuple):
    """A view that stands in somebody's rail."""

    id: int
    name: str


def pinned_views(person: Person) -> list[PinnedView]:
    """Return what stands in the rail of `person`: his own first, then his teams', by name.

    Every desk page asks, so the SQL is written out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, name FROM tickets_savedview
                WHERE is_pinned AND (owner_id = %(me)s OR team_id IN
                      (SELECT team_id FROM people_person_teams WHERE person_id = %(me)s))
                ORDER BY owner_id IS NULL, lower(name), id""",
            {"me": person.pk},
        )
        return [PinnedView(*row) for row in cursor.fetchall()]


def views_of(person: Person) -> list[SavedView]:
    """Return the views `person` may open, with their teams: his own first, by name."""
    found = SavedView.objects.visible_to(person).select_related("team").distinct()
    return sorted(
        found, key=lambda view: (str(view.team or ""), view.name.lower(), view.pk)
    )


def view_for(person: Person, view_id: int) -> SavedView | None:
    """Return one view, if `person` may open it."""
    found = SavedView.objects.visible_to(person).select_related("team").distinct()
    return found.filter(pk=view_id).first()

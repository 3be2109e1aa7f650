"""The filter builder: rows of field, comparison and value, drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.queries import Right, Role
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import ViewTerms
from firsthand.domain.tickets.queries import Condition, Sorting, Wanted
from firsthand.domain.tickets.rules.filters import MOST_CONDITIONS, Field, in_order, tidy
from firsthand.foundation.errors import Refused
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists, places
from firsthand.web.tickets.builder_rows import rows_of, shaped
from firsthand.web.tickets.deeds import wants_part

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person, Team
    from firsthand.domain.tickets.models import SavedView

_NEW = Condition(Field.STORE, "is", "")
_BEGINNING = (Condition(Field.STATE, "is", "open"), _NEW)
_LONGEST_ID = 18


@dataclass(frozen=True)
class Filled:
    """The builder as it is filled in."""

    wanted: Wanted
    view: SavedView | None
    name: str
    team_id: int | None
    is_pinned: bool
    is_final: bool = False


@require_http_methods(["GET", "POST"])
@needs(Right.READ_TICKETS)
def filter_builder(request: HttpRequest) -> HttpResponse:
    """Build a filter; show its tickets, or save it under a name."""
    person = person_of(request)
    view = _view(request, person)
    if request.method == "POST":
        return _answered(request, person, _as_filled(request.POST, view))
    wanted = places.wanted_by(request.GET)
    if not wanted.conditions:
        wanted = Wanted(_BEGINNING, wanted.sorting)
    filled = Filled(
        wanted=wanted,
        view=view,
        name=view.name if view else "",
        team_id=view.team_id if view else None,
        is_pinned=view.is_pinned if view else True,
    )
    return _drawn(request, person, filled)


def _view(request: HttpRequest, person: Person) -> SavedView | None:
    """Return the saved view that is being changed, if one is.

    Raises:
        Http404: there is none of this number that `person` may open.
    """
    number = request.GET.get("saved", "")
    if not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID
    view = queries.view_for(person, int(number)) if is_number else None
    if view is None:
        raise Http404
    return view


def _as_filled(given: QueryDict, view: SavedView | None) -> Filled:
    rows = zip(
        given.getlist("field"),
        given.getlist("comparison"),
        given.getlist("value"),
        strict=False,
    )
    conditions = [tidy(shaped(Condition(*(text[:320] for text in row)))) for row in rows]
    order, team = given.get("order", ""), given.get("team", "")
    return Filled(
        wanted=Wanted(
            tuple(_worked(conditions, given.get("do", ""))),
            Sorting(order) if order in set(Sorting) else Sorting.DUE,
        ),
        view=view,
        name=given.get("name", "").replace("\0", ""),
        team_id=int(team) if team.isascii() and team.isdigit() else None,
        is_pinned=given.get("pinned") == "yes",
        is_final=given.get("do", "") in {"show", "save", "save-new"},
    )


def _worked(conditions: Sequence[Condition], what: str) -> list[Condition]:
    """Add a row, or take one away, if that is what was pressed."""
    rows = list(conditions)
    if what == "add":
        rows.append(_NEW)
    if what.startswith("remove-"):
        rows = [row for n, row in enumerate(rows) if f"remove-{n}" != what]
    return rows[: MOST_CONDITIONS + 1]


def _answered(request: HttpRequest, person: Person, filled: Filled) -> HttpResponse:
    if not filled.is_final:
        return _drawn(request, person, filled)
    at = timezone.now()
    rows = [row for row in filled.wanted.conditions if row.value != ""]
    named = [each for row in rows for each in _named(row, person)]
    wanted = Wanted(in_order(named), filled.wanted.sorting)
    is_done = len(rows) == len(filled.wanted.conditions) and bool(rows)
    if not is_done or not queries.reading_of(wanted, person, at=at).is_whole:
        return _drawn(request, person, filled)
    if request.POST.get("do") == "show":
        return redirect(places.address_of(wanted))
    terms = ViewTerms(filled.name, wanted, filled.team_id, filled.is_pinned)
    is_change = filled.view is not None and request.POST.get("do") == "save"
    try:
        if is_change and filled.view is not None:
            view = commands.change_view(
                view_id=filled.view.pk, terms=terms, by=person, at=at
            )
        else:
            view = commands.save_view(terms=terms, by=person, at=at)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        return _drawn(request, person, filled, refusal)
    return redirect("queue_saved", saved_id=view.pk)


def _named(condition: Condition, person: Person) -> Sequence[Condition]:
    """Return a condition as it is kept: of a buyer his number, never his address."""
    if condition.field != Field.BUYER:
        return [condition]
    found = queries.buyers_named(person, condition.value)
    return [Condition(Field.BUYER, "is", str(each)) for each in found] or [condition]


def _drawn(
    request: HttpRequest, person: Person, filled: Filled, refusal: Refused | None = None
) -> HttpResponse:
    at = timezone.now()
    kept = [
        _named(row, person)[0] if row.value else row for row in filled.wanted.conditions
    ]
    reading = queries.reading_of(Wanted(tuple(kept), filled.wanted.sorting), person, at=at)
    context = {
        "rows": rows_of(reading.rows, person, is_final=filled.is_final),
        "may_add": len(kept) < MOST_CONDITIONS,
    }
    if wants_part(request):
        return render(request, "tickets/_filter_rows.html", context)
    context |= {
        "filled": filled,
        "refusal": refusal,
        "saved": filled.view.pk if filled.view else "",
        "orders": lists.SORTINGS.items(),
        "teams": _teams(person),
        "may_change": filled.view is not None and _may_change(person, filled.view),
        "is_too_long": reading.is_too_long,
        "desk_views": lists.rail(person, at=at),
    }
    status = 422 if filled.is_final else 200
    return render(request, "tickets/filter.html", context, status=status)


def _teams(person: Person) -> Sequence[Team]:
    """Return the teams a view may be saved for."""
    if not person.may(Right.ASSIGN_OTHERS):
        return []
    found = people.teams()
    return list(found if person.role == Role.OWNER else found.filter(people=person))


def _may_change(person: Person, view: SavedView) -> bool:
    return view.team_id is None or person.may(Right.ASSIGN_OTHERS)

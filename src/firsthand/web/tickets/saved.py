"""The page of all views, their counts for the rail, and how high the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people import commands as people
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import Reading, Wanted
from firsthand.web.shared import formats
from firsthand.web.shared.addresses import ours
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists, places, ready
from firsthand.web.tickets.asked import Chip, chips_of
from firsthand.web.tickets.deeds import deed

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import SavedView


@dataclass(frozen=True)
class Line:
    """One saved view in words."""

    view: SavedView
    chips: Sequence[Chip]
    order: str
    problem: str
    may_change: bool
    change_url: str


@require_safe
@needs(Right.READ_TICKETS)
def views(request: HttpRequest) -> HttpResponse:
    """List the views somebody may open, and the ready-made ones."""
    person, at = person_of(request), timezone.now()
    found = queries.views_of(person)
    readings = queries.readings_of([each.wanted for each in found], person, at=at)
    leads = person.may(Right.ASSIGN_OTHERS)
    languages = {store.language for store in stores.stores_of(person)} | {"en"}
    context = {
        "lines": [
            _line(view, reading, may_change=leads or view.team_id is None)
            for view, reading in zip(found, readings, strict=True)
        ],
        "ready": ready.ready_made(sorted(languages)),
        "desk_views": lists.rail(person, at=at),
    }
    return render(request, "tickets/saved_views.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def counts(request: HttpRequest) -> HttpResponse:
    """Return how many open tickets each view in the rail has, by its number, as shown.

    A dash where nothing is counted: its filter has to be mended, or holds closed tickets.
    """
    person, at = person_of(request), timezone.now()
    pinned = {each.id for each in queries.pinned_views(person)}
    found = [view for view in queries.views_of(person) if view.pk in pinned]
    readings = queries.readings_of([view.wanted for view in found], person, at=at)
    counted = queries.open_counts(readings, person)
    return JsonResponse(
        {
            view.pk: formats.DASH if count is None else lists.capped(count)
            for view, count in zip(found, counted, strict=True)
        }
    )


@deed
def delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Take a view away; its conditions stay in the address, to be saved again."""
    person, at = person_of(request), timezone.now()
    view = queries.view_for(person, saved_id)
    commands.delete_view(view_id=saved_id, by=person, at=at)
    assert view is not None, "the command would have refused"
    words = _("The view “%(name)s” is deleted. The list as it was is still open here.")
    messages.success(request, words % {"name": view.name})
    return redirect(places.address_of(view.wanted))


@deed
def density(request: HttpRequest) -> HttpResponse:
    """Show rows compact or roomy from now on, on every page."""
    wanted = request.POST.get("density", "")
    if wanted not in set(Person.Density):
        return HttpResponseBadRequest()
    people.choose_density(
        density=Person.Density(wanted), by=person_of(request), at=timezone.now()
    )
    came_from = request.headers.get("Referer", "")
    return HttpResponseRedirect(ours(request, came_from, otherwise=reverse("queue")))


def _line(view: SavedView, reading: Reading, *, may_change: bool) -> Line:
    wanted: Wanted = view.wanted
    change = f"{reverse('queue_filter')}?{places.parameters(wanted, saved=view.pk)}"
    return Line(
        view=view,
        chips=chips_of(reading.rows, wanted),
        order=str(lists.order_of(wanted)),
        problem=" ".join(row.problem for row in reading.problems),
        may_change=may_change,
        change_url=change,
    )

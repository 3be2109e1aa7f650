"""Lists people ask for: by conditions in the address, or saved under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Meaning, Reading, Wanted
from firsthand.domain.tickets.queries.words import COMPARISONS, FIELDS
from firsthand.domain.tickets.rules.filters import OPEN, Comparison, Field, joins
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists, places
from firsthand.web.tickets.clocks import language_name
from firsthand.web.tickets.deeds import wants_part
from firsthand.web.tickets.queue import groups_of
from firsthand.web.tickets.sheet import sheet_context

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import SavedView


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the address of the list without it."""

    join: str
    words: str
    is_gone: bool
    without: str


@require_safe
@needs(Right.READ_TICKETS)
def asked(request: HttpRequest) -> HttpResponse:
    """Show the tickets that the address asks for."""
    wanted = places.wanted_by(request.GET)
    if not wanted.conditions:
        return HttpResponseRedirect(reverse("queue_filter"))
    return _listed(request, wanted, places.key_of(wanted), None)


@require_safe
@needs(Right.READ_TICKETS)
def saved(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Show the tickets of a saved view."""
    view = queries.view_for(person_of(request), saved_id)
    if view is None:
        raise Http404
    return _listed(request, view.wanted, f"saved-{view.pk}", view)


def chips_of(rows: Sequence[Meaning], wanted: Wanted) -> list[Chip]:
    """Return the conditions in words, in order."""
    words = {"": "", "and": _("and"), "or": _("or")}
    return [
        Chip(words[join], words_of(row), bool(row.problem), _without(wanted, row))
        for row, join in zip(rows, joins([row.condition for row in rows]), strict=True)
    ]


def words_of(row: Meaning) -> str:
    """Return one condition in words: "Store: Lumo Berlin", "Due within: 4 hours"."""
    condition = row.condition
    names = {
        "field": FIELDS.get(condition.field, condition.field),
        "comparison": COMPARISONS.get(condition.comparison, condition.comparison),
        "value": label_of(row),
    }
    if condition.comparison == Comparison.IS:
        return _("%(field)s: %(value)s") % names
    return _("%(field)s %(comparison)s: %(value)s") % names


def label_of(row: Meaning) -> str:
    """Return the value of a condition in words."""
    is_language = row.condition.field == Field.LANGUAGE and not row.problem
    return language_name(row.label) if is_language else str(row.label)


def _without(wanted: Wanted, row: Meaning) -> str:
    rest = tuple(each for each in wanted.conditions if each != row.condition)
    return places.address_of(Wanted(rest, wanted.sorting)) if rest else reverse("queue")


def _listed(
    request: HttpRequest, wanted: Wanted, key: str, view: SavedView | None
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    reading = queries.reading_of(wanted, person, at=at)
    after = request.GET.get("after", "")
    found = queries.page_wanted(reading, person, after=after)
    context = {
        "view": key,
        "view_name": view.name if view else _("Filter"),
        "view_order": lists.order_of(wanted),
        "list_url": reverse("queue"),
        "groups": groups_of(found, key, at, person, banded=lists.is_banded(wanted)),
        "reading": reading,
        "chips": chips_of(reading.rows, wanted),
        "saved_view": view,
        "change_url": _change_url(wanted, view),
        "desk_views": lists.rail(person, at=at),
        "may_work": person.may(Right.WORK_TICKETS),
        "undoable": partial(queries.undoable_by, person.pk),  # Called by the page only.
        "now": at,
        "is_first": not after,
        "here": request.get_full_path(),
        "list_query": urlencode({"view": key}),
        "top": _page(request, ""),
        "further": _page(request, found.after) if found.after else "",
        **_counted(reading, person),
        **sheet_context(reverse("queue_reasons")),
    }
    part = "tickets/_queue_part.html" if wants_part(request) else "tickets/queue.html"
    return render(request, part, context)


def _counted(reading: Reading, person: Person) -> dict[str, object]:
    """Count a list of open tickets only: of others the number would not be the list's."""
    if lists.states_of(reading.wanted) != {OPEN}:
        return {}
    (count,) = queries.open_counts([reading], person)
    return {} if count is None else {"count": count, "count_shown": lists.capped(count)}


def _change_url(wanted: Wanted, view: SavedView | None) -> str:
    more = {"saved": view.pk} if view else {}
    return f"{reverse('queue_filter')}?{places.parameters(wanted, **more)}"


def _page(request: HttpRequest, after: str) -> str:
    """Return the address of this list from a place on."""
    asked = request.GET.copy()
    asked.pop("after", None)
    if after:
        asked["after"] = after
    return f"{request.path}?{asked.urlencode()}" if asked else request.path

"""The queue: one list at a time, most urgent first, worked from the keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Filters, Page, View
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists
from firsthand.web.tickets.deeds import wants_part
from firsthand.web.tickets.lines import Line, lines_of
from firsthand.web.tickets.sheet import sheet_context

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LONGEST_ID = 18
_LANGUAGE = re.compile(r"[A-Za-z-]{2,12}")


@dataclass(frozen=True)
class Group:
    """Tickets with about the same time left. `count` says how many, as far as shown."""

    name: str
    count: str
    lines: Sequence[Line]


@require_safe
@needs(Right.READ_TICKETS)
def queue(request: HttpRequest, view: str = View.DUE_SOON) -> HttpResponse:
    """Show one list; asked by htmx, only its rows and the counts beside it."""
    if view not in set(View):
        raise Http404
    person, at = person_of(request), timezone.now()
    chosen, text = View(view), request.GET.get("q", "").strip()
    if text:
        return _found(request, person, chosen, text, at)
    filters = _filters(request)
    found = queries.page_of(
        chosen, person, at=at, filters=filters, after=request.GET.get("after", "")
    )
    context = _context(person, chosen, found, at) | _choices(
        person, filters, request.GET.get("reason", "")
    )
    context |= {
        "is_first": not request.GET.get("after"),
        "further": _address(request, after=found.after) if found.after else "",
        "top": _address(request, after=""),
        "here": request.get_full_path(),
    }
    part = "tickets/_queue_part.html" if wants_part(request) else "tickets/queue.html"
    return render(request, part, context)


@require_safe
@needs(Right.READ_TICKETS)
def next_ticket(request: HttpRequest) -> HttpResponse:
    """Go to the most urgent ticket of a list, other than the one just worked."""
    view = request.GET.get("view", "")
    chosen = View(view) if view in set(View) else View.DUE_SOON
    but = _number(request.GET.get("but", "")) or 0
    found = queries.next_in(chosen, person_of(request), at=timezone.now(), but=but)
    if found is None:
        return HttpResponseRedirect(reverse("queue_view", args=[chosen]))
    return HttpResponseRedirect(f"{reverse('ticket', args=[found])}?view={chosen}")


def _found(
    request: HttpRequest, person: Person, view: View, text: str, at: datetime
) -> HttpResponse:
    """Answer the search box: open the one ticket found, or list several."""
    ids = queries.find(person, text)
    if len(ids) == 1:
        return HttpResponseRedirect(reverse("ticket", args=ids))
    rows = queries.rows_of(ids, person) if ids else []
    context = _context(person, view, Page(rows, ""), at) | _choices(person, Filters())
    context |= {"searched": text, "is_first": True, "here": request.get_full_path()}
    part = "tickets/_queue_part.html" if wants_part(request) else "tickets/queue.html"
    return render(request, part, context)


def _context(person: Person, view: View, found: Page, at: datetime) -> dict[str, object]:
    counts = queries.desk_counts(person, at=at)
    count = counts.get(view)
    return {
        "view": view.value,
        "view_name": lists.NAMES[view],
        "view_order": lists.ORDERS[view],
        "count": count,
        "count_shown": "" if count is None else lists.capped(count),
        "groups": _groups(view, found, at, person),
        "desk_views": lists.rail(person, at=at, current=view, counts=counts),
        "may_work": person.may(Right.WORK_TICKETS),
        "undoable": queries.undoable_by(person.pk),
        "now": at,
        **sheet_context(reverse("queue_reasons")),
    }


def _groups(view: View, found: Page, at: datetime, person: Person) -> Sequence[Group]:
    """Part the rows by time left. Lists of closed tickets have one group without a name."""
    lined = partial(
        lines_of,
        view=view,
        at=at,
        may_choose=person.may(Right.WORK_TICKETS),
        here=queries.others_on([row.id for row in found.rows], but=person.pk, at=at),
    )
    if view in {View.SOLVED, View.NOTICES}:
        lines = lined(found.rows)
        return [Group("", "", lines)] if lines else []
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    parts = [
        (band, list(rows))
        for band, rows in groupby(
            found.rows,
            key=lambda row: queries.band(row.due_at, now=at, tomorrow=tomorrow),
        )
    ]
    # The last group of a page may go on: only then its size is not known.
    return [
        Group(
            str(lists.BANDS[band]),
            f"{len(rows)}+"
            if found.after and (band, rows) == parts[-1]
            else str(len(rows)),
            lined(rows),
        )
        for band, rows in parts
    ]


def _filters(request: HttpRequest) -> Filters:
    language = request.GET.get("language", "")
    return Filters(
        store_id=_number(request.GET.get("store", "")),
        language=language if _LANGUAGE.fullmatch(language) else "",
        assignee_id=_number(request.GET.get("with", "")),
        reason_ids=reasons.branch_of(request.GET.get("reason", "")),
    )


def _choices(person: Person, filters: Filters, reason: str = "") -> dict[str, object]:
    """Return what may be filtered by: the person's stores, their languages, colleagues.

    A reason is filtered by where a page about it leads here; then it can be left out again.
    """
    seen = list(stores.stores_of(person))
    return {
        "filters": filters,
        "stores": seen,
        "languages": sorted({store.language for store in seen} | {"en"}),
        "colleagues": people.names_at_work(),
        "reason": reasons.called(reason) if filters.reason_ids else None,
    }


def _address(request: HttpRequest, **changed: str) -> str:
    """Return the address of this page with these parameters changed; empty ones go."""
    wanted = {**request.GET.dict(), **changed}
    kept = {name: value for name, value in wanted.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_number else None

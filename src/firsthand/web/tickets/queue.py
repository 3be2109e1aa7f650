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
from firsthand.web.tickets import lists, places
from firsthand.web.tickets.deeds import wants_part
from firsthand.web.tickets.lines import Line, lines_of
from firsthand.web.tickets.sheet import sheet_context

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LONGEST_ID = 18
_WITHOUT_BANDS = {View.SOLVED, View.NOTICES, View.MY_SNOOZED, View.SNOOZED}
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
    filters = filters_of(request)
    found = queries.page_of(
        chosen, person, at=at, filters=filters, after=request.GET.get("after", "")
    )
    context = _context(person, chosen, found, at) | {
        "filters": filters,
        "is_first": not request.GET.get("after"),
        "further": _address(request, after=found.after) if found.after else "",
        "top": _address(request, after=""),
        "here": request.get_full_path(),
        "list_query": _list_query(request, chosen),
    }
    if wants_part(request):  # Every page with a list asks, again and again.
        return render(request, "tickets/_queue_part.html", context)
    context |= _choices(person, chosen, filters, request.GET.get("reason", ""))
    return render(request, "tickets/queue.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def next_ticket(request: HttpRequest) -> HttpResponse:
    """Go to the most urgent ticket of a list, other than the one just worked."""
    key = places.known(request.GET.get("view", "")) or View.DUE_SOON.value
    but = _number(request.GET.get("but", "")) or 0
    where = places.after(key, person_of(request), at=timezone.now(), but=but)
    return HttpResponseRedirect(where)


def _found(
    request: HttpRequest, person: Person, view: View, text: str, at: datetime
) -> HttpResponse:
    """Answer the search box: open the one ticket found, or list several."""
    ids = queries.find(person, text)
    if len(ids) == 1:
        return HttpResponseRedirect(reverse("ticket", args=ids))
    rows = queries.rows_of(ids, person) if ids else []
    context = _context(person, view, Page(rows, ""), at)
    context |= _choices(person, view, Filters())
    context |= {"searched": text, "is_first": True, "here": request.get_full_path()}
    context["list_query"] = urlencode({"view": view})
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
        "list_url": reverse("queue_view", args=[view]),
        "groups": groups_of(found, view, at, person, banded=view not in _WITHOUT_BANDS),
        "desk_views": lists.rail(person, at=at, current=view, counts=counts),
        "may_work": person.may(Right.WORK_TICKETS),
        # Called by the page only.
        "undoable": partial(queries.undoable_by, person.pk),
        "now": at,
        **sheet_context(reverse("queue_reasons")),
    }


def groups_of(
    found: Page, view: str, at: datetime, person: Person, *, banded: bool
) -> Sequence[Group]:
    """Part the rows by time left, in each group what woke up first.

    Lists that are not parted have one group without a name.
    """
    lined = partial(
        lines_of,
        view=view,
        at=at,
        may_choose=person.may(Right.WORK_TICKETS),
        here=queries.others_on([row.id for row in found.rows], but=person.pk, at=at),
    )
    if not banded:
        lines = lined(found.rows)
        return [Group("", "", lines)] if lines else []
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    parts = [
        (band, sorted(rows, key=lambda row: row.woke_at is None))
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


def filters_of(request: HttpRequest) -> Filters:
    """Return what narrows a list down, as its address says."""
    language = request.GET.get("language", "")
    return Filters(
        store_id=_number(request.GET.get("store", "")),
        language=language if _LANGUAGE.fullmatch(language) else "",
        assignee_id=_number(request.GET.get("with", "")),
        reason_ids=reasons.branch_of(request.GET.get("reason", "")),
    )


def _choices(
    person: Person, view: View, filters: Filters, reason: str = ""
) -> dict[str, object]:
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
        "change_url": places.like(view, filters, reason),
    }


def _list_query(request: HttpRequest, view: View) -> str:
    """Return which list this is, narrowed down, whichever of its pages is shown."""
    kept = {"view": view.value} | request.GET.dict()
    return urlencode({name: kept[name] for name in kept if name != "after"})


def _address(request: HttpRequest, **changed: str) -> str:
    """Return the address of this page with these parameters changed; empty ones go."""
    wanted = {**request.GET.dict(), **changed}
    kept = {name: value for name, value in wanted.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_number else None

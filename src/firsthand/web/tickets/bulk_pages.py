"""Bulk actions as pages: what they would do, how far they are, what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand import wiring
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import Bulk, BulkItem
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import bulk_words, lists
from firsthand.web.tickets.deeds import deed, wants_part

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

SHOWN_BULKS, SHOWN_ITEMS = 50, 100
State = BulkItem.State
LEFT = {State.REFUSED, State.CHANGED}


def shown_context(bulk: Bulk, person: Person) -> dict[str, object]:
    """Return what a preview or a page shows of one bulk, ticket by ticket.

    What was refused or left out comes first: of ten thousand tickets nobody sees the rest.
    """
    left = list(queries.items_of(bulk, person, *LEFT)[:SHOWN_ITEMS])
    others = queries.items_of(bulk, person, *(set(State) - LEFT))
    items = [*left, *others[: SHOWN_ITEMS - len(left)]]
    context = _standing(bulk, person)
    return context | {
        "details": bulk_words.details(bulk),
        "items": [(item, bulk_words.now(item.ticket, bulk.deed)) for item in items],
        "is_more": queries.tally(bulk).total > SHOWN_ITEMS,
    }


def _standing(bulk: Bulk, person: Person) -> dict[str, object]:
    """Return how far a bulk is, and what may be done about it."""
    counted = queries.tally(bulk)
    is_over = bulk.state in {Bulk.State.DONE, Bulk.State.STOPPED}
    undone_by = Bulk.objects.filter(undoes=bulk).select_related("by").first()
    return {
        "bulk": bulk,
        "title": bulk_words.title(bulk),
        "words": bulk_words.progress(bulk, counted),
        "tally": counted,
        "is_going": bulk.state == Bulk.State.RUNNING,
        "may_start": bulk.state == Bulk.State.SHOWN and counted.waiting,
        "undone_by": undone_by,
        "may_undo": is_over
        and counted.done > 0
        and undone_by is None
        and bulk.deed != Bulk.Deed.UNDO
        and person.may(Right.WORK_TICKETS),
    }


@require_safe
@needs(Right.WORK_TICKETS)
def bulks(request: HttpRequest) -> HttpResponse:
    """List the latest bulk actions that the person may see."""
    person = person_of(request)
    found = list(queries.bulks_for(person).select_related("undoes__to")[:SHOWN_BULKS])
    counted = queries.tallies(found)
    rows = [
        (bulk, bulk_words.title(bulk), bulk_words.progress(bulk, counted[bulk.pk]))
        for bulk in found
    ]
    context = {"rows": rows, "desk_views": lists.rail(person, at=timezone.now())}
    return render(request, "tickets/bulks.html", context)


@require_safe
@needs(Right.WORK_TICKETS)
def bulk(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Show one; asked by htmx, only what changes while it is under way."""
    person = person_of(request)
    context = shown_context(_one(person, bulk_id), person)
    if wants_part(request):
        return render(request, "tickets/_bulk_body.html", context)
    context["desk_views"] = lists.rail(person, at=timezone.now())
    return render(request, "tickets/bulk.html", context)


@require_safe
@needs(Right.WORK_TICKETS)
def state(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Say how far it is, in one line below the queue."""
    person = person_of(request)
    return _state(request, _one(person, bulk_id), person)


def _state(request: HttpRequest, one: Bulk, person: Person) -> HttpResponse:
    response = render(request, "tickets/_bulk_state.html", _standing(one, person))
    if one.state != Bulk.State.RUNNING:
        response.headers["HX-Trigger"] = "queue-changed"
    return response


@deed
def start(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Have done what was shown."""
    person = person_of(request)
    one = commands.start_bulk(bulk_id=bulk_id, by=person, at=timezone.now())
    return _answer(request, one, person, "bulk-begun")


@deed
def stop(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Do nothing more of it."""
    person = person_of(request)
    one = commands.stop_bulk(bulk_id=bulk_id, by=person, at=timezone.now())
    return _answer(request, one, person, "queue-changed")


@deed
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Bring back what stands as it left it."""
    person = person_of(request)
    one = commands.undo_bulk(bulk_id=bulk_id, by=person, at=timezone.now())
    return _answer(request, one, person, "queue-changed")


def _answer(request: HttpRequest, one: Bulk, person: Person, trigger: str) -> HttpResponse:
    """Answer the queue with how far it is, and any other page with the bulk's own."""
    if not wants_part(request):
        return HttpResponseRedirect(reverse("bulk", args=[one.pk]))
    response = _state(request, one, person)
    response.headers["HX-Trigger"] = trigger
    return response


@require_safe
@needs(Right.WORK_TICKETS)
def left_out(request: HttpRequest, bulk_id: int) -> StreamingHttpResponse:
    """Give out the tickets it left alone though it was meant for them, and why."""
    person = person_of(request)
    one = _one(person, bulk_id)
    rows = (
        (item.ticket_id, str(item.get_state_display()), str(item.get_why_display()))
        for item in queries.left_out(one, person)
    )
    lines = wiring.csv_lines([_("Ticket"), _("Outcome"), _("Why")], rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = content_disposition_header(True, f"bulk-{one.pk}-left-out.csv")
    answer.headers["Content-Disposition"] = name or ""
    return answer


def _one(person: Person, bulk_id: int) -> Bulk:
    found = queries.bulks_for(person).select_related("undoes__to")
    return get_object_or_404(found, pk=bulk_id)

"""Confirm, keep, move, hand over: what is done about the promises beside a ticket."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.promises import commands, queries
from firsthand.domain.promises.queries import Promise
from firsthand.domain.tickets import queries as tickets
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, to_work

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_SHEETS = frozenset({"confirm", "move", "hand-over"})
_SAID: Mapping[str, _StrPromise] = {
    "confirm": gettext_lazy("Promised. It counts from now on."),
    "dismiss": gettext_lazy("Noted: that is no promise."),
    "kept": gettext_lazy("Noted as kept."),
    "withdraw": gettext_lazy("Taken back. Tell the buyer."),
}


class TimeForm(forms.Form):
    """A time by the buyer's clock, and why where one is asked for."""

    due = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    reason = forms.ChoiceField(required=False, choices=Promise.MoveReason.choices)

    def due_at(self, zone: str) -> datetime | None:
        """Return the time as a moment; None where none was named."""
        found: datetime | None = self.cleaned_data["due"]
        return None if found is None else found.replace(tzinfo=zoneinfo.ZoneInfo(zone))


@require_safe
@needs(Right.WORK_TICKETS)
def sheet(request: HttpRequest, ticket_id: int, promise_id: int, what: str) -> HttpResponse:
    """Ask by when, why, or to whom."""
    person = person_of(request)
    ticket = to_work(person, ticket_id)
    if what not in _SHEETS:
        raise Http404
    promise = _promise(person, ticket, promise_id)
    here = set(tickets.seen_lately(at=timezone.now()))
    colleagues = people.colleagues_on(ticket.store_id).only("name", "away_since")
    context = {
        "ticket": ticket,
        "promise": promise,
        "what": what,
        "reasons": Promise.MoveReason.choices,
        "people": [
            (each, each.pk in here) for each in colleagues if each.pk != promise.keeper_id
        ],
    }
    return render(request, "promises/_sheet.html", context)


@deed
def decide(request: HttpRequest, ticket_id: int, promise_id: int) -> HttpResponse:
    """Confirm or dismiss what was found; say that a promise was kept, or take it back."""
    person, what = person_of(request), request.POST.get("what", "")
    form = TimeForm(request.POST)
    if what not in _SAID or not form.is_valid():
        return HttpResponseBadRequest()
    _promise(person, to_work(person, ticket_id), promise_id)
    done: Mapping[str, Callable[..., object]] = {
        "confirm": commands.confirm,
        "dismiss": commands.dismiss,
        "kept": commands.mark_kept,
        "withdraw": commands.withdraw,
    }
    time = {}
    if what == "confirm":
        time["due_at"] = form.due_at(to_work(person, ticket_id).store.time_zone)
    done[what](promise_id=promise_id, by=person, at=timezone.now(), **time)
    return redrawn(request, ticket_id, done=str(_SAID[what]))


@deed
def move(request: HttpRequest, ticket_id: int, promise_id: int) -> HttpResponse:
    """Change the time of a promise."""
    person, form = person_of(request), TimeForm(request.POST)
    ticket = to_work(person, ticket_id)
    _promise(person, ticket, promise_id)
    if not form.is_valid() or not form.cleaned_data["reason"]:
        return HttpResponseBadRequest()
    due_at = form.due_at(ticket.store.time_zone)
    if due_at is None:
        return HttpResponseBadRequest()
    commands.move(
        promise_id=promise_id,
        due_at=due_at,
        reason=form.cleaned_data["reason"],
        by=person,
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Moved. Tell the buyer the new time."))


@deed
def hand_over(request: HttpRequest, ticket_id: int, promise_id: int) -> HttpResponse:
    """Give a promise to a colleague to see to."""
    person, to = person_of(request), request.POST.get("to", "")
    if not (to.isascii() and to.isdigit() and len(to) < 19):
        return HttpResponseBadRequest()
    _promise(person, to_work(person, ticket_id), promise_id)
    commands.hand_over(
        promise_ids=[promise_id], to_id=int(to), by=person, at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("Handed over."))


def _promise(person: Person, ticket: Ticket, promise_id: int) -> Promise:
    """Return a promise on a ticket.

    Raises:
        Http404: it has none of this number.
    """
    for promise in queries.promises_of(person, ticket):
        if promise.pk == promise_id:
            return promise
    raise Http404

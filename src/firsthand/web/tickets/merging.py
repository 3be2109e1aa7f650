"""Merge, split and undo both: each asked for in a sheet that shows what comes of it."""

from __future__ import annotations

import re

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import Likeness
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, shown_to

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
LIKENESS = {
    Likeness.SAME_THREAD: gettext_lazy("same conversation on the marketplace"),
    Likeness.SAME_ORDER: gettext_lazy("same order"),
    Likeness.NEAR_IN_TIME: gettext_lazy("written within a week"),
    Likeness.SAME_BUYER: gettext_lazy("same buyer"),
}


class OtherForm(forms.Form):
    """Which ticket: one of the list, or by a number that was typed, which counts first."""

    other = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    number = forms.RegexField(r"^\s*#?[0-9]{1,18}\s*$", required=False)

    def chosen(self) -> int | None:
        """Return its number; None while none is named."""
        typed = str(self.cleaned_data["number"] or "").strip().removeprefix("#")
        return int(typed) if typed else self.cleaned_data["other"]


@require_safe
@needs(Right.WORK_TICKETS)
def merge_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask which ticket to merge into this one, the likeliest first."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    alike = [(each.ticket, LIKENESS[each.why]) for each in queries.alike(person, ticket)]
    first = queries.preview(person, ticket, alike[0][0].pk) if alike else None
    context = {"ticket": ticket, "alike": alike, "preview": first, "now": timezone.now()}
    return render(request, "tickets/_merge_sheet.html", context)


@require_safe
@needs(Right.WORK_TICKETS)
def merge_preview(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what merging the named ticket into this one would come to."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    form = OtherForm(request.GET)
    other = form.chosen() if form.is_valid() else None
    preview = queries.preview(person, ticket, other) if other is not None else None
    context = {"ticket": ticket, "preview": preview, "asked": other, "now": timezone.now()}
    return render(request, "tickets/_merge_preview.html", context)


@deed
def merge(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Merge the named ticket into this one."""
    form = OtherForm(request.POST)
    other = form.chosen() if form.is_valid() else None
    if other is None:
        return HttpResponseBadRequest()
    person = person_of(request)
    commands.merge(ticket_id=other, into=ticket_id, by=person, at=timezone.now())
    done = _("#%(number)d is a part of this ticket now.") % {"number": other}
    return redrawn(request, ticket_id, done=done)


@deed
def unmerge(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Part a merged ticket again, and go on with the one it was in."""
    person = person_of(request)
    holder = queries.ticket_for(person, ticket_id)
    commands.unmerge(ticket_id=ticket_id, by=person, at=timezone.now())
    assert holder is not None, "what could be parted could be seen"
    done = _("#%(number)d stands by itself again.") % {"number": ticket_id}
    return redrawn(request, holder.pk, done=done, begun=ticket_id)


@require_safe
@needs(Right.WORK_TICKETS)
def split_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask which messages are about something else."""
    ticket = shown_to(person_of(request), ticket_id)
    context = {
        "ticket": ticket,
        "said": queries.thread_of(ticket.pk),
        "zone": ticket.store.time_zone,
    }
    return render(request, "tickets/_split_sheet.html", context)


@deed
def split(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Begin a ticket with the chosen messages."""
    chosen = request.POST.getlist("message")
    if not all(_NUMBER.fullmatch(each) for each in chosen):
        return HttpResponseBadRequest()
    new = commands.split(
        ticket_id=ticket_id,
        message_ids=[int(each) for each in chosen],
        by=person_of(request),
        at=timezone.now(),
    )
    done = _("Split off as #%(number)d.") % {"number": new.pk}
    return redrawn(request, ticket_id, done=done, begun=new.pk)


@deed
def unsplit(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Put a ticket that was split off back where it came from."""
    whole = commands.unsplit(ticket_id=ticket_id, by=person_of(request), at=timezone.now())
    done = _("#%(number)d is a part of this ticket now.") % {"number": ticket_id}
    return redrawn(request, whole.pk, done=done)

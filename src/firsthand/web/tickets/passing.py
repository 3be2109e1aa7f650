"""Pass a ticket on, and follow one."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Recipient
from firsthand.domain.tickets.queries import PassReason
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, to_work

_LONGEST_NOTE = 20_000


class PassForm(forms.Form):
    """To whom, "person:7" or "team:3", and why. The command says what is missing."""

    to = forms.RegexField(r"^(person|team):[0-9]{1,18}$")
    reason = forms.CharField(required=False, max_length=10)
    note = forms.CharField(required=False, max_length=_LONGEST_NOTE)
    expected = forms.IntegerField(required=False, min_value=1)

    def recipient(self) -> Recipient:
        """Return who was chosen."""
        kind, _colon, number = self.cleaned_data["to"].partition(":")
        return Recipient(**{f"{kind}_id": int(number)})


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask to whom the ticket goes, and why; those who are here are said to be."""
    ticket = to_work(person_of(request), ticket_id)
    here = set(queries.seen_lately(at=timezone.now()))
    colleagues = people.colleagues_on(ticket.store_id).only("name", "away_since")
    context = {
        "ticket": ticket,
        "people": [
            (each, each.pk in here) for each in colleagues if each.pk != ticket.assignee_id
        ],
        "teams": people.teams_on(ticket.store_id),
        "reasons": PassReason.choices,
    }
    return render(request, "tickets/_pass_sheet.html", context)


@deed
def pass_on(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Pass the ticket on."""
    form = PassForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given = form.cleaned_data
    ticket = commands.pass_on(
        ticket_id=ticket_id,
        to=form.recipient(),
        reason=given["reason"],
        note=given["note"],
        expected=given["expected"],
        by=person_of(request),
        at=timezone.now(),
    )
    done = _("Passed on.") if ticket.assignee_id else _("It waits for the team.")
    return redrawn(request, ticket_id, done=done, is_written=True)


@deed
def follow(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Follow the ticket."""
    commands.follow(ticket_id=ticket_id, by=person_of(request), at=timezone.now())
    return redrawn(request, ticket_id, done=_("You follow this ticket."))


@deed
def unfollow(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Follow the ticket no more."""
    commands.unfollow(ticket_id=ticket_id, by=person_of(request), at=timezone.now())
    return redrawn(request, ticket_id, done=_("You do not follow this ticket any more."))


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def names(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Return the names a note on this ticket may mention, but one's own."""
    person = person_of(request)
    readers = people.readers_of(to_work(person, ticket_id).store_id)
    found = sorted({name for each, name in readers.items() if each != person.pk})
    return JsonResponse({"names": found})

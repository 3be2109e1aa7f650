"""Files of the reply that is being written: added one by one, removed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone

from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import FilePurpose
from firsthand.domain.tickets.rules.reply_files import LARGEST_IN_ALL
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import shown_to

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class FileForm(forms.Form):
    """What a file is for; the file itself comes beside it."""

    purpose = forms.ChoiceField(choices=FilePurpose.choices)


@deed
def add(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Add a file to the reply."""
    form, file = FileForm(request.POST), request.FILES.get("file")
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = person_of(request)
    commands.add_file(
        ticket_id=ticket_id,
        name=(file.name or "") if file else "",
        # One byte more than may be: enough to be refused.
        content=file.read(LARGEST_IN_ALL + 1) if file else b"",
        purpose=form.cleaned_data["purpose"],
        by=person,
        at=timezone.now(),
    )
    return _shown(request, person, ticket_id)


@deed
def remove(request: HttpRequest, ticket_id: int, reply_file_id: int) -> HttpResponse:
    """Take a file of the reply away again."""
    person = person_of(request)
    commands.remove_file(ticket_id=ticket_id, file_id=reply_file_id, by=person)
    return _shown(request, person, ticket_id)


def _shown(request: HttpRequest, person: Person, ticket_id: int) -> HttpResponse:
    ticket = shown_to(person, ticket_id)
    context = {
        "ticket": ticket,
        "reply_files": queries.files_added(ticket.pk, person_id=person.pk),
        "file_purposes": FilePurpose.choices,
    }
    return render(request, "tickets/_reply_files.html", context)

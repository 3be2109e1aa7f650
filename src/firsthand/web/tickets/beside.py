"""Side conversations: asked for by the page when there are any, and written from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.mail import queries as mail
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.files import download
from firsthand.web.tickets.ticket import redrawn, shown_to, to_work

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Attachment
    from firsthand.domain.tickets.models import SideConversation, SideMessage


class AskForm(forms.Form):
    """Whom to ask, and what."""

    contact = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    subject = forms.CharField(max_length=200, required=False)
    body = forms.CharField(max_length=20_000, required=False)
    idempotency_key = forms.UUIDField()


class WriteForm(forms.Form):
    """What to write on."""

    body = forms.CharField(max_length=20_000, required=False)
    idempotency_key = forms.UUIDField()


@dataclass(frozen=True)
class Beside:
    """One side conversation with what was said in it, and the key of what is said next."""

    conversation: SideConversation
    said: Sequence[tuple[SideMessage, Sequence[Attachment]]]
    key: str


@require_safe
@needs(Right.READ_TICKETS)
def sides(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show the side conversations of a ticket, for the page that has it open."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    found = queries.sides_of(ticket.pk)
    ids = [message.pk for each in found for message in each.messages.all()]
    files: dict[int, list[Attachment]] = {}
    for file in mail.files_beside(ids):
        files.setdefault(file.side_message_id or 0, []).append(file)
    context = {
        "ticket": ticket,
        "sides": [
            Beside(
                each,
                [(message, files.get(message.pk, ())) for message in each.messages.all()],
                str(uuid4()),
            )
            for each in found
        ],
        "may_work": queries.may_work(person, ticket),
        "view": request.GET.get("view", ""),
    }
    return render(request, "tickets/_sides.html", context)


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def side_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask whom to write to, and what."""
    ticket = to_work(person_of(request), ticket_id)
    context = {
        "ticket": ticket,
        "contacts": queries.contacts_of(ticket.store_id),
        "key": uuid4(),
    }
    return render(request, "tickets/_side_sheet.html", context)


@deed
def begin(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask somebody beside the thread."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given = form.cleaned_data
    commands.begin_side(
        ticket_id=ticket_id,
        contact_id=given["contact"],
        subject=given["subject"],
        body=given["body"],
        idempotency_key=given["idempotency_key"],
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Asked. The buyer does not see it."))


@deed
def write(request: HttpRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """Write on in a side conversation."""
    form = WriteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.write_side(
        ticket_id=ticket_id,
        side_id=side_id,
        by=person_of(request),
        at=timezone.now(),
        **form.cleaned_data,
    )
    return redrawn(request, ticket_id, done=_("Sent. The buyer does not see it."))


@deed
def settle(request: HttpRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """Say that nothing more is expected there."""
    commands.settle_side(
        ticket_id=ticket_id, side_id=side_id, by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("Settled."))


@require_safe
@needs(Right.READ_TICKETS)
def file(request: HttpRequest, ticket_id: int, side_file_id: int) -> HttpResponse:
    """Give out one file of a side conversation, always as a download."""
    ticket = shown_to(person_of(request), ticket_id)
    mine = queries.side_message_ids_of(ticket.pk)
    found = mail.file_beside(side_file_id, side_message_ids=mine)
    if found is None or found.blob.content is None:
        raise Http404
    return download(bytes(found.blob.content), name=found.name)

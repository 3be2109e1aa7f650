"""A reply that is not sent yet: undo it, put it off, read why it was stopped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from firsthand.domain.tickets import commands
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.later import LaterForm, scheduled
from firsthand.web.tickets.ticket import redrawn, zone_for


@deed
def undo(request: HttpRequest, ticket_id: int, held_id: int) -> HttpResponse:
    """Take a reply back before it is sent; its text stands in the composer again."""
    commands.take_back(
        ticket_id=ticket_id, held_id=held_id, by=person_of(request), at=timezone.now()
    )
    if request.POST.get("elsewhere"):
        return HttpResponseClientRedirect(f"{reverse('ticket', args=[ticket_id])}#reply")
    return redrawn(
        request, ticket_id, done=_("Taken back. Nothing was sent."), is_undone=True
    )


@deed
def change(request: HttpRequest, ticket_id: int, held_id: int) -> HttpResponse:
    """Send a scheduled reply at another time."""
    form = LaterForm(request.POST)
    zone = zone_for(person_of(request), ticket_id)
    try:
        send_at = form.time(zone) if form.is_valid() else None
    except ValueError:
        send_at = None
    if send_at is None:
        return HttpResponseBadRequest()
    held = commands.reschedule(
        ticket_id=ticket_id,
        held_id=held_id,
        send_at=send_at,
        by=person_of(request),
        at=timezone.now(),
    )
    done = scheduled(held.send_at, zone)
    return redrawn(request, ticket_id, done=done)


@deed
def put_away(request: HttpRequest, ticket_id: int, held_id: int) -> HttpResponse:
    """Put the notice away that a reply was stopped."""
    commands.close_notice(ticket_id=ticket_id, held_id=held_id, by=person_of(request))
    return redrawn(request, ticket_id, done=_("Put away. The text stays a draft."))

"""Take a ticket out of the queue for a while: asked for in a small sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import snoozed
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, to_work


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def snooze_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask until when, and say what a running clock allows."""
    ticket, at = to_work(person_of(request), ticket_id), timezone.now()
    context = {
        "ticket": ticket,
        "choices": snoozed.choices(ticket, at=at),
        "back_by": queries.back_by(ticket.reply_due_at),
        "now": at,
    }
    return render(request, "tickets/_snooze_sheet.html", context)


@deed
def snooze(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Take the ticket out of the queue."""
    button, typed = request.POST.get("until", ""), request.POST.get("wake_on", "")
    try:
        until, wakes_at = snoozed.wanted(button, typed)
    except ValueError:
        return HttpResponseBadRequest()
    ticket = commands.snooze(
        ticket_id=ticket_id,
        until=until,
        wakes_at=wakes_at,
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(
        request,
        ticket_id,
        done=snoozed.done(ticket),
        is_written=True,
        undo=reverse("ticket_wake", args=[ticket_id]),
    )


@deed
def wake(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Bring it back."""
    commands.wake(ticket_id=ticket_id, by=person_of(request), at=timezone.now())
    return redrawn(request, ticket_id, done=_("Back in the queue."))

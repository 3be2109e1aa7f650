"""The steps of a ticket: added in a sheet, ticked by a key."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, to_work

_NUMBER = re.compile(r"[0-9]{0,18}", re.ASCII)


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def steps_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Offer the checklists that fit, and room for steps of one's own."""
    ticket = to_work(person_of(request), ticket_id)
    context = {"ticket": ticket, "checklists": queries.checklists_for(ticket)[:9]}
    return render(request, "tickets/_steps_sheet.html", context)


@deed
def add(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Put steps on the ticket."""
    chosen = request.POST.get("checklist", "")
    if not _NUMBER.fullmatch(chosen):
        return HttpResponseBadRequest()
    commands.add_steps(
        ticket_id=ticket_id,
        checklist_id=int(chosen) if chosen else None,
        texts=request.POST.get("texts", "").splitlines(),
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Steps added."))


@deed
def tick(request: HttpRequest, ticket_id: int, step_id: int) -> HttpResponse:
    """Say that a step is done, or is not after all."""
    is_done = request.POST.get("is_done") == "yes"
    commands.tick_step(
        ticket_id=ticket_id,
        step_id=step_id,
        is_done=is_done,
        by=person_of(request),
        at=timezone.now(),
    )
    done = _("Done.") if is_done else _("Not done yet.")
    return redrawn(request, ticket_id, done=done)


@deed
def remove(request: HttpRequest, ticket_id: int, step_id: int) -> HttpResponse:
    """Leave a step out."""
    commands.remove_step(
        ticket_id=ticket_id, step_id=step_id, by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("Left out."))

"""Mail that could not be read: seen, downloaded, and put aside by a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.mail import commands
from firsthand.domain.mail import queries as mail
from firsthand.domain.people.queries import Right
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists
from firsthand.web.tickets.deeds import deed

_SHOWN = 100


@require_safe
@needs(Right.READ_TICKETS)
def quarantine(request: HttpRequest) -> HttpResponse:
    """List what waits in quarantine, newest first."""
    person, at = person_of(request), timezone.now()
    context = {
        "mails": mail.quarantined_for(person)[:_SHOWN],
        "may_work": person.may(Right.WORK_TICKETS),
        "desk_views": lists.rail(person, at=at, current="quarantine"),
    }
    return render(request, "tickets/quarantine.html", context)


@deed
def settle(request: HttpRequest, quarantined_id: int) -> HttpResponse:
    """Put one mail aside."""
    commands.settle_quarantined(
        quarantined_id=quarantined_id, by=person_of(request), at=timezone.now()
    )
    return HttpResponseRedirect(reverse("quarantine"))

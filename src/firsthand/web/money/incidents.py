"""Incidents about money: what each means, what to do, and what was found."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.queries import Incident
from firsthand.web.money.forms import FindingForm
from firsthand.web.money.lines import amount_of, incident_lines
from firsthand.web.money.overview import MOST
from firsthand.web.money.words import meaning_of
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of


@require_safe
@needs(Right.SETTLE_REMEDIES, Right.STOP_REMEDIES)
def incidents(request: HttpRequest) -> HttpResponse:
    """List what is open, the oldest first, and what was closed, the latest first."""
    by = person_of(request)
    is_closed = request.GET.get("show") == "closed"
    found = queries.closed_incidents(by) if is_closed else queries.open_incidents(by)
    if not is_closed:
        found = found.order_by("at", "pk")
    context = {
        "is_closed": is_closed,
        "n": found.count(),
        "most": MOST,
        "lines": incident_lines(found.select_related("ledger__order", "store")[:MOST]),
    }
    return render(request, "money/incidents.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.SETTLE_REMEDIES)
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show one incident, and close it with what was found."""
    by = person_of(request)
    one = queries.incident_for(by, incident_id)
    if one is None:
        raise Http404
    number = one.pk
    form = FindingForm(request.POST or None)

    def deed() -> None:
        commands.close_incident(
            incident_id=number,
            found=Incident.Found(form.cleaned_data["found"]),
            said=form.cleaned_data["said"],
            by=by,
            at=timezone.now(),
        )

    if accepted(form, deed):
        return redirect("money_incident", one.pk)
    context = {
        "incident": one,
        "amount": amount_of(one.remedy) if one.remedy else None,
        "meaning": meaning_of(one),
        "closed_by": people.names_of([one.closed_by_id or 0]).get(one.closed_by_id or 0),
        "form": form,
    }
    return render(request, "money/incident.html", context, status=status_of(form))

"""A claim is open: the ticket goes to compliance, and nobody else gives anything."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands
from firsthand.domain.tickets import queries as tickets
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of


class HandOverForm(forms.Form):
    """What compliance has to know."""

    note = forms.CharField(
        label=_("What compliance has to know"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_TICKETS)
def hand_over(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Pass the ticket on to compliance."""
    person = person_of(request)
    ticket = tickets.ticket_for(person, ticket_id)
    if ticket is None:
        raise Http404
    form = HandOverForm(request.POST or None)

    def deed() -> None:
        commands.hand_over_claim(
            ticket_id=ticket.pk,
            note=form.cleaned_data["note"],
            expected=ticket.assignee_id,
            by=person,
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, gettext("Handed over to compliance."))
        return redirect("ticket", ticket.pk)
    context = {"form": form, "ticket": ticket}
    return render(request, "approvals/claim.html", context, status=status_of(form))

"""A case over all channels, and the history of a buyer: what is seen around a ticket."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import What
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import shown_to

HAPPENED = {
    What.ORDERED: gettext_lazy("Order placed"),
    What.DELIVERED: gettext_lazy("Delivered"),
    What.ASKED: gettext_lazy("Wrote to us"),
    What.CLOSED: gettext_lazy("Ticket closed"),
    What.RETURN_ASKED: gettext_lazy("Return requested"),
    What.RETURN_CAME: gettext_lazy("Return received"),
    What.FEEDBACK: gettext_lazy("Seller feedback"),
    What.CLAIM: gettext_lazy("A-to-z claim"),
    What.CHARGEBACK: gettext_lazy("Chargeback"),
}


class OtherBuyerForm(forms.Form):
    """Who else: by one of his tickets, or by his number where he is joined already."""

    ticket = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    buyer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@require_safe
@needs(Right.READ_TICKETS)
def case(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show everything of a ticket's buyer about its order."""
    person, at = person_of(request), timezone.now()
    ticket = shown_to(person, ticket_id)
    found = queries.case_of(person, ticket)
    context = {
        "ticket": ticket,
        "case": found,
        "zone": ticket.store.time_zone,
        "mergings": [
            merging for one in found.tickets for merging in queries.mergings_of(one.pk)
        ],
        "may_work": person.may(Right.WORK_TICKETS),
        "now": at,
    }
    return render(request, "tickets/case.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def buyer(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what the buyer of a ticket bought, asked and got."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    timeline = queries.timeline_of(person, ticket)
    members = orders.persons_of([ticket.buyer_id])[ticket.buyer_id]
    context = {
        "ticket": ticket,
        "timeline": timeline,
        "lines": [(line, HAPPENED[line.what]) for line in timeline.lines],
        "duplicates": queries.possible_duplicates(person, ticket),
        "joinings": orders.joinings_of(members),
        "may_work": person.may(Right.WORK_TICKETS),
    }
    return render(request, "tickets/buyer.html", context)


@deed
def join(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say that the buyer of another ticket is the same person."""
    form = OtherBuyerForm(request.POST)
    other = form.cleaned_data["ticket"] if form.is_valid() else None
    if other is None:
        return HttpResponseBadRequest()
    commands.join_buyers(
        ticket_id=ticket_id,
        other_ticket_id=other,
        by=person_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("They count as one person now."))
    return redirect("ticket_buyer", ticket_id)


@deed
def part(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Take back that a buyer is the same person as this ticket's."""
    form = OtherBuyerForm(request.POST)
    whom = form.cleaned_data["buyer"] if form.is_valid() else None
    if whom is None:
        return HttpResponseBadRequest()
    commands.part_buyers(
        ticket_id=ticket_id, buyer_id=whom, by=person_of(request), at=timezone.now()
    )
    messages.success(request, _("They are two buyers again."))
    return redirect("ticket_buyer", ticket_id)

"""Everything that is done to a ticket besides writing: one button each."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.domain.solicitations import commands as solicitations
from firsthand.domain.tickets import commands
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.sheet import SheetForm
from firsthand.web.tickets.ticket import redrawn


class AssignForm(forms.Form):
    """To whom, and with whom the ticket was when the page was drawn; empty is nobody."""

    to = forms.IntegerField(required=False, min_value=1)
    expected = forms.IntegerField(required=False, min_value=1)


class OrderForm(forms.Form):
    """The number of the order a ticket is about."""

    order_number = forms.CharField(max_length=40)


class SettleForm(forms.Form):
    """What became of a reply in doubt."""

    was_sent = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda answer: answer == "yes"
    )


class FocusForm(forms.Form):
    """One stretch of attention, as the tab reports it."""

    key = forms.UUIDField()
    started_at = forms.DateTimeField()
    ended_at = forms.DateTimeField()


@deed
def assign(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Give the ticket to somebody, unless somebody else got it meanwhile."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = person_of(request)
    commands.assign(ticket_id=ticket_id, by=person, at=timezone.now(), **form.cleaned_data)
    words = {person.pk: _("This ticket is yours."), None: _("Nobody has this ticket now.")}
    done = words.get(form.cleaned_data["to"], _("Handed over."))
    return redrawn(request, ticket_id, done=done)


@deed
def close(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Close the ticket without writing."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.solve(
        ticket_id=ticket_id, sheet=form.sheet(), by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("Closed."), is_written=True)


@deed
def tag(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say what the ticket is about."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.tag(
        ticket_id=ticket_id, sheet=form.sheet(), by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("Tagged."))


@deed
def priority(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say how pressing the ticket is."""
    commands.set_priority(
        ticket_id=ticket_id,
        priority=request.POST.get("priority", ""),
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Priority set."))


@deed
def reopen(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Open a closed ticket again."""
    commands.reopen(ticket_id=ticket_id, by=person_of(request), at=timezone.now())
    return redrawn(request, ticket_id, done=_("Open again."))


@deed
def no_response_needed(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say that what waits needs no answer."""
    commands.mark_no_response_needed(
        ticket_id=ticket_id, by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("No answer is expected any more."))


@deed
def ask_for_review(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Have the marketplace ask the buyer for a review of the ticket's order."""
    solicitations.ask_for_review(
        ticket_id=ticket_id, by=person_of(request), at=timezone.now()
    )
    return redrawn(request, ticket_id, done=_("The buyer is asked for a review."))


@deed
def link_order(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say which order the ticket is about."""
    form = OrderForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.link_order(
        ticket_id=ticket_id, by=person_of(request), at=timezone.now(), **form.cleaned_data
    )
    return redrawn(request, ticket_id, done=_("Order linked."))


@deed
def settle(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """Say whether a reply in doubt went out, or have it sent again."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    was_sent = form.cleaned_data["was_sent"]
    commands.settle_delivery(
        ticket_id=ticket_id,
        message_id=message_id,
        was_sent=was_sent,
        by=person_of(request),
        at=timezone.now(),
    )
    done = _("Noted as sent.") if was_sent else _("It will be sent again.")
    return redrawn(request, ticket_id, done=done)


@deed
def focus(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Take note of how long somebody really looked at the ticket."""
    form = FocusForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.record_focus(
        ticket_id=ticket_id, by=person_of(request), at=timezone.now(), **form.cleaned_data
    )
    return HttpResponse(status=204)

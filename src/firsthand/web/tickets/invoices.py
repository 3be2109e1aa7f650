"""The invoice of a ticket's order: sent by the marketplace, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.domain.invoices import commands
from firsthand.domain.invoices.rules import LARGEST_BYTES
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn
from firsthand.web.tickets.work import SettleForm


@deed
def send(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Have the marketplace pass a PDF on to the buyer."""
    file = request.FILES.get("file")
    commands.send_invoice(
        ticket_id=ticket_id,
        name=(file.name or "") if file else "",
        # One byte more than may be: enough to be refused.
        content=file.read(LARGEST_BYTES + 1) if file else b"",
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Amazon gets the invoice within minutes."))


@deed
def settle(request: HttpRequest, ticket_id: int, invoice_id: int) -> HttpResponse:
    """Say whether an invoice in doubt was sent."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.settle(
        ticket_id=ticket_id,
        pk=invoice_id,
        was_sent=form.cleaned_data["was_sent"],
        by=person_of(request),
        at=timezone.now(),
    )
    return redrawn(request, ticket_id, done=_("Noted."))

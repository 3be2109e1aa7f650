"""Invoices that the marketplace passes on to the buyer of a ticket's order."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import File, Path, Router, Schema, Status
from ninja.files import UploadedFile

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.domain.invoices import commands, queries
from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.invoices.rules import LARGEST_BYTES

router = Router(tags=["invoices"])


class InvoiceOut(Schema):
    """A file sent as an invoice: `state` asked, sending, sent, refused or unclear.

    `why`: of one that was refused. Unclear: it may have been sent, and is not sent again
    until somebody has settled it.
    """

    id: int
    name: str
    size: int
    sha256: str
    state: InvoiceSending.State
    why: str
    asked_at: datetime
    state_at: datetime


class SettleIn(Schema):
    """What somebody has seen at the marketplace."""

    was_sent: bool


@router.get(
    "/{ticket_id}/invoices", response={200: list[InvoiceOut], **PROBLEMS}, auth=READ
)
def list_invoices(request: HttpRequest, ticket_id: TicketId) -> list[InvoiceSending]:
    """Return the invoices of the ticket's order and what became of each."""
    ticket = seen(reader(request), ticket_id)
    return queries.invoices_of(ticket.order_id) if ticket.order_id else []


@router.post("/{ticket_id}/invoices", response={201: InvoiceOut, **PROBLEMS}, auth=WRITE)
def send_invoice(
    request: HttpRequest,
    ticket_id: TicketId,
    file: Annotated[UploadedFile | None, File()] = None,
) -> Status[InvoiceSending]:
    """Have Amazon send a PDF (multipart field `file`) to the buyer, each file once."""
    sending = commands.send_invoice(
        ticket_id=ticket_id,
        name=(file.name or "") if file else "",
        content=file.read(LARGEST_BYTES + 1) if file else b"",
        **now(request),
    )
    return Status(201, sending)


@router.post(
    "/{ticket_id}/invoices/{invoice_id}/settle",
    response={204: None, **PROBLEMS},
    auth=WRITE,
)
def settle_invoice(
    request: HttpRequest,
    ticket_id: TicketId,
    invoice_id: Annotated[Id, Path()],
    body: SettleIn,
) -> Status[None]:
    """Say whether an invoice of unknown outcome was sent."""
    commands.settle(
        ticket_id=ticket_id, pk=invoice_id, was_sent=body.was_sent, **now(request)
    )
    return Status(204, None)

"""The sheet as a browser fills it in and sends it."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from firsthand.domain.tickets.models import Ticket

HTMX = {"HX-Request": "true"}
NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."
OTHER_NOTE = "Damaged frame: tracking shows the carton crushed at the depot in Ohio."
TRANSIT = "AFT.DMG.TRANSIT"


def filled(**typed: str) -> dict[str, str]:
    """Return a refund of an amount, with reason and note, unless it is to be another."""
    plain = {
        "key": str(uuid4()),
        "kind": "refund",
        "way": "sum",
        "sum": "20.00",
        "reason": TRANSIT,
        "note": NOTE,
    }
    return plain | typed


def asks_for(desk: Client, ticket: Ticket, **typed: str) -> HttpResponse:
    address = f"/tickets/{ticket.pk}/remedies/ask/"
    return desk.post(address, filled(**typed), headers=HTMX)


def preview(desk: Client, ticket: Ticket, **typed: str) -> str:
    address = f"/tickets/{ticket.pk}/remedies/preview/"
    return desk.post(address, filled(**typed), headers=HTMX).content.decode()


def sheet(desk: Client, ticket: Ticket, **asked: str) -> str:
    return desk.get(f"/tickets/{ticket.pk}/remedies/sheet/", asked).content.decode()


def page(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/tickets/{ticket.pk}/").content.decode()

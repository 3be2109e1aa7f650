"""Remedies in the ticket."""

from __future__ import annotations

from django.urls import path

from firsthand.web.remedies import asking, return_loss, sheet

_ON = "tickets/<int:ticket_id>/remedies/"

urlpatterns = [
    path(_ON, sheet.beside, name="ticket_remedies"),
    path(f"{_ON}sheet/", sheet.sheet, name="ticket_remedy_sheet"),
    path(f"{_ON}reasons/", sheet.reason_choices, name="ticket_remedy_reasons"),
    path(f"{_ON}preview/", sheet.preview, name="ticket_remedy_preview"),
    path(f"{_ON}ask/", asking.ask, name="ticket_remedy_ask"),
    path(f"{_ON}return-loss/", return_loss.return_loss, name="ticket_return_loss"),
    path(f"{_ON}<int:remedy_id>/withdraw/", asking.withdraw, name="ticket_remedy_withdraw"),
]

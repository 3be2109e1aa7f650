"""What waits for approval."""

from __future__ import annotations

from django.urls import path

from firsthand.web.approvals import bulk, claims, deciding, links, pages

_ALL = "approvals/"
_ONE = "approvals/<int:approval_id>/"

urlpatterns = [
    path(_ALL, pages.listed, name="approvals"),
    path(_ALL + "chosen/", bulk.chosen, name="approvals_chosen"),
    path(_ALL + "decided/", bulk.decided, name="approvals_decided"),
    path(_ALL + "link/<str:token>/", links.opened, name="approvals_link"),
    path("tickets/<int:ticket_id>/claim/", claims.hand_over, name="ticket_claim"),
    path(_ONE, pages.one, name="approvals_one"),
    path(_ONE + "approve/", deciding.approve, name="approvals_approve"),
    path(_ONE + "change/", deciding.change, name="approvals_change"),
    path(_ONE + "reject/", deciding.reject, name="approvals_reject"),
]

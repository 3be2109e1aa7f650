"""Claims, evidence, and the truth of a ticket."""

from __future__ import annotations

from django.urls import path

from firsthand.web.claims import pages, returns, truth

urlpatterns = [
    path("claims/", pages.claims, name="claims"),
    path("claims/findings.csv", pages.findings, name="claims_findings"),
    path("claims/returns/", returns.waiting, name="claims_returns"),
    path("claims/<int:claim_id>/", pages.claim, name="claims_one"),
    path("claims/<int:claim_id>/deadline/", pages.deadline, name="claims_deadline"),
    path("claims/<int:claim_id>/answered/", pages.answered, name="claims_answered"),
    path("claims/<int:claim_id>/outcome/", pages.outcome, name="claims_outcome"),
    path(
        "orders/<int:order_id>/returns/answered/",
        returns.answered,
        name="claims_returns_answered",
    ),
    path("orders/<int:order_id>/evidence-pack/", pages.pack, name="claims_pack"),
    path("tickets/<int:ticket_id>/truth/", truth.section, name="ticket_truth"),
    path("tickets/<int:ticket_id>/truth/sheet/", truth.sheet, name="ticket_truth_sheet"),
    path("tickets/<int:ticket_id>/truth/find/", truth.find, name="ticket_truth_find"),
]

"""How good the service is, why buyers write, and what each figure means."""

from __future__ import annotations

from django.urls import path

from firsthand.web.service import dashboard, definition, reasons

urlpatterns = [
    path("service/", dashboard.service, name="service"),
    path("service/reasons/", reasons.core, name="reasons"),
    path("service/reasons/<str:code>/", reasons.one, name="reasons_one"),
    path("figures/<str:key>/", definition.definition, name="figure"),
    path("figures/<str:key>/tickets/", definition.behind, name="figure_tickets"),
]

"""The first page."""

from __future__ import annotations

from django.urls import path

from firsthand.web.today import definition, views

urlpatterns = [
    path("", views.today, name="today"),
    path("figures/<str:key>/", definition.definition, name="figure"),
    path("figures/<str:key>/tickets/", definition.behind, name="figure_tickets"),
]

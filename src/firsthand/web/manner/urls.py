"""The manner of a reply."""

from __future__ import annotations

from django.urls import path

from firsthand.web.manner import comparing

urlpatterns = [
    path("tickets/<int:ticket_id>/compare/", comparing.compare, name="manner_compare"),
]

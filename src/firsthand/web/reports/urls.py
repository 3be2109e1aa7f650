"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from firsthand.web.reports import views

urlpatterns = [
    path("reports/authority/", views.index, name="reports"),
    path("reports/authority/<slug:report>/", views.show, name="reports_one"),
    path("reports/authority/<slug:report>.<str:form>", views.download, name="reports_file"),
]

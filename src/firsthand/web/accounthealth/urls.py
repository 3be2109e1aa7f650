"""Addresses of account health."""

from __future__ import annotations

from django.urls import path

from firsthand.web.accounthealth import views

urlpatterns = [
    path("health/", views.accounts, name="health"),
    path("health/<int:store_id>/", views.account, name="health_store"),
    path("health/<int:store_id>/measures.csv", views.table, name="health_file"),
    path("health/<int:store_id>/<slug:measure>/", views.measure, name="health_measure"),
]

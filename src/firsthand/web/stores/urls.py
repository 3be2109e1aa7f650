"""Stores and their mailboxes."""

from __future__ import annotations

from django.urls import path

from firsthand.web.stores import views

urlpatterns = [
    path("settings/stores/", views.stores, name="settings_stores"),
    path("settings/stores/<int:store_id>/", views.store, name="settings_store"),
    path("settings/mailboxes/<int:mailbox_id>/", views.mailbox, name="settings_mailbox"),
]

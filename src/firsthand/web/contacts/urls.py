"""The editor of contacts."""

from __future__ import annotations

from django.urls import path

from firsthand.web.contacts import views

_ONE = "settings/contacts/<int:contact_id>/"

urlpatterns = [
    path("settings/contacts/", views.contacts, name="settings_contacts"),
    path("settings/contacts/add/", views.add, name="settings_contact_add"),
    path(_ONE, views.contact, name="settings_contact"),
    path(_ONE + "archive/", views.archive, name="settings_contact_archive"),
    path(_ONE + "restore/", views.restore, name="settings_contact_restore"),
]

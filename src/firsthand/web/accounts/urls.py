"""Accounts at marketplaces."""

from __future__ import annotations

from django.urls import path

from firsthand.web.accounts import deeds, views

_ONE = "settings/connections/<int:account_id>/"

urlpatterns = [
    path("settings/connections/", views.connections, name="settings_connections"),
    path("settings/connections/new/", views.add, name="settings_connection_add"),
    path(_ONE, views.connection, name="settings_connection"),
    path(f"{_ONE}change/", views.change, name="settings_connection_change"),
    path(f"{_ONE}stores/", views.choose_stores, name="settings_connection_stores"),
    path(f"{_ONE}secrets/", views.secrets, name="settings_connection_secrets"),
    path(f"{_ONE}test/", deeds.test, name="settings_connection_test"),
    path(f"{_ONE}pause/", deeds.pause, name="settings_connection_pause"),
    path(f"{_ONE}resume/", deeds.resume, name="settings_connection_resume"),
    path(f"{_ONE}remove/", deeds.remove, name="settings_connection_remove"),
    path(f"{_ONE}hurry/", deeds.hurry, name="settings_connection_hurry"),
]

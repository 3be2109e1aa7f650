"""The editor of checklists."""

from __future__ import annotations

from django.urls import path

from firsthand.web.checklists import views

_ONE = "settings/checklists/<int:checklist_id>/"

urlpatterns = [
    path("settings/checklists/", views.checklists, name="settings_checklists"),
    path("settings/checklists/add/", views.add, name="settings_checklist_add"),
    path(_ONE, views.checklist, name="settings_checklist"),
    path(_ONE + "archive/", views.archive, name="settings_checklist_archive"),
    path(_ONE + "restore/", views.restore, name="settings_checklist_restore"),
]

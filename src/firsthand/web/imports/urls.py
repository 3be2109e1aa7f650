"""Imports and exports."""

from __future__ import annotations

from django.urls import path

from firsthand.web.imports import exports, views

urlpatterns = [
    path("settings/imports/", views.imports, name="settings_imports"),
    path("settings/imports/<int:run_id>/", views.run, name="settings_import"),
    path("settings/imports/<int:run_id>/start/", views.start, name="settings_import_start"),
    path("settings/imports/<int:run_id>/drop/", views.drop, name="settings_import_drop"),
    path("settings/imports/<int:run_id>/undo/", views.undo, name="settings_import_undo"),
    path(
        "settings/imports/<int:run_id>/rejected.csv",
        exports.rejected,
        name="settings_import_rejected",
    ),
    path("settings/exports/", exports.choose, name="settings_exports"),
    path("settings/exports/<str:table>.<str:form>", exports.download, name="export"),
]

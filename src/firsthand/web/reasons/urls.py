"""The editor of reasons and resolutions."""

from __future__ import annotations

from django.urls import path

from firsthand.web.reasons import resolutions, tree

_ONE = "settings/reasons/<int:reason_id>/"

urlpatterns = [
    path("settings/reasons/", tree.reasons, name="settings_reasons"),
    path("settings/reasons/load/", tree.load, name="settings_reasons_load"),
    path(_ONE, tree.reason, name="settings_reason"),
    path(_ONE + "add/", tree.add, name="settings_reason_add"),
    path(_ONE + "move/", tree.move, name="settings_reason_move"),
    path(_ONE + "merge/", tree.merge, name="settings_reason_merge"),
    path(_ONE + "archive/", tree.archive, name="settings_reason_archive"),
    path(_ONE + "restore/", tree.restore, name="settings_reason_restore"),
    path("settings/resolutions/", resolutions.resolutions, name="settings_resolutions"),
    path(
        "settings/resolutions/<int:resolution_id>/",
        resolutions.resolution,
        name="settings_resolution",
    ),
    path(
        "settings/resolutions/<int:resolution_id>/archive/",
        resolutions.archive,
        name="settings_resolution_archive",
    ),
    path(
        "settings/resolutions/<int:resolution_id>/restore/",
        resolutions.restore,
        name="settings_resolution_restore",
    ),
]

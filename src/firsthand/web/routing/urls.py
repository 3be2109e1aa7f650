"""The editor of assignment rules and skills."""

from __future__ import annotations

from django.urls import path

from firsthand.web.routing import rules, skills

_RULE = "settings/routing/<int:rule_id>/"

urlpatterns = [
    path("settings/routing/", rules.rules, name="settings_routing"),
    path("settings/routing/add/", rules.add, name="settings_routing_add"),
    path(_RULE, rules.rule, name="settings_routing_rule"),
    path(_RULE + "archive/", rules.archive, name="settings_routing_archive"),
    path(_RULE + "restore/", rules.restore, name="settings_routing_restore"),
    path(
        "settings/routing/people/<int:person_id>/",
        skills.skills,
        name="settings_routing_person",
    ),
]

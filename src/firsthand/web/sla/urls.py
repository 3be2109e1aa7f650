"""The editor of calendars and policies."""

from __future__ import annotations

from django.urls import path

from firsthand.web.sla import calendars, policies

_POLICY = "settings/sla/<int:policy_id>/"
_CALENDAR = "settings/calendars/<int:calendar_id>/"

urlpatterns = [
    path("settings/sla/", policies.policies, name="settings_sla"),
    path("settings/sla/add/", policies.add, name="settings_sla_add"),
    path(_POLICY, policies.policy, name="settings_sla_policy"),
    path(_POLICY + "archive/", policies.archive, name="settings_sla_archive"),
    path(_POLICY + "restore/", policies.restore, name="settings_sla_restore"),
    path("settings/calendars/", calendars.calendars, name="settings_calendars"),
    path("settings/calendars/add/", calendars.add, name="settings_calendar_add"),
    path(_CALENDAR, calendars.calendar, name="settings_calendar"),
    path(_CALENDAR + "people/", calendars.shift, name="settings_calendar_people"),
    path(_CALENDAR + "archive/", calendars.archive, name="settings_calendar_archive"),
]

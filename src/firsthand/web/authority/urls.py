"""The editor of the policy."""

from __future__ import annotations

from django.urls import path

from firsthand.web.authority import versions

_ALL = "settings/authority/"
_ONE = "settings/authority/<int:version_id>/"

urlpatterns = [
    path(_ALL, versions.versions, name="settings_authority"),
    path(_ALL + "add/", versions.add, name="settings_authority_add"),
    path(_ALL + "rates/", versions.rates, name="settings_authority_rates"),
    path(_ONE, versions.version, name="settings_authority_version"),
    path(_ONE + "trial/", versions.trial, name="settings_authority_trial"),
    path(_ONE + "publish/", versions.publish, name="settings_authority_publish"),
    path(_ONE + "discard/", versions.discard, name="settings_authority_discard"),
]

"""The pages of the send gate."""

from __future__ import annotations

from django.urls import path

from firsthand.web.policies import drafts, views

_ONE = "policies/<slug:rule_key>/"

urlpatterns = [
    path("policies/", views.policies, name="policies"),
    path("policies/draft/", drafts.draft, name="policies_draft"),
    path("policies/draft/publish/", drafts.publish, name="policies_publish"),
    path("policies/draft/discard/", drafts.discard, name="policies_discard"),
    path(_ONE, views.rule, name="policies_rule"),
    path(_ONE + "edit/", drafts.edit, name="policies_edit"),
    path(_ONE + "words/", drafts.words, name="policies_words"),
]

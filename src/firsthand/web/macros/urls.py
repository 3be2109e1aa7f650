"""The pages of macros."""

from __future__ import annotations

from django.urls import path

from firsthand.web.macros import views

_ONE = "macros/<int:macro_id>/"

urlpatterns = [
    path("macros/", views.macros, name="macros"),
    path("macros/add/", views.add, name="macro_add"),
    path(_ONE, views.macro, name="macro"),
    path(_ONE + "draft/", views.draft, name="macro_draft"),
    path(_ONE + "care/", views.care, name="macro_care"),
    path(_ONE + "try/", views.try_out, name="macro_try"),
    path(_ONE + "<str:step>/", views.move, name="macro_move"),
]

"""Promises to buyers, and reply slots."""

from __future__ import annotations

from django.urls import path

from firsthand.web.promises import deeds, reading, slots

urlpatterns = [
    path("tickets/<int:ticket_id>/promises/read/", reading.read, name="promises_read"),
    path(
        "tickets/<int:ticket_id>/promises/<int:promise_id>/decide/",
        deeds.decide,
        name="promise_decide",
    ),
    path(
        "tickets/<int:ticket_id>/promises/<int:promise_id>/move/",
        deeds.move,
        name="promise_move",
    ),
    path(
        "tickets/<int:ticket_id>/promises/<int:promise_id>/hand-over/",
        deeds.hand_over,
        name="promise_hand_over",
    ),
    path(
        "tickets/<int:ticket_id>/promises/<int:promise_id>/sheet/<slug:what>/",
        deeds.sheet,
        name="promise_sheet",
    ),
    path("settings/reply-slots/", slots.stores, name="settings_slots"),
    path("settings/reply-slots/<int:store_id>/", slots.store, name="settings_slots_store"),
]

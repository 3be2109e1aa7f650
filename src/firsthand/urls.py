"""Every address of the program."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from firsthand.web.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
handler500 = "firsthand.web.unavailable.server_error"

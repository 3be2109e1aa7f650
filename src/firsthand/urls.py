"""Every address of the program."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from firsthand.api import v1
from firsthand.web.health import healthz
from firsthand.web.shared import views as shared

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", v1.urls()),
    path("language/", shared.set_language, name="set_language"),
    path("styleguide/", shared.styleguide, name="styleguide"),
    path("", include("firsthand.web.today.urls")),
    path("", include("firsthand.web.service.urls")),
    path("", include("firsthand.web.tickets.urls")),
    path("", include("firsthand.web.promises.urls")),
    path("", include("firsthand.web.manner.urls")),
    path("", include("firsthand.web.people.urls")),
    path("", include("firsthand.web.stores.urls")),
    path("", include("firsthand.web.accounts.urls")),
    path("", include("firsthand.web.reasons.urls")),
    path("", include("firsthand.web.sla.urls")),
    path("", include("firsthand.web.routing.urls")),
    path("", include("firsthand.web.authority.urls")),
    path("", include("firsthand.web.remedies.urls")),
    path("", include("firsthand.web.claims.urls")),
    path("", include("firsthand.web.money.urls")),
    path("", include("firsthand.web.reports.urls")),
    path("", include("firsthand.web.accounthealth.urls")),
    path("", include("firsthand.web.approvals.urls")),
    path("", include("firsthand.web.checklists.urls")),
    path("", include("firsthand.web.macros.urls")),
    path("", include("firsthand.web.policies.urls")),
    path("", include("firsthand.web.contacts.urls")),
    path("", include("firsthand.web.imports.urls")),
]
handler403 = "firsthand.web.shared.views.forbidden"
handler404 = "firsthand.web.shared.views.not_found"
handler500 = "firsthand.web.unavailable.server_error"

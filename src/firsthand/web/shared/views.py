"""Pages that belong to no area: the language switch, and what is shown when things fail."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from firsthand.domain.people import commands
from firsthand.web.shared.addresses import ours
from firsthand.web.shared.rights import person_of
from firsthand.web.shared.styleguide import everything


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language: for good for a person, by cookie before log-in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    address = ours(request, request.POST.get("next", ""), otherwise="/")
    if request.user.is_authenticated:
        commands.choose_language(by=person_of(request), language=language)
    response = HttpResponseRedirect(address)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component and state once. What is not there does not exist yet."""
    return render(request, "styleguide/styleguide.html", everything())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to something not shown to this person."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a deed the person's role does not allow."""
    return render(request, "errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose proof of origin is missing or out of date."""
    return render(request, "errors/csrf.html", status=403)

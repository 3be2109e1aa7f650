"""What happens around every request: language, time zone, how a lost log-in is answered."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRefresh

Handler = Callable[[HttpRequest], HttpResponseBase]


def is_for_programs(request: HttpRequest) -> bool:
    """Say whether a call of the API was asked for: it asks for a token itself, in JSON."""
    match = request.resolver_match
    return match is not None and "ninja" in match.app_names


class PersonalLanguageAndZone:
    """Speak the person's language and show times in their zone.

    Runs after the session is known. Before log-in `LocaleMiddleware` has already chosen by
    cookie, then by what the browser asks for; times are then shown in UTC.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        translation.activate(person.language)
        with timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
            response = self.get_response(request)
        response.headers["Content-Language"] = translation.get_language() or ""
        return response


class EverythingNeedsLogIn(LoginRequiredMiddleware):
    """Close every page unless its view says otherwise.

    A partial update asked for after the session ended gets a whole new page (which is the
    log-in), never a log-in form inside a table row.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if is_for_programs(request):
            return None
        answer: HttpResponseBase | None = super().process_view(
            request, view_func, view_args, view_kwargs
        )
        return answer

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRefresh()
        return super().handle_no_permission(request, view_func)

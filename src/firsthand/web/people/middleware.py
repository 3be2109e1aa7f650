"""What a session must go on proving: that it is not too old, and a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from firsthand.domain.people import queries
from firsthand.web.shared.middleware import is_for_programs

Handler = Callable[[HttpRequest], HttpResponseBase]

STARTED, SEEN, CONFIRMED = "started_at", "seen_at", "second_factor"
# How often "seen" is written: every request would mean a write for every read.
_SEEN_EVERY_SECONDS = 60
# Where somebody without codes may go: to set them up, to switch language, to leave.
_WITHOUT_CODES = {
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "account_logout",
    "set_language",
}


class SessionLimits:
    """End a session after 12 hours, or after 30 minutes without a person.

    Updates that a page asks for by itself carry the header `Firsthand-Background` and do
    not count: a forgotten tab must not keep its session alive.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._check(request, now=int(time.time()))
        return self.get_response(request)

    def _check(self, request: HttpRequest, *, now: int) -> None:
        session = request.session
        started, seen = session.get(STARTED), session.get(SEEN)
        if started is None or seen is None:
            session[STARTED] = session[SEEN] = now
        elif (
            now - started >= settings.SESSION_COOKIE_AGE
            or now - seen >= settings.SESSION_IDLE_SECONDS
        ):
            logout(request)
        elif now - seen >= _SEEN_EVERY_SECONDS and not _is_background(request):
            session[SEEN] = now


class SecondFactorRequired:
    """Lead whoever has no one-time codes to setting them up, and nowhere else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Handler, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if is_for_programs(request):
            return (
                None  # No log-in opens it, with codes or without: it answers 401 in JSON.
            )
        match = request.resolver_match
        if request.session.get(CONFIRMED) or (match and match.view_name in _WITHOUT_CODES):
            return None
        if not queries.has_second_factor(request.user):
            return redirect("mfa_activate_totp")
        # Resetting the codes ends every session, so this can be remembered in one.
        request.session[CONFIRMED] = True
        return None


def _is_background(request: HttpRequest) -> bool:
    return request.headers.get("Firsthand-Background") == "1"

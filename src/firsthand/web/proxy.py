"""Who a request comes from when a proxy stands in front of us."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What a proxy may say, and what a stranger may only pretend.
_CLAIMS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_REMOTE_USER",
    "HTTP_REMOTE_USER",
)


class BelieveOnlyOurProxy:
    """Takes forwarding headers out of every request that is not from a trusted proxy.

    From a trusted one, the client's address is the last in X-Forwarded-For that is not
    itself a trusted proxy: what stands before it was written by the client.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trusted = settings.TRUSTED_PROXY
        if request.META.get("REMOTE_ADDR") in trusted:
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            strangers = [hop.strip() for hop in chain if hop.strip() not in [*trusted, ""]]
            if strangers:
                request.META["REMOTE_ADDR"] = strangers[-1]
        else:
            for claim in _CLAIMS:
                request.META.pop(claim, None)
        return self.get_response(request)

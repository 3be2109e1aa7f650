"""What is shown when a page fails: 503 while the database is away, else 500."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER_SECONDS = 5
# Classes of SQLSTATE: connection failed, out of space or memory, being shut down.
_AWAY = ("08", "53", "57P")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error nobody caught.

    Django calls this while the error is being handled, wherever it came from: a view, a
    middleware, or the middleware's look at who is logged in. That is why it is not a
    middleware, whose hooks see only the first of these. The pages are drawn without the
    request, so that nothing in them asks the database who is looking.
    """
    if not is_database_away(sys.exc_info()[1]):
        return render(None, "errors/500.html", status=500)
    response = render(None, "errors/503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def is_database_away(problem: BaseException | None) -> bool:
    """Say whether the database could not be used at all, rather than refusing a query."""
    if isinstance(problem, InterfaceError):
        return True
    if not isinstance(problem, OperationalError):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)

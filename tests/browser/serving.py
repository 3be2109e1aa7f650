"""Our pages for the browser: Django's server of tests, whose styles and scripts are kept.

A page asks for some forty of them. In a real installation they are kept for ever; Django's
own server says nothing of that, and where the files are new, as after a checkout, the
browser asks for all of them again with every page.
"""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from pytest_django.live_server_helper import LiveServer


class KeptFiles(StaticFilesHandler):
    """Styles and scripts, with leave to keep them for as long as tests may run."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = super().serve(request)
        response.headers["Cache-Control"] = "max-age=86400"
        return response


def served() -> LiveServer:
    """Return our pages at work, until they are stopped."""
    # As in a real installation: else each request begins a session of its own, which knows
    # no table yet.
    connection.settings_dict["CONN_MAX_AGE"] = 300
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = KeptFiles
    server.start()
    return server

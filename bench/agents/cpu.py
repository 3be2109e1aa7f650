"""Say with every answer what it took: CPU of the program and of its database session.

For ours and for any other desk on Django and PostgreSQL, as the first of its middleware.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "Bench-Cpu"


class SayCpu:
    """Measure the thread that answers, and the process at the other end of its connection.

    What the web server does around it, and PostgreSQL in the background, belongs to no
    request and is not in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before, spent = _session(), time.thread_time()
        response = self.get_response(request)
        spent = time.thread_time() - spent
        after = _session()
        # A connection that was opened meanwhile is a process that had used nothing before.
        asked = after[1] - (before[1] if before[0] == after[0] else 0.0)
        response.headers[HEADER] = f"{spent * 1000:.3f} {asked * 1000:.3f}"
        return response


def _session() -> tuple[int, float]:
    """Return the process of this thread's session, and the CPU seconds it has used."""
    link = connection.connection
    if link is None or link.closed:
        return 0, 0.0
    pid = link.info.backend_pid
    try:
        # Nanoseconds on a core; the times in `stat` are ticks of ten milliseconds.
        used = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    except OSError:
        return 0, 0.0
    return pid, int(used) / 1e9

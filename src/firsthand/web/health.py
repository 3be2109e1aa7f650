"""Whether the program works, for whatever watches it. Tells nothing about anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firsthand.foundation.queue import WORKER_SILENCE_SECONDS, seconds_since_heartbeat


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the database answers and whether a worker is alive; 503 without database."""
    silence = seconds_since_heartbeat()
    worker = silence is not None and silence < WORKER_SILENCE_SECONDS
    return JsonResponse({"database": "ok", "worker": "ok" if worker else "absent"})

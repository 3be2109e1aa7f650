"""Whether the program works, for whatever watches it. Tells nothing about anybody."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firsthand import wiring
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.queries import chain
from firsthand.foundation.queue import WORKER_SILENCE_SECONDS, seconds_since_heartbeat

LONG_IN_DOUBT = timedelta(days=1)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the database answers, whether a worker is alive, and money watched over.

    503 without database. `money`: `look` if books or log were found wrong, rows of the log
    wait for their signature for hours, an incident is open, or a remedy has needed a person
    for over a day. What and whose it is, only people with a log-in learn.
    """
    silence = seconds_since_heartbeat()
    worker = silence is not None and silence < WORKER_SILENCE_SECONDS
    return JsonResponse(
        {
            "database": "ok",
            "worker": "ok" if worker else "absent",
            "money": "look" if _money_waits() else "ok",
        }
    )


def _money_waits() -> bool:
    now = timezone.now()
    found = queries.standing()
    unsigned = chain.unsigned_since(wiring.audit_heads())
    since = found.needs_person_since
    return (
        found.incidents > 0
        or (since is not None and now - since > LONG_IN_DOUBT)
        or (found.verified is not None and not found.verified.is_right)
        or (unsigned is not None and now - unsigned > queries.UNSIGNED_AT_MOST)
    )

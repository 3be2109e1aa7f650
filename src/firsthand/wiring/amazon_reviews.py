"""Have Amazon ask buyers for reviews: what was asked for, once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from firsthand.connectors.amazon import solicitations
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.troubles import Declined, Throttled, Trouble
from firsthand.domain.solicitations import commands, queries
from firsthand.domain.solicitations.commands import State
from firsthand.domain.solicitations.models import ReviewRequest
from firsthand.foundation.failpoints import fail_point
from firsthand.wiring.amazon_records import Served

_MOST_SENT = 25


def send_asked(served: Served, client: Client, now: Callable[[], datetime]) -> Counter[str]:
    """Send requests that wait; return how many came to what.

    Raises:
        Trouble: one could not be sent; it waits, or is unclear, and so do those after it.
    """
    commands.give_up_unheard(store_ids=served.ids, at=now())
    ids = {store.pk: one for one, store in served.stores.items()}
    counts: Counter[str] = Counter()
    for request in queries.to_send(served.ids, limit=_MOST_SENT):
        state = _send(request, ids[request.store_id], client, now)
        counts[str(state)] += state is not None
    return counts


def _send(
    request: ReviewRequest,
    marketplace_id: str,
    client: Client,
    now: Callable[[], datetime],
) -> State | None:
    """Send one request; return what came of it, None where somebody else has it."""
    number = request.order.number
    try:
        is_offered = solicitations.is_offered(client, number, marketplace_id)
    except Declined:
        is_offered = False  # Of this order: what waits behind it is not held up.
    if not is_offered:
        commands.end_sending(request.pk, State.REFUSED, at=now())
        return State.REFUSED
    if not commands.begin_sending(request.pk, at=now()):
        return None
    fail_point("amazon_reviews.begun")
    try:
        solicitations.send(client, number, marketplace_id)
    except Declined:
        state = State.REFUSED
    except Trouble as trouble:
        # What was not looked at waits again; whatever else may have been done.
        unseen = isinstance(trouble, Throttled) or not trouble.is_unclear
        state = State.ASKED if unseen else State.UNCLEAR
        commands.end_sending(request.pk, state, at=now())
        raise
    else:
        state = State.SENT
    commands.end_sending(request.pk, state, at=now())
    return state

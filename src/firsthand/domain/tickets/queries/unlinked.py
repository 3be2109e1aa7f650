"""Tickets about orders nobody here knows yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from firsthand.domain.tickets.models import Ticket


def orders_wanted(store_ids: Collection[int], *, since: datetime, limit: int) -> list[str]:
    """Return the numbers of orders that open tickets name and their store does not know.

    Args:
        store_ids: of tickets of these stores.
        since: tickets that were written on since then.
        limit: at most so many, those of the newest tickets.
    """
    waiting = Ticket.objects.filter(
        store_id__in=store_ids,
        state=Ticket.State.OPEN,
        order=None,
        order_number__gt="",
        last_message_at__gte=since,
    ).order_by("-last_message_at", "-pk")
    numbers = waiting.values_list("order_number", flat=True)[:limit]
    return list(dict.fromkeys(numbers))

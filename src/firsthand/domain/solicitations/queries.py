"""Questions about requests for reviews. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection

from firsthand.domain.solicitations.models import ReviewRequest


def to_send(store_ids: Collection[int], *, limit: int) -> list[ReviewRequest]:
    """Return requests that wait to be sent, with their orders, the oldest first."""
    waiting = ReviewRequest.objects.filter(
        store_id__in=store_ids, state=ReviewRequest.State.ASKED
    )
    return list(waiting.select_related("order").order_by("asked_at", "pk")[:limit])


def was_asked_for(order_id: int) -> bool:
    """Say whether the buyer of an order was, or is being, asked for a review by us."""
    asked = ReviewRequest.objects.filter(order=order_id)
    return asked.exclude(state=ReviewRequest.State.REFUSED).exists()

"""Forget who bought, when the time for knowing it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Notice,
    Order,
    OrderReturn,
    Setback,
)


@transaction.atomic
def purge_due(*, before: datetime, kept: Iterable[int], limit: int) -> dict[str, int]:
    """Empty addresses, buyers' words and names that are past their time.

    An order's time counts from its delivery, without one from the promised delivery, else
    from the order itself. A buyer is forgotten with the last of his orders; the keyed
    hashes stay, so that he is still one buyer if he comes back. What marketplaces wrote
    is kept for as long from the day they wrote it, of orders nobody knows as well.

    Args:
        before: what was delivered before this is past its time.
        kept: ids of buyers who are still needed, whatever the dates say; a query of ids
            becomes a part of ours.
        limit: at most so many orders and so many buyers.

    Returns:
        How many orders and buyers were emptied.
    """
    orders = _orders_due(before).exclude(buyer_id__in=kept)
    holding = orders.filter(
        Q(address__isnull=False)
        | Q(
            Exists(OrderReturn.objects.filter(order=OuterRef("pk")).exclude(reason_text=""))
        )
        | Q(Exists(Setback.objects.filter(order=OuterRef("pk")).exclude(comment="")))
    )
    emptied = list(holding.order_by("pk").values_list("pk", flat=True)[:limit])
    Order.objects.filter(pk__in=emptied).update(address=None)
    OrderReturn.objects.filter(order_id__in=emptied).update(reason_text="")
    Setback.objects.filter(order_id__in=emptied).update(comment="")
    _purge_notices(before, limit)
    return {"orders": len(emptied), "buyers": _purge_buyers(before, kept, limit)}


def _purge_notices(before: datetime, limit: int) -> None:
    said = ~Q(reason_text="") | ~Q(comment="")
    due = Notice.objects.filter(said, sent_at__lt=before).order_by("pk")
    chosen = list(due.values_list("pk", flat=True)[:limit])
    Notice.objects.filter(pk__in=chosen).update(reason_text="", comment="")


def _purge_buyers(before: datetime, kept: Iterable[int], limit: int) -> int:
    addresses = BuyerIdentity.objects.filter(buyer=OuterRef("pk")).exclude(address="")
    newer = Order.objects.filter(buyer=OuterRef("pk")).exclude(
        pk__in=_orders_due(before).values("pk")
    )
    due = (
        Buyer.objects.filter(first_seen_at__lt=before)
        .filter(~Q(name="") | Q(Exists(addresses)))
        .exclude(Exists(newer))
        .exclude(pk__in=kept)
    )
    buyers = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    Buyer.objects.filter(pk__in=buyers).update(name="")
    BuyerIdentity.objects.filter(buyer_id__in=buyers).update(address="")
    return len(buyers)


def _orders_due(before: datetime) -> QuerySet[Order]:
    return Order.objects.filter(
        Q(delivered_at__lt=before)
        | Q(delivered_at=None, deliver_by__lt=before)
        | Q(delivered_at=None, deliver_by=None, placed_at__lt=before)
    )

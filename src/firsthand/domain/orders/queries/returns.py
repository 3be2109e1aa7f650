"""What comes back to us, and the money that went back with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q

from firsthand.domain.orders.models import Notice, Order, OrderReturn, RefundPosting
from firsthand.foundation.postgres.bulk import Among
from firsthand.foundation.scoping import SeesStores


def returns_to_us(
    person: SeesStores, *, channel: str, since: datetime
) -> list[OrderReturn]:
    """Return what buyers asked to send back to us, undecided and not there, oldest first.

    With its order. Of what goes back to a marketplace's warehouse that marketplace decides.

    Args:
        person: in the stores he may see.
        channel: of these stores.
        since: asked for since then.
    """
    found = OrderReturn.objects.filter(
        Q(status="") | Q(status__istartswith="pending"),
        received_at=None,
        requested_at__gte=since,
        order__fulfilment=Order.Fulfilment.FBM,
        order__store__channel=channel,
    )
    store_ids = person.visible_store_ids()
    if store_ids is not None:
        found = found.filter(order__store_id__in=store_ids)
    return list(found.select_related("order__store").order_by("requested_at", "pk"))


def returns_only_written_of(
    person: SeesStores, *, channel: str, since: datetime
) -> list[tuple[Order, Notice]]:
    """Return orders of which only a marketplace's mail says that something comes back.

    As `returns_to_us`, each order with the newest of these mails.
    """
    told = Notice.objects.all().visible_to(person).filter(
        kind=Notice.Kind.RETURN, sent_at__gte=since, store__channel=channel
    )  # fmt: skip
    newest = {
        (one.store_id, one.order_number): one for one in told.order_by("sent_at", "pk")
    }
    of_them = Order.objects.filter(
        Among("number", [number for _store, number in newest]),
        store_id__in={store_id for store_id, _number in newest},
        fulfilment=Order.Fulfilment.FBM,
        returns=None,
    )
    return [
        (order, newest[order.store_id, order.number])
        for order in of_them.select_related("store").order_by("pk")
        if (order.store_id, order.number) in newest
    ]


def last_posted(order_ids: Collection[int]) -> dict[int, datetime]:
    """Return when a marketplace's books last showed money back on these orders."""
    posted = RefundPosting.objects.filter(order_id__in=order_ids).order_by()
    newest = posted.values("order_id").annotate(at=Max("posted_at"))
    return dict(newest.values_list("order_id", "at"))

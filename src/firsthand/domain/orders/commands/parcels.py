"""Take in what is told of boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from firsthand.domain.orders.models import Parcel
from firsthand.domain.orders.ports import OrderFacts, ParcelFacts
from firsthand.foundation.postgres.bulk import Among, as_json, copy_in

_COLUMNS = (
    "order_id", "external_id", "carrier", "tracking_number", "shipped_at", "delivered_at",
    "scans",
)  # fmt: skip


def renew_parcels(orders: Sequence[OrderFacts], ids: Mapping[str, int]) -> None:
    """Note the boxes of these orders, inside the caller's transaction, which locks them.

    Args:
        orders: each once.
        ids: the orders by number.
    """
    _renew_known_by_id(orders, ids)
    _renew_unknown(orders, ids)


def _renew_known_by_id(orders: Sequence[OrderFacts], ids: Mapping[str, int]) -> None:
    """Note boxes one by one; a row stays the same one, for evidence points at it."""
    told = {
        (ids[order.number], box.external_id): box
        for order in orders
        for box in order.parcels
    }
    theirs = Parcel.objects.filter(
        Among("order_id", {order_id for order_id, _ in told}), external_id__gt=""
    )
    known = {(box.order_id, box.external_id): box for box in theirs}
    changed = [row for key, row in known.items() if key in told and _renew(row, told[key])]
    Parcel.objects.bulk_update(changed, _COLUMNS[2:])
    copy_in(
        Parcel,
        _COLUMNS,
        (
            (
                order_id,
                box.external_id,
                box.carrier[:40],
                box.tracking_number[:60],
                box.shipped_at,
                box.delivered_at,
                as_json(_scans(box)),
            )
            for (order_id, _), box in told.items()
            if (order_id, box.external_id) not in known
        ),
    )


def _renew(row: Parcel, told: ParcelFacts) -> bool:
    """Put what is told into a row; say whether that changed it.

    The first time a box is told to have arrived is the best anybody knows.
    """
    before = (row.carrier, row.tracking_number, row.shipped_at, row.delivered_at)
    row.carrier = told.carrier[:40] or row.carrier
    row.tracking_number = told.tracking_number[:60] or row.tracking_number
    row.shipped_at = told.shipped_at or row.shipped_at
    row.delivered_at = row.delivered_at or told.delivered_at
    after = (row.carrier, row.tracking_number, row.shipped_at, row.delivered_at)
    is_new_status = bool(told.status) and (
        not row.scans or row.scans[-1]["what"] != told.status
    )
    if is_new_status:
        row.scans = [*row.scans, *_scans(told)]
    return is_new_status or after != before


def _scans(box: ParcelFacts) -> list[dict[str, str]]:
    if not box.status:
        return []
    return [{"at": box.told_at.isoformat(), "what": box.status}]


def _renew_unknown(orders: Sequence[OrderFacts], ids: Mapping[str, int]) -> None:
    """Note when an order was sent, for orders whose boxes we do not know one by one."""
    sent = {ids[order.number]: order for order in orders if order.shipped_at is not None}
    one_by_one = {ids[order.number] for order in orders if order.parcels}
    theirs = Parcel.objects.filter(Among("order_id", {*sent, *one_by_one}))
    tracked = set(theirs.exclude(tracking_number="").values_list("order_id", flat=True))
    theirs.filter(tracking_number="", external_id="").delete()
    copy_in(
        Parcel,
        _COLUMNS,
        (
            (
                order_id, "", order.carrier, "", order.shipped_at, order.delivered_at, "[]",
            )
            for order_id, order in sent.items()
            if order_id not in tracked | one_by_one
        ),
    )  # fmt: skip

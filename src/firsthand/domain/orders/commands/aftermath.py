"""Take in what follows an order: returns, claims, money back in the marketplace's books."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders.models import Order, OrderReturn, RefundPosting, Setback
from firsthand.domain.orders.ports import ClaimFacts, PostingFacts, ReturnFacts
from firsthand.foundation.postgres.bulk import Among

Facts = TypeVar("Facts", ReturnFacts, ClaimFacts, PostingFacts)
RETURN_REQUESTED = "orders.return_requested"
CLAIM_OPENED = "orders.claim_opened"


@transaction.atomic
def record_returns(*, store_id: int, returns: Sequence[ReturnFacts]) -> dict[str, int]:
    """Note returns on orders of this store; the same one again renews it.

    Args:
        store_id: the store of the orders, which are all known.
        returns: each once.

    Returns:
        How many were new, and how many others were told of.
    """
    orders = _orders(store_id, returns)
    known = {
        (each.order_id, each.external_id): each
        for each in OrderReturn.objects.filter(
            Among("order_id", _ids(orders.values())), external_id__gt=""
        )
    }
    new = 0
    for told in returns:
        order = orders[told.order_number]
        row = known.get((order.pk, told.external_id)) or OrderReturn(
            order=order, external_id=told.external_id, requested_at=told.requested_at
        )
        is_new = row.pk is None
        before = _as_known(row)
        _renew_return(row, told, is_forgotten=_is_forgotten(order))
        if is_new or _as_known(row) != before:
            row.save()
        known[(order.pk, told.external_id)] = row
        if is_new:
            new += 1
            _tell(RETURN_REQUESTED, order, told.requested_at, told.external_id)
    return {"added": new, "changed": len(returns) - new}


def _as_known(row: OrderReturn) -> tuple[object, ...]:
    return (
        row.sku, row.quantity, row.received_at, row.status, row.condition,
        row.tracking_number, row.reason_text,
    )  # fmt: skip


def _renew_return(row: OrderReturn, told: ReturnFacts, *, is_forgotten: bool) -> None:
    row.sku = told.sku[:80] or row.sku
    row.quantity = told.quantity
    row.received_at = told.received_at or row.received_at
    row.status = told.status[:40] or row.status
    row.condition = told.condition[:40] or row.condition
    row.tracking_number = told.tracking_number[:60] or row.tracking_number
    if not is_forgotten:
        row.reason_text = told.reason[:500] or row.reason_text


@transaction.atomic
def record_claims(*, store_id: int, claims: Sequence[ClaimFacts]) -> dict[str, int]:
    """Note claims that a report mentions, on orders of this store that have none yet.

    A mail may have told of the same claim, with a time to answer by and another id.

    Returns:
        How many were new, and how many others were told of.
    """
    orders = _orders(store_id, claims)
    theirs = Setback.objects.filter(
        Among("order_id", _ids(orders.values())), kind=Setback.Kind.CLAIM
    )
    claimed = set(theirs.values_list("order_id", flat=True))
    new = 0
    for told in claims:
        order = orders[told.order_number]
        if order.pk in claimed:
            continue
        claimed.add(order.pk)
        new += 1
        Setback.objects.create(
            order=order,
            kind=Setback.Kind.CLAIM,
            external_id=told.external_id,
            happened_at=told.happened_at,
        )
        _tell(CLAIM_OPENED, order, told.happened_at, told.external_id, stars=None)
    return {"added": new, "changed": len(claims) - new}


@transaction.atomic
def record_postings(
    *, store_id: int, postings: Sequence[PostingFacts], at: datetime
) -> dict[str, int]:
    """Note what the marketplace's books say went back to buyers of this store, once each.

    Its status may change; an amount that was posted never does.

    Args:
        store_id: the store of the orders, which are all known.
        postings: each once.
        at: now.

    Returns:
        How many were new, and how many others were told of.
    """
    orders = _orders(store_id, postings)
    theirs = RefundPosting.objects.filter(Among("order_id", _ids(orders.values())))
    known = {(each.order_id, each.external_id): each for each in theirs}
    new, changed = [], []
    for told in postings:
        order = orders[told.order_number]
        row = known.get((order.pk, told.external_id))
        if row is None:
            new.append(_posting(order, told, at))
        elif told.status and row.status != told.status:
            row.status = told.status[:40]
            changed.append(row)
    RefundPosting.objects.bulk_create(new)
    RefundPosting.objects.bulk_update(changed, ["status"])
    return {"added": len(new), "changed": len(postings) - len(new)}


def _posting(order: Order, told: PostingFacts, at: datetime) -> RefundPosting:
    return RefundPosting(
        order=order,
        external_id=told.external_id[:120],
        refund_id=told.refund_id[:120],
        kind=told.kind[:60],
        status=told.status[:40],
        currency=told.currency,
        minor_units=told.minor_units,
        posted_at=told.posted_at,
        recorded_at=at,
    )


def _orders(store_id: int, told: Sequence[Facts]) -> dict[str, Order]:
    """Return the orders spoken of by number, locked: nothing comes twice."""
    numbers = {one.order_number for one in told}
    found = Order.objects.select_for_update(of=("self",)).filter(
        Among("number", numbers), store_id=store_id
    )
    return {order.number: order for order in found.select_related("buyer").order_by("pk")}


def _ids(orders: Iterable[Order]) -> set[int]:
    return {order.pk for order in orders}


def _is_forgotten(order: Order) -> bool:
    return order.buyer is not None and order.buyer.erased_at is not None


def _tell(
    kind: str, order: Order, happened_at: datetime, external_id: str, **more: object
) -> None:
    journal.record(
        kind,
        subject_id=order.pk,
        at=happened_at,
        by=None,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
        facts={"external_id": external_id, **more},
    )

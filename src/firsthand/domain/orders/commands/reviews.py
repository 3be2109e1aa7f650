"""Take in many reviews at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.orders.ports import ReviewFacts
from firsthand.foundation.postgres.bulk import Among

RECEIVED = "orders.feedback_received"


@transaction.atomic
def record_reviews(
    *,
    store_id: int,
    reviews: Sequence[ReviewFacts],
    facts: Mapping[str, object],
    at: datetime,
) -> dict[str, int]:
    """Note reviews of orders of this store, once each; the orders are all known.

    A review that was changed counts as it is now: the earlier one is withdrawn.

    Args:
        store_id: the store of the orders.
        reviews: each once.
        facts: what the journal's entries carry besides.
        at: now.

    Returns:
        How many were new and changed.
    """
    numbers = {review.order_number for review in reviews}
    orders = {
        order.number: order
        for order in Order.objects.filter(Among("number", numbers), store_id=store_id)
    }
    placed = [(orders[review.order_number], review) for review in reviews]
    kept = {
        (setback.order_id, setback.external_id): setback
        for setback in Setback.objects.filter(
            Among("order_id", [order.pk for order in orders.values()]),
            kind=Setback.Kind.FEEDBACK,
        )
    }
    new, changed = [], []
    for order, review in placed:
        known = kept.get((order.pk, review.external_id))
        if known is None:
            new.append((order, review))
        elif (known.stars, known.happened_at) != (review.stars, review.happened_at):
            known.stars, known.happened_at = review.stars, review.happened_at
            changed.append((known, order, review))
    _withdraw([known for known, _, _ in changed], facts=facts, at=at)
    Setback.objects.bulk_update(
        [known for known, _, _ in changed], ["stars", "happened_at"]
    )
    Setback.objects.bulk_create(_setback(order, review) for order, review in new)
    journal.record_many(
        _received(order, review, facts)
        for order, review in [*new, *((order, review) for _, order, review in changed)]
    )
    return {"added": len(new), "changed": len(changed)}


def _withdraw(
    changed: Sequence[Setback], *, facts: Mapping[str, object], at: datetime
) -> None:
    which = {(setback.order_id, setback.external_id) for setback in changed}
    entries = journal_queries.about_subjects(RECEIVED, [order for order, _ in which])
    journal.withdraw(
        [e for e in entries if (e.subject_id, e.facts.get("external_id")) in which],
        at=at,
        facts=facts,
    )


def _setback(order: Order, review: ReviewFacts) -> Setback:
    return Setback(
        order=order,
        kind=Setback.Kind.FEEDBACK,
        external_id=review.external_id,
        happened_at=review.happened_at,
        stars=review.stars,
        comment=review.comment[:2000],
    )


def _received(
    order: Order, review: ReviewFacts, facts: Mapping[str, object]
) -> journal.Draft:
    return journal.Draft(
        kind=RECEIVED,
        subject_id=order.pk,
        at=review.happened_at,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
        facts={"external_id": review.external_id, "stars": review.stars, **facts},
    )

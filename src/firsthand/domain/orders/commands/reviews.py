"""Take in many reviews at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.orders.models import Setback
from firsthand.domain.orders.ports import ReviewFacts
from firsthand.domain.orders.queries import Placed, orders_by_number
from firsthand.foundation.postgres.bulk import Among, copy_in

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
    orders = orders_by_number(store_id=store_id, numbers=numbers)
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
    era = journal.current_era()
    copy_in(Setback, _COLUMNS, (_setback(order, review) for order, review in new))
    told = [*new, *((order, review) for _, order, review in changed)]
    journal.record_many(
        (_received(order, store_id, review, facts) for order, review in told), era=era
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


_COLUMNS = ("order_id", "kind", "external_id", "happened_at", "stars", "comment")


def _setback(order: Placed, review: ReviewFacts) -> tuple[object, ...]:
    return (
        order.pk,
        Setback.Kind.FEEDBACK.value,
        review.external_id,
        review.happened_at,
        review.stars,
        review.comment[:2000],
    )


def _received(
    order: Placed, store_id: int, review: ReviewFacts, facts: Mapping[str, object]
) -> journal.Draft:
    return journal.Draft(
        kind=RECEIVED,
        subject_id=order.pk,
        at=review.happened_at,
        about=journal.About(store_id=store_id, buyer_id=order.buyer_id),
        facts={"external_id": review.external_id, "stars": review.stars, **facts},
    )

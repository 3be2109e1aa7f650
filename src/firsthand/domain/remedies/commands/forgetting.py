"""Forget what remedies hold of a buyer in words. Amounts, times and kinds stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from firsthand.domain.remedies.models import HandDecision, Remedy
from firsthand.domain.remedies.rules.states import FINAL


@transaction.atomic
def forget_words_of(buyer_ids: Collection[int]) -> int:
    """Empty the words of these buyers' remedies; return of how many.

    What a channel still has to be told, such as a new address, goes when that has ended.
    """
    theirs = Remedy.objects.filter(ledger__order__buyer_id__in=buyer_ids)
    return _forget(theirs)


@transaction.atomic
def purge_due(*, keep_days: int, at: datetime, limit: int = 500) -> int:
    """Empty the words of remedies past their time, at most `limit`; return of how many.

    The time is over `keep_days` after the order was delivered, or, where that is not
    known, after the remedy ended.
    """
    before = at - timedelta(days=keep_days)
    old = Q(ledger__order__delivered_at__lt=before, state_at__lt=before)
    old |= Q(ledger__order__delivered_at=None, state_at__lt=before)
    said = ~Q(note="") | ~Q(verdict="") | ~Q(details=[])
    due = Remedy.objects.filter(old, said, state__in=FINAL).order_by("pk")
    chosen = list(due.values_list("pk", flat=True)[:limit])
    return _forget(Remedy.objects.filter(pk__in=chosen))


def _forget(remedies: QuerySet[Remedy]) -> int:
    HandDecision.objects.filter(remedy__in=remedies).update(why="", evidence="")
    count = remedies.update(note="", verdict="")
    remedies.filter(state__in=FINAL).update(details=[])
    return count

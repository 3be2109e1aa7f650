"""Forget what remedies hold of a buyer in words. Amounts, times and kinds stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from firsthand.domain.remedies.models import HandDecision, Incident, Remedy
from firsthand.domain.remedies.rules.states import FINAL


@transaction.atomic
def forget_words_of(buyer_ids: Collection[int]) -> int:
    """Empty the words of these buyers' remedies; return of how many.

    What a channel still has to be told, such as a new address, goes when that has ended.
    """
    theirs = Remedy.objects.filter(ledger__order__buyer_id__in=buyer_ids)
    Incident.objects.filter(ledger__order__buyer_id__in=buyer_ids).update(said="")
    return _forget(theirs)


@transaction.atomic
def purge_due(*, keep_days: int, at: datetime, limit: int = 500) -> int:
    """Empty the words of remedies and incidents past their time; return of how many.

    At most `limit` of each. The time is over `keep_days` after the order was delivered,
    or, where that is not known, after the remedy ended or the incident was closed.
    """
    before = at - timedelta(days=keep_days)
    said = ~Q(note="") | ~Q(verdict="") | ~Q(details=[])
    due = Remedy.objects.filter(_is_past("state_at", before), said, state__in=FINAL)
    chosen = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    closed = Incident.objects.filter(_is_past("closed_at", before)).exclude(said="")
    numbers = list(closed.order_by("pk").values_list("pk", flat=True)[:limit])
    emptied = Incident.objects.filter(pk__in=numbers).update(said="")
    return _forget(Remedy.objects.filter(pk__in=chosen)) + emptied


def _is_past(ended: str, before: datetime) -> Q:
    late = Q(**{f"{ended}__lt": before})
    delivered = "ledger__order__delivered_at"
    return late & (Q(**{f"{delivered}__lt": before}) | Q(**{delivered: None}))


def _forget(remedies: QuerySet[Remedy]) -> int:
    HandDecision.objects.filter(remedy__in=remedies).update(why="", evidence="")
    count = remedies.update(note="", verdict="")
    remedies.filter(state__in=FINAL).update(details=[])
    return count

"""Forget what colleagues wrote about buyers' letters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from firsthand.domain.policies.models import Allowance


def forget_words_on(ticket_ids: Collection[int]) -> int:
    """Empty the notes about texts of these tickets; return how many that were."""
    return Allowance.objects.filter(ticket_id__in=ticket_ids).update(note="")


def purge_due(*, keep_days: int, at: datetime) -> int:
    """Empty the notes written longer ago than so many days; return how many."""
    old = Allowance.objects.filter(at__lt=at - timedelta(days=keep_days))
    return old.exclude(note="").update(note="")

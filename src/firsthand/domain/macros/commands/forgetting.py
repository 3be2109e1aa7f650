"""Forget answers that were begun for a buyer and never left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from firsthand.domain.macros.models import MacroUse
from firsthand.domain.tickets import queries as tickets


def forget_words_of(buyer_ids: Collection[int], *, at: datetime) -> int:
    """Empty what was begun for these buyers; return how many answers that were.

    What left is empty already: its words stand in the message.
    """
    return _dropped(at, ticket_id__in=tickets.ticket_ids_of_buyers(buyer_ids))


def purge_due(*, keep_days: int, at: datetime) -> int:
    """Empty what was begun longer ago than so many days; return how many answers."""
    return _dropped(at, at__lt=at - timedelta(days=keep_days))


def _dropped(at: datetime, **which: object) -> int:
    begun = MacroUse.objects.filter(sent_at=None, dropped_at=None, **which)
    return begun.update(dropped_at=at, made="", locked=[])

"""Which flows there are, and which are due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from firsthand.domain.accounts.models import Flow, MarketplaceAccount


def due_flows(*, at: datetime, limit: int = 100) -> list[Flow]:
    """Return the flows that are due, the longest due first, of accounts at work.

    Those a worker has are among them, for it may have died: `begin_flow` knows.
    """
    return list(
        Flow.objects.filter(next_due_at__lte=at, account__paused_at=None)
        .select_related("account")
        .order_by("next_due_at", "pk")[:limit]
    )


def flows_of(account: MarketplaceAccount) -> QuerySet[Flow]:
    """Return the flows of an account, by name and part."""
    return (
        Flow.objects.filter(account=account)
        .select_related("account")
        .order_by("name", "part")
    )


def flow_of(account: MarketplaceAccount, name: str, part: str = "") -> Flow | None:
    """Return one flow of an account; None: it has not been planned."""
    return Flow.objects.filter(account=account, name=name, part=part).first()


def lag_of(flow: Flow, *, at: datetime) -> timedelta | None:
    """Return how far what was read is behind; None: nothing was read to an end yet.

    From when nothing is missing until then; where a flow does not say so, from the newest
    record it has read.
    """
    until = flow.complete_until or flow.newest_at
    return max(at - until, timedelta(0)) if until is not None else None

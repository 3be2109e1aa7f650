"""Which flows there are, and which are due."""

from __future__ import annotations

from datetime import datetime

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
    return Flow.objects.filter(account=account).order_by("name", "part")


def flow_of(account: MarketplaceAccount, name: str, part: str = "") -> Flow | None:
    """Return one flow of an account; None: it has not been planned."""
    return Flow.objects.filter(account=account, name=name, part=part).first()

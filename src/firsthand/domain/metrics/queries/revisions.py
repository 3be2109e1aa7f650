"""What was published as certain and changed afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from firsthand.domain.metrics.models import Revision
from firsthand.foundation.scoping import SeesStores, StoreScoped


def revisions(
    metrics: Collection[str],
    *,
    person: SeesStores,
    since: datetime | None = None,
    until: datetime | None = None,
) -> StoreScoped[Revision]:
    """Return the revisions of these metrics in stores `person` may see, newest first.

    Args:
        metrics: their keys.
        person: on whose behalf.
        since: only weeks that end after this,
        until: and begin before this.
    """
    found = Revision.objects.visible_to(person).filter(metric__in=metrics)
    if since is not None:
        week_before = since.astimezone(UTC).date() - timedelta(days=7)
        found = found.filter(week_of__gt=week_before)
    if until is not None:
        found = found.filter(week_of__lt=until.astimezone(UTC))
    return found.order_by("-revised_at", "-week_of", "metric", "store_id", "-pk")

"""An account with a history: orders day by day, and what was held against some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from firsthand import wiring
from firsthand.domain.health.commands import Imported
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.stores.models import Store
from tests.reports_of_amazon import content

DAY = timedelta(days=1)
# The windows of `reports_of_amazon` end with the first of March.
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def sold(
    place: Store,
    *,
    days: int = 120,
    a_day: int = 5,
    bad: Sequence[int] = (),
    after: int = 3,
    until: datetime = AT,
    **values: Any,
) -> list[Order]:
    """Write orders for the days before `until`; so many days ago the first is bad."""
    facts = {
        "state": "delivered", "fulfilment": "FBM", "currency": "EUR",
        "total_minor_units": 100, **values,
    }  # fmt: skip
    orders = Order.objects.bulk_create(
        Order(
            store=place, number=f"{ago}-{number}", placed_at=until - ago * DAY, **facts
        )
        for ago in range(days, 0, -1)
        for number in range(a_day)
    )  # fmt: skip
    by_number = {each.number: each for each in orders}
    Setback.objects.bulk_create(
        Setback(
            order=by_number[f"{ago}-0"], kind="feedback", external_id=str(ago), stars=1,
            happened_at=until - ago * DAY + after * DAY,
        )
        for ago in bad
    )  # fmt: skip
    return orders


def taken_in(
    document: dict[str, Any],
    *,
    reported_at: datetime = AT,
    at: datetime = AT,
    **values: Any,
) -> Imported:
    """Take a report in as it is downloaded."""
    plain: dict[str, Any] = {"store_ids": None, "by": None}
    return wiring.import_performance_report(
        content(document), reported_at=reported_at, at=at, **plain | values
    )

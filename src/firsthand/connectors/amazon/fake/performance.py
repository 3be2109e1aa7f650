"""The report on a seller's performance, counted from what became of a fake's orders.

As Amazon does, by when orders were placed, in windows that ended with yesterday: defects of
sixty days, late dispatch of thirty, cancellations of seven.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon.fake.lives import DAY, Life

KIND = "GET_V2_SELLER_PERFORMANCE_REPORT"
_BAD_STARS = 2


@dataclass(frozen=True)
class _Measure:
    """What is counted under which name, over how many days, and below what it is to be."""

    counted_as: str
    days: int
    target: float


_DEFECTS = _Measure("", 60, 0.01)
_LATE = _Measure("lateShipmentCount", 30, 0.04)
_CANCELLED = _Measure("cancellationCount", 7, 0.025)


def told(lives: Sequence[Life], marketplace_id: str, now: datetime) -> bytes:
    """Return the report on one marketplace of a seller, as it is downloaded.

    Args:
        lives: the seller's orders there.
        marketplace_id: Amazon's number of it.
        now: what happens later is not known yet.
    """
    ours = [life for life in lives if not life.is_fba]

    def late(life: Life) -> bool:
        return life.sent_at is not None and life.sent_at > life.dispatch_by

    def cancelled(life: Life) -> bool:
        return life.cancel_asked_at is None and _was(life.cancelled_at, now)

    metrics = {
        "marketplaceId": marketplace_id,
        "orderDefectRate": {
            "mfn": _defects(ours, now) | {"fulfillmentType": "mfn"},
            "afn": _defects([life for life in lives if life.is_fba], now)
            | {"fulfillmentType": "afn"},
        },
        "lateShipmentRate": _rate(_LATE, ours, late, now),
        "preFulfillmentCancellationRate": _rate(_CANCELLED, ours, cancelled, now),
    }
    statuses = [{"marketplaceId": marketplace_id, "status": "NORMAL"}]
    document = {"accountStatuses": statuses, "performanceMetrics": [metrics]}
    return json.dumps(document).encode()


def _defects(lives: Sequence[Life], now: datetime) -> dict[str, Any]:
    def claimed(life: Life) -> bool:
        return _was(life.claimed_at, now)

    def badly_rated(life: Life) -> bool:
        return life.stars <= _BAD_STARS and _was(life.rated_at, now)

    def defect(life: Life) -> bool:
        return claimed(life) or badly_rated(life)

    rate = _rate(_DEFECTS, lives, defect, now)
    of_window = _placed(lives, _DEFECTS.days, now)
    counts = {
        "claims": claimed,
        "negativeFeedback": badly_rated,
        "orderWithDefects": defect,
    }
    return rate | {
        name: {"count": sum(map(is_it, of_window)), "status": rate["status"]}
        for name, is_it in counts.items()
    }


def _rate(
    measure: _Measure,
    lives: Sequence[Life],
    is_hit: Callable[[Life], bool],
    now: datetime,
) -> dict[str, Any]:
    found = _placed(lives, measure.days, now)
    hits = sum(map(is_hit, found))
    rate = hits / len(found) if found else 0.0
    since, until = _window(measure.days, now)
    return {
        "reportingDateRange": {
            "reportingDateFrom": f"{since:%Y-%m-%dT%H:%MZ}",
            "reportingDateTo": f"{until - timedelta(minutes=1):%Y-%m-%dT%H:%MZ}",
        },
        "orderCount": len(found),
        **({measure.counted_as: hits} if measure.counted_as else {}),
        "rate": round(rate, 6),
        "status": "GOOD" if rate < measure.target else "BAD",
        "targetValue": measure.target,
        "targetCondition": "LESS_THAN",
    }


def _placed(lives: Sequence[Life], days: int, now: datetime) -> list[Life]:
    since, until = _window(days, now)
    return [life for life in lives if since <= life.placed_at < until]


def _window(days: int, now: datetime) -> tuple[datetime, datetime]:
    until = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return until - days * DAY, until


def _was(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now

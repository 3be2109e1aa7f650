"""What the marketplace reported of the demonstration's accounts this morning.

Made from what is counted here, with a little that only the marketplace knows, and taken in
as any report is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firsthand import wiring
from firsthand.domain.health import queries
from firsthand.domain.stores import queries as stores

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store

_MORE = 40  # Of so many units one more is known to the marketplace.
# By our name for a measure: its own, and what it calls units and hits.
_NAMES = {
    "late_shipment": ("lateShipmentRate", "orderCount", "lateShipmentCount"),
    "valid_tracking": ("validTrackingRate", "shipmentCount", "validTrackingCount"),
    "unit_on_time_delivery": (
        "unitOnTimeDeliveryRate", "totalUnitCount", "unitOnTimeDeliveryCount",
    ),
}  # fmt: skip
_SHIPPED_BY = {"odr_fbm": "mfn", "odr_fba": "afn"}


def write(places: Iterable[Store], *, at: datetime) -> None:
    """Take in a report on all accounts; `at` is now."""
    ids = {each.code: each.marketplace_id for each in stores.marketplaces()}
    of_amazon = [place for place in places if place.marketplace in ids]
    document = {
        "accountStatuses": [
            {"marketplaceId": ids[place.marketplace], "status": "NORMAL"}
            for place in of_amazon
        ],
        "performanceMetrics": [
            {"marketplaceId": ids[place.marketplace], **_measures(place, at)}
            for place in of_amazon
        ],
    }
    wiring.import_performance_report(
        json.dumps(document).encode(),
        store_ids=[place.pk for place in of_amazon],
        reported_at=at,
        by=None,
        at=at,
    )


def _measures(place: Store, at: datetime) -> Mapping[str, object]:
    """Return what is said of one account; of what was never counted, nothing."""
    rates = {
        shipped_by: found
        for key, shipped_by in _SHIPPED_BY.items()
        if (found := _measure(place, key, "orderCount", "", at))
    }
    others = {
        name: found
        for key, (name, units, hits) in _NAMES.items()
        if (found := _measure(place, key, units, hits, at))
    }
    return {"orderDefectRate": rates, **others} if rates else others


def _measure(
    place: Store, key: str, units: str, hits: str, at: datetime
) -> dict[str, object]:
    standing = queries.standing_of(place, key, days=0, at=at)
    if standing is None or standing.ours is None or standing.line is None:
        return {}
    counted, measure = standing.ours, standing.measure
    n = counted.n + counted.n // _MORE
    found = counted.hits
    if measure is not None and measure.bad == "misses":
        found += n - counted.n
    bad = n - found if measure is not None and measure.bad == "misses" else found
    is_good = not standing.line.is_crossed(bad, n)
    last = (at - timedelta(days=measure.lag if measure else 0)).date()
    said = {"count": found, "status": "GOOD" if is_good else "BAD"}
    return {
        "reportingDateRange": {
            "reportingDateFrom": f"{last - timedelta(days=standing.days)}T00:00Z",
            "reportingDateTo": f"{last - timedelta(days=1)}T23:59Z",
        },
        units: n,
        **({hits: found} if hits else {"orderWithDefects": said}),
        "status": said["status"],
        "rate": round(found / n, 6),
        "targetValue": float(standing.target or 0),
        "targetCondition": standing.condition,
    }

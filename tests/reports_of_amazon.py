"""Seller performance reports of our own making, as Amazon would write them."""

from __future__ import annotations

import json
from typing import Any

US, DE = "ATVPDKIKX0DER", "A1PA6795UKMFR9"
WINDOW = {"reportingDateFrom": "2026-01-01T00:00Z", "reportingDateTo": "2026-03-01T23:59Z"}
MONTH = {"reportingDateFrom": "2026-01-31T00:00Z", "reportingDateTo": "2026-03-01T23:59Z"}


def odr(defects: int, orders: int, **values: Any) -> dict[str, Any]:
    """Return an order defect rate over sixty days."""
    return {
        "reportingDateRange": WINDOW,
        "orderCount": orders,
        "orderWithDefects": {"count": defects, "status": "GOOD"},
        "claims": {"count": 1, "status": "NONE"},
        "chargebacks": {"count": 0, "status": "NONE"},
        "negativeFeedback": {"count": defects, "status": "NONE"},
        "fulfillmentType": "mfn",
        "status": "GOOD",
        "rate": defects / orders if orders else 0,
        "targetValue": 0.01,
        "targetCondition": "LESS_THAN",
    } | values


def late(count: int, orders: int, **values: Any) -> dict[str, Any]:
    """Return a late shipment rate over thirty days."""
    return {
        "reportingDateRange": MONTH,
        "orderCount": orders,
        "lateShipmentCount": count,
        "status": "GOOD",
        "rate": count / orders,
        "targetValue": 0.04,
        "targetCondition": "LESS_THAN",
    } | values


def report(*, market: str = DE, status: str = "NORMAL", **metrics: Any) -> dict[str, Any]:
    """Return a report on one marketplace."""
    return {
        "accountStatuses": [{"marketplaceId": market, "status": status}],
        "performanceMetrics": [{"marketplaceId": market, **metrics}],
    }


def content(document: dict[str, Any]) -> bytes:
    """Return it as it is downloaded."""
    return json.dumps(document).encode()

"""The measures of an account, and the metric by which we count each ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from firsthand.domain.health.rules.marketplace import ON_TIME_UNITS, RATING_ANSWERS


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number a marketplace judges an account by.

    Attributes:
        key: stable name.
        metric: the key of our own metric; empty: we cannot count it.
        only: which units of the metric are meant, by its splits.
        parts: our metrics of its parts, by the report's names for them.
        bad: whether hits or misses of the metric count against us.
        days: the usual window, where no report says.
        lag: so many days after their day units are judged.
        line, condition: the published line, where no report says one.
        comes_late: whether what counts against a unit may come long after its day.
        is_same_unit: whether the report counts the units that our metric counts.
        least: with fewer units it is held against nobody, or not shown anew.
        is_told_apart: whether of each unit by itself it is said if it counts against us;
            of sums it is not.
    """

    key: str
    metric: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    bad: Literal["hits", "misses"] = "hits"
    days: int
    lag: int = 0
    line: Decimal | None = None
    condition: str = "LESS_THAN"
    comes_late: bool = False
    is_same_unit: bool = True
    least: int = 0
    is_told_apart: bool = True


_DEFECTS = {
    "claims": "health.odr_claims",
    "chargebacks": "health.odr_chargebacks",
    "negative_feedback": "health.odr_feedback",
}


def _odr(key: str, fulfilment: str) -> Measure:
    return Measure(
        key=key,
        metric="health.odr",
        only={"fulfilment": fulfilment},
        parts=_DEFECTS,
        days=60,
        line=Decimal("0.01"),
        comes_late=True,
    )


def _on_time(key: str, *, is_same_unit: bool) -> Measure:
    return Measure(
        key=key,
        metric="health.on_time_delivery",
        bad="misses",
        days=14,
        lag=7,
        line=Decimal("0.9"),
        condition="GREATER_THAN",
        is_same_unit=is_same_unit,
        least=ON_TIME_UNITS,
        is_told_apart=False,
    )


# Lines: Amazon Seller Central, where a report does not say its own (docs/guide).
_MEASURES = (
    _odr("odr_fbm", "FBM"),
    _odr("odr_fba", "FBA"),
    Measure(
        key="late_shipment",
        metric="orders.late_shipment",
        days=30,
        line=Decimal("0.04"),
    ),
    Measure(key="cancellation", metric="health.cancelled", days=7, line=Decimal("0.025")),
    Measure(
        key="valid_tracking",
        metric="health.valid_tracking",
        bad="misses",
        days=30,
        lag=14,
        line=Decimal("0.95"),
        condition="GREATER_THAN",
    ),
    _on_time("unit_on_time_delivery", is_same_unit=True),
    _on_time("on_time_delivery", is_same_unit=False),
    Measure(
        key="late_response",
        metric="health.late_response",
        days=30,
        line=Decimal("0.1"),
    ),
    Measure(
        key="return_dissatisfaction",
        metric="health.return_dissatisfaction",
        days=30,
        line=Decimal("0.1"),
    ),
    Measure(
        key="service_dissatisfaction",
        metric="health.service_dissatisfaction",
        days=30,
        line=Decimal("0.25"),
    ),
    Measure(
        key="service_rating",
        metric="health.service_rating",
        bad="misses",
        days=28,
        least=RATING_ANSWERS,
    ),
    Measure(key="buyer_dissatisfaction", metric="health.buyer_dissatisfaction", days=30),
    Measure(key="invoice_defects", days=7, line=Decimal("0.05")),
)
MEASURES: Mapping[str, Measure] = {each.key: each for each in _MEASURES}

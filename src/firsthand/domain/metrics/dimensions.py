"""What figures can be split by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from firsthand.domain.metrics.model import Metric
from firsthand.domain.metrics.sources import SOURCES

PeriodCut = Literal[
    "day", "week", "month", "quarter", "rolling_7", "rolling_30", "rolling_90"
]
GroupCut = Literal[
    "store", "marketplace", "agent", "team", "reason1", "reason2", "reason3",
    "product", "family", "channel", "macro", "punctuality", "authority", "remedy",
    "fulfilment",
]  # fmt: skip
Dimension = GroupCut | PeriodCut
PERIOD_CUTS: tuple[PeriodCut, ...] = get_args(PeriodCut)
GROUP_CUTS: tuple[GroupCut, ...] = get_args(GroupCut)
# Their values are people: who may see them is a right of its own.
NAMES_PEOPLE: frozenset[str] = frozenset({"agent"})
# Cuts by what another area knows about a column.
_LOOKED_UP: Mapping[str, str] = {
    "marketplace": "store", "team": "agent", "family": "product",
}  # fmt: skip


def cuts_of(metric: Metric) -> tuple[GroupCut, ...]:
    """Return what this metric can be split by, beside time."""
    return tuple(cut for cut in GROUP_CUTS if column_of(metric, cut))


def column_of(metric: Metric, cut: str) -> str:
    """Return the SQL of the column a cut goes by; empty: the facts do not have it."""
    cut = _LOOKED_UP.get(cut, cut)
    if cut == "store":
        return "store_id"
    if cut == "agent":
        return metric.agent
    columns = SOURCES[metric.facts].columns
    if cut.startswith("reason"):
        return columns.get("reason", "") and (metric.reason or columns["reason"])
    return columns.get(cut, "")

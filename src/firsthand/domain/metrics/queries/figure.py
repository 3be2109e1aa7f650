"""A figure: a value that never travels without what it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from firsthand.domain.metrics.model import Metric, Target

Verdict = Literal["met", "below", "unclear", "too few"]
Shown = Literal["nothing", "counts", "grey", "firm"]


@dataclass(frozen=True, kw_only=True)
class WaitDetails:
    """What a median leaves out. Seconds; None where nothing can be said."""

    mean: float | None
    p90: float | None
    within: dict[int, float]  # Share of answered tickets, by hours.
    unanswered: int
    km_median: float | None  # Counts those still waiting, too.


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric's value for one group. Show `n` wherever `value` is shown.

    Attributes:
        metric: the key of the definition.
        group: dimension to its value: a store's or agent's id, a local day.
        value: None while anything in it can still change, and when nothing was counted.
        n: units in the denominator.
        hits, misses, provisional, open: what the units came to (of a share).
        interval: 95 %, of the value.
        mature: whether the value can no longer change by the mere passing of time.
        lower, upper, estimate: bounds and best guess of a share that is not mature.
        verdict: where the whole interval lies against the first target.
    """

    metric: str
    group: dict[str, str]
    value: float | None
    n: int
    hits: int = 0
    misses: int = 0
    provisional: int = 0
    open: int = 0
    interval: tuple[float, float] | None = None
    mature: bool = True
    lower: float | None = None
    upper: float | None = None
    estimate: float | None = None
    waits: WaitDetails | None = None
    verdict: Verdict = "too few"
    shown: Shown = "nothing"
    since: datetime
    until: datetime
    as_of: datetime
    tz: str


def verdict_of(
    metric: Metric, n: int, interval: tuple[float, float] | None, target: Target
) -> Verdict:
    """Return whether the whole interval lies on the good side of the target, or the bad."""
    if n < metric.min_n_firm or interval is None:
        return "too few"
    low, high = interval
    if metric.better == "lower":
        low, high, line = -high, -low, -target.value
    else:
        line = target.value
    if low > line:
        return "met"
    return "below" if high < line else "unclear"


def shown_as(metric: Metric, n: int) -> Shown:
    """Return how much may be made of `n` units."""
    if n == 0:
        return "nothing"
    if n < metric.min_n_shown:
        return "counts"
    return "grey" if n < metric.min_n_firm else "firm"

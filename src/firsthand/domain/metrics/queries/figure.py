"""A figure: a value that never travels without what it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from firsthand.domain.metrics.model import Metric, Target, Unit

Verdict = Literal["met", "below", "unclear", "too few", "no target"]
Shown = Literal["nothing", "counts", "grey", "firm"]
Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class WaitDetails:
    """What a median leaves out. Seconds; None where nothing can be said."""

    mean: float | None
    p90: float | None
    p90_interval: Interval | None  # 95 %, from the order of the values alone.
    within: dict[int, float]  # Share of answered tickets, by hours.
    unanswered: int
    km_median: float | None  # Counts those still waiting, too.


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric's value for one group. Show `n` wherever `value` is shown.

    Attributes:
        metric: the key of the definition.
        version: of the definition, after that of the facts: "1.2".
        unit: of the value.
        group: dimension to its value: a store's or agent's id, a local day.
        value: None while anything in it can still change, and when nothing was counted.
        numerator, denominator: what it is made of; None where nothing is divided.
        n: units in the denominator; the sample the value rests on.
        hits, misses, provisional, open: what the units came to.
        interval: 95 %, of the value.
        mature: whether the value can no longer change by the mere passing of time.
        lower, upper, estimate: bounds and best guess of a share that is not mature.
        exclusions: how many units were left out, by why; a unit may be under several.
        ages: of a snapshot; units by how long they have waited, per step of ageing.
        verdict: where the whole interval lies against the first target.
        as_of: what had happened by then is counted.
        known_at: what was written down later is left out; None: everything is known.
    """

    metric: str
    version: str
    unit: Unit
    group: dict[str, str]
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    n: int
    hits: int = 0
    misses: int = 0
    provisional: int = 0
    open: int = 0
    interval: Interval | None = None
    mature: bool = True
    lower: float | None = None
    upper: float | None = None
    estimate: float | None = None
    waits: WaitDetails | None = None
    ages: list[int] | None = None
    exclusions: dict[str, int] = field(default_factory=dict)
    verdict: Verdict = "too few"
    shown: Shown = "nothing"
    since: datetime
    until: datetime
    as_of: datetime
    known_at: datetime | None = None
    tz: str


def verdict_of(
    metric: Metric, n: int, interval: Interval | None, target: Target
) -> Verdict:
    """Return whether the whole interval lies on the good side of the target, or the bad."""
    if metric.better not in ("higher", "lower"):
        return "no target"
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
    """Return how much may be made of `n` units; a mere count may always be shown."""
    if n == 0:
        return "nothing"
    if metric.unit == "count":
        return "firm"
    if n < metric.min_n_shown:
        return "counts"
    return "grey" if n < metric.min_n_firm else "firm"

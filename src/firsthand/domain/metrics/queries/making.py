"""Make figures from what was counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from firsthand.domain.metrics.model import Metric, Share, Wait
from firsthand.domain.metrics.queries import counting
from firsthand.domain.metrics.queries.counting import Counts, Period, Question, Waits
from firsthand.domain.metrics.queries.figure import (
    Figure,
    WaitDetails,
    shown_as,
    verdict_of,
)
from firsthand.foundation import statistics


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the figures of one question."""

    metric: Metric
    asked: Question
    tz: ZoneInfo
    details: bool

    def figure(
        self, found: Counts | Waits | None, period: Period, group: dict[str, str]
    ) -> Figure:
        """Return the figure of one group; `found` is None when it has no unit."""
        if isinstance(self.metric, Share):
            counts = found if isinstance(found, Counts) else Counts()
            made = self._share(self.metric, counts, period)
        else:
            assert isinstance(self.metric, Wait)
            waits = found if isinstance(found, Waits) else Waits([], [])
            made = self._wait(self.metric, waits)
        interval = made["interval"]
        return Figure(
            metric=self.metric.key,
            group=group,
            verdict=verdict_of(self.metric, made["n"], interval, self.metric.targets[0]),
            shown=shown_as(self.metric, made["n"]),
            since=period.since,
            until=period.until,
            as_of=self.asked.as_of,
            tz=self.tz.key,
            **made,
        )

    def _share(self, metric: Share, counts: Counts, period: Period) -> dict[str, Any]:
        running = counts.provisional + counts.open
        n = counts.hits + counts.misses + (running if metric.running_counts else 0)
        mature = not (running and metric.running_counts)
        made: dict[str, Any] = {
            "n": n,
            "mature": mature,
            "hits": counts.hits,
            "misses": counts.misses,
            "provisional": counts.provisional,
            "open": counts.open,
            "interval": statistics.wilson(counts.hits, n) if n and mature else None,
        }
        if n and mature:
            made["value"] = counts.hits / n
        elif n:
            made["lower"], made["upper"] = counts.hits / n, 1 - counts.misses / n
            if self.details and metric.wait and not self.asked.split:
                made["estimate"] = self._estimate(metric, period)
        return made | {"value": made.get("value")}

    def _estimate(self, metric: Share, period: Period) -> float:
        until = min(period.until, self.asked.as_of + counting.MOMENT)
        units = counting.watched(
            metric, replace(self.asked, periods=[Period(period.since, until)])
        )
        return statistics.kaplan_meier(units, until=metric.watched.total_seconds())

    def _wait(self, metric: Wait, waits: Waits) -> dict[str, Any]:
        answered = sorted(waits.answered)
        return {
            "value": statistics.quantile(answered, 0.5),
            "n": len(answered),
            "open": len(waits.waiting),
            "interval": _median_interval(answered),
            "mature": not waits.waiting,
            "waits": _details(metric, answered, waits.waiting) if self.details else None,
        }


def _details(metric: Wait, answered: list[int], waiting: list[int]) -> WaitDetails:
    n = len(answered)
    units = [(float(wait), True) for wait in answered]
    units += [(float(wait), False) for wait in waiting]
    return WaitDetails(
        mean=fmean(answered) if n else None,
        p90=statistics.quantile(answered, 0.9),
        within={
            hours: bisect_right(answered, hours * 3600) / n
            for hours in metric.within_hours
            if n
        },
        unanswered=len(waiting),
        km_median=statistics.kaplan_meier_median(units),
    )


def _median_interval(ordered: Sequence[int]) -> tuple[float, float] | None:
    ranks = statistics.median_ranks(len(ordered))
    return None if ranks is None else (ordered[ranks[0] - 1], ordered[ranks[1] - 1])

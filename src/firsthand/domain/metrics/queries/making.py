"""Make figures from what was counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.model import Count, Mean, Metric, Portion, Share, Wait
from firsthand.domain.metrics.queries.figure import (
    Figure,
    WaitDetails,
    shown_as,
    verdict_of,
)
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.question import Group, Question
from firsthand.domain.metrics.queries.sums import (
    Ages,
    Counts,
    Found,
    Medians,
    Totals,
    Waits,
)
from firsthand.domain.metrics.rules import ageing
from firsthand.foundation import statistics

Watched = Mapping[Group, tuple[Sequence[float], Sequence[bool]]]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the figures of one question.

    Attributes:
        watched: of the groups that still run, how long their units were watched.
        excluded: how many units were left out of each group, by why.
    """

    metric: Metric
    asked: Question
    tz: ZoneInfo
    details: bool
    watched: Watched = field(default_factory=dict)
    excluded: Mapping[Group, dict[str, int]] = field(default_factory=dict)

    def figure(
        self,
        found: Found | None,
        period: Period,
        label: dict[str, str],
        group: Group = (0, ()),
    ) -> Figure:
        """Return the figure of one group; `found` is None when it has no unit."""
        metric = self.metric
        made = self._made(found, group)
        targets = metric.targets
        return Figure(
            metric=metric.key,
            version=f"{rules.VERSION}.{metric.version}",
            unit=metric.unit,
            group=label,
            verdict=(
                verdict_of(metric, made["n"], made.get("interval"), targets[0])
                if targets
                else "no target"
            ),
            shown=shown_as(metric, made["n"]),
            exclusions=self._exclusions(group),
            since=period.since,
            until=period.until,
            as_of=self.asked.as_of,
            known_at=self.asked.known_at,
            tz=self.tz.key,
            **made,
        )

    def _made(self, found: Found | None, group: Group) -> dict[str, Any]:
        metric = self.metric
        if isinstance(metric, Share):
            counts = found if isinstance(found, Counts) else Counts()
            return self._share(metric, counts, group)
        if isinstance(metric, Wait):
            if isinstance(found, Medians):
                return _median(found.answered, found.waiting)
            return self._wait(metric, found if isinstance(found, Waits) else Waits())
        if isinstance(metric, Mean):
            return _mean(metric, found if isinstance(found, Totals) else Totals())
        if isinstance(metric, Count | Portion):
            counts = found if isinstance(found, Counts) else Counts()
            return _count(counts) if isinstance(metric, Count) else _portion(counts)
        return _snapshot(found if isinstance(found, Ages) else Ages())

    def _exclusions(self, group: Group) -> dict[str, int]:
        if not self.details:
            return {}
        none = {one.key: 0 for one in self.metric.exclusions}
        return self.excluded.get(group, none)

    def _share(self, metric: Share, counts: Counts, group: Group) -> dict[str, Any]:
        running = counts.provisional + counts.open
        n = counts.units(running_counts=metric.running_counts)
        mature = not (running and metric.running_counts)
        made: dict[str, Any] = {
            "n": n,
            "numerator": counts.hits,
            "denominator": n,
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
            made["estimate"] = self._estimate(metric, group)
        return made | {"value": made.get("value")}

    def _estimate(self, metric: Share, group: Group) -> float | None:
        if group not in self.watched:
            return None
        spared = statistics.kaplan_meier(
            zip(*self.watched[group], strict=True), until=metric.watched.total_seconds()
        )
        return 1 - spared if metric.event_hits else spared

    def _wait(self, metric: Wait, waits: Waits) -> dict[str, Any]:
        answered = sorted(waits.answered)
        details = _details(metric, answered, waits.waiting) if self.details else None
        return _median(answered, len(waits.waiting)) | {"waits": details}


def _median(answered: Sequence[int], waiting: int) -> dict[str, Any]:
    return {
        "value": statistics.quantile(answered, 0.5),
        "n": len(answered),
        "open": waiting,
        "interval": _between(answered, 0.5),
        "mature": not waiting,
    }


def _mean(metric: Mean, totals: Totals) -> dict[str, Any]:
    """Return a ratio of two sums; a withheld one can only grow."""
    sums, scale = totals.sums, metric.scale
    made: dict[str, Any] = {
        "value": None,
        "n": sums.units,
        "numerator": sums.total,
        "denominator": sums.units,
        "open": totals.running,
        "mature": not totals.running,
    }
    if sums.mean is not None and totals.running and metric.running_counts:
        return made | {"lower": scale * sums.mean}
    if sums.mean is not None and sums.interval is not None:
        low, high = sums.interval
        made["interval"] = (max(0.0, scale * low), scale * high)
    return made | {"value": None if sums.mean is None else scale * sums.mean}


def _count(counts: Counts) -> dict[str, Any]:
    n = counts.hits
    return {"value": n or None, "n": n, "hits": n, "numerator": n}


def _portion(counts: Counts) -> dict[str, Any]:
    n = counts.hits + counts.misses
    return {
        "value": counts.hits / n if n else None,
        "n": n,
        "hits": counts.hits,
        "misses": counts.misses,
        "numerator": counts.hits,
        "denominator": n,
        "interval": statistics.wilson(counts.hits, n) if n else None,
    }


def _snapshot(found: Ages) -> dict[str, Any]:
    n = len(found.seconds)
    return {
        "value": n or None,
        "n": n,
        "hits": n,
        "numerator": n,
        "ages": ageing.by_step(found.seconds),
    }


def _details(metric: Wait, answered: list[int], waiting: list[int]) -> WaitDetails:
    n = len(answered)
    units = [(float(wait), True) for wait in answered]
    units += [(float(wait), False) for wait in waiting]
    return WaitDetails(
        mean=fmean(answered) if n else None,
        p90=statistics.quantile(answered, 0.9),
        p90_interval=_between(answered, 0.9),
        within={
            hours: bisect_right(answered, hours * 3600) / n
            for hours in metric.within_hours
            if n
        },
        unanswered=len(waiting),
        km_median=statistics.kaplan_meier_median(units),
    )


def _between(ordered: Sequence[int], q: float) -> tuple[float, float] | None:
    """Return the two values that enclose a quantile with 95 %."""
    ranks = statistics.quantile_ranks(len(ordered), q)
    return None if ranks is None else (ordered[ranks[0] - 1], ordered[ranks[1] - 1])

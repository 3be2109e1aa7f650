"""Ask for figures, for their course, and for the tickets behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Literal
from zoneinfo import ZoneInfo

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.model import Metric, Share, Wait
from firsthand.domain.metrics.queries import counting
from firsthand.domain.metrics.queries.counting import Period, Split
from firsthand.domain.metrics.queries.figure import Figure
from firsthand.domain.metrics.queries.freshness import refuse_outdated
from firsthand.domain.metrics.queries.making import Maker
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import SeesStores

Dimension = Literal["store", "agent", "day"]
Outcome = Literal["hit", "miss", "running", "all"]


def catalogue() -> dict[str, Metric]:
    """Return every metric there is, by its key."""
    return dict(METRICS)


class UnknownDimension(Refused):
    """A figure cannot be split in this way."""

    code = "metrics.unknown_dimension"


def figures(
    metric: Metric,
    *,
    person: SeesStores,
    since: datetime,
    until: datetime,
    as_of: datetime,
    tz: ZoneInfo,
    by: Sequence[Dimension] = (),
    details: bool = True,
) -> list[Figure]:
    """Return `metric` for each group, by day, then by store or agent; one if `by` is empty.

    Only units of stores that `person` may see are counted. Days without any unit are
    there with n = 0 and no value; stores and agents without any are not.

    Args:
        metric: what to compute.
        person: on whose behalf.
        since: the units whose moment lies at or after this,
        until: and before this.
        as_of: what was known then.
        tz: in whose days to split; printed with the figure.
        by: "day", and one of "store" and "agent".
        details: also the mean, the shares and the estimates that cost a little more.

    Raises:
        UnknownDimension: `by` names something else, or both store and agent.
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    split = _split(by)
    periods = _days(since, until, tz) if "day" in by else [Period(since, until)]
    asked = _question(periods, person, as_of, split)
    groups = _groups(metric, asked)
    wanted = sorted(groups, key=lambda group: (group[0], group[1] is None, group[1] or 0))
    if not split:
        wanted = [(place, None) for place in range(len(periods))]
    make = Maker(metric=metric, asked=asked, tz=tz, details=details)
    return [
        make.figure(
            groups.get(group),
            periods[group[0]],
            _label(by, split, periods[group[0]], group, tz),
        )
        for group in wanted
    ]


def figures_of(
    metric: Metric,
    periods: Sequence[Period],
    *,
    person: SeesStores,
    as_of: datetime,
    tz: ZoneInfo,
) -> list[Figure]:
    """Return one figure, without details, for each of some periods that may overlap.

    All of them take one query, which reads every unit once. Each figure is what `figures`
    returns for its period.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    pieces = _pieces(periods)
    asked = _question(pieces, person, as_of)
    found = _groups(metric, asked)
    make = Maker(metric=metric, asked=asked, tz=tz, details=False)
    made = []
    for period in periods:
        parts = (
            found.get((place, None))
            for place, piece in enumerate(pieces)
            if period.since <= piece.since < period.until
        )
        known = [part for part in parts if part is not None]
        whole = reduce(add, known) if known else None
        made.append(make.figure(whole, period, {}))
    return made


def _pieces(periods: Sequence[Period]) -> list[Period]:
    """Cut periods wherever one starts or ends; return the pieces that lie in any."""
    cuts = sorted({moment for period in periods for moment in (period.since, period.until)})
    return [
        Period(start, end)
        for start, end in pairwise(cuts)
        if any(period.since <= start < period.until for period in periods)
    ]


def _question(
    periods: Sequence[Period], person: SeesStores, as_of: datetime, split: Split = ""
) -> counting.Question:
    return counting.Question(
        periods=[
            # What happened in the very moment of `as_of` is known.
            Period(period.since, min(period.until, as_of + counting.MOMENT))
            for period in periods
        ],
        stores=person.visible_store_ids(),
        as_of=as_of,
        split=split,
    )


def _groups(metric: Metric, asked: counting.Question) -> counting.Groups:
    if isinstance(metric, Share):
        return dict(counting.share_counts(metric, asked))
    assert isinstance(metric, Wait)
    return dict(counting.waits(metric, asked))


def last_days(metric: Metric, *, days: int, as_of: datetime, tz: ZoneInfo) -> list[Period]:
    """Return the last whole local `days` whose units are all certain, oldest first.

    For a metric that takes long to be certain the last day lies that long ago.
    """
    last = _midnight((as_of - metric.ripe_after).astimezone(tz).date(), tz)
    first = _midnight(last.date() - timedelta(days=days), tz)
    return _days(first, last, tz)


def mature_window(
    metric: Metric, *, as_of: datetime, days: int = 7
) -> tuple[datetime, datetime]:
    """Return the latest `days` (of 24 hours) whose units are all certain at `as_of`."""
    until = as_of - metric.ripe_after
    return until - timedelta(days=days), until


def tickets_behind(
    metric: Metric,
    outcome: Outcome,
    *,
    person: SeesStores,
    since: datetime,
    until: datetime,
    as_of: datetime,
    limit: int = 200,
) -> list[int]:
    """Return the tickets of the units with this outcome, newest first, at most `limit`.

    Of waiting times, "hit" are those answered within the first target, "miss" those
    answered later, "running" those still waiting.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    asked = _question([Period(since, until)], person, as_of)
    return counting.ticket_ids(metric, _conditions(metric)[outcome], asked, limit)


def facts_are_behind(*, at: datetime) -> timedelta:
    """Return how long the oldest entry that the facts lack has been waiting; 0: none."""
    since = journal.waiting_since("facts")
    return timedelta() if since is None else max(timedelta(), at - since)


def _conditions(metric: Metric) -> dict[Outcome, str]:
    if isinstance(metric, Share):
        running = f"(({metric.hit}) OR ({metric.miss})) IS NOT TRUE"
        return {"hit": metric.hit, "miss": metric.miss, "running": running, "all": "true"}
    assert isinstance(metric, Wait)
    line = int(metric.targets[0].value)
    return {
        "hit": f"({metric.waited}) <= {line}",
        "miss": f"({metric.waited}) > {line}",
        "running": f"({metric.waited}) IS NULL",
        "all": "true",
    }


def _split(by: Sequence[Dimension]) -> Split:
    splits = [dimension for dimension in by if dimension in ("store", "agent")]
    if len(splits) > 1 or set(by) - {"store", "agent", "day"}:
        raise UnknownDimension(
            f"A figure cannot be split by {' and '.join(by)}.",
            fix="Split by day, and by store or by agent.",
        )
    return "store" if "store" in splits else "agent" if splits else ""


def _label(
    by: Sequence[Dimension],
    split: Split,
    period: Period,
    group: tuple[int, int | None],
    tz: ZoneInfo,
) -> dict[str, str]:
    label = {}
    if "day" in by:
        label["day"] = period.since.astimezone(tz).date().isoformat()
    if split:
        label[split] = "" if group[1] is None else str(group[1])
    return label


def _days(since: datetime, until: datetime, tz: ZoneInfo) -> list[Period]:
    """Return the local days that the period touches, the first and last perhaps cut."""
    days: list[Period] = []
    start = since
    while start < until:
        tomorrow = _midnight(start.astimezone(tz).date() + timedelta(days=1), tz)
        days.append(Period(start, min(tomorrow, until)))
        start = tomorrow
    return days


def _midnight(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tz)

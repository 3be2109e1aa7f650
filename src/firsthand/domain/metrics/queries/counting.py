"""The SQL behind the figures. Built from the catalogue, never from what somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db import connection

from firsthand.domain.metrics.model import Metric, Share, Wait

HALF_HOUR = timedelta(minutes=30)
Split = Literal["", "store", "agent"]
Stores = frozenset[int] | None  # None: all of them.


@dataclass(frozen=True)
class Period:
    """From one moment up to, and without, another."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Counts:
    """What the units of one group came to."""

    hits: int = 0
    misses: int = 0
    provisional: int = 0
    open: int = 0


@dataclass(frozen=True)
class Waits:
    """Seconds: of those answered, and of those that still wait."""

    answered: list[int]
    waiting: list[int]


Groups = dict[tuple[int, int | None], Any]  # By position of the period, and by the split.


@dataclass(frozen=True)
class Question:
    """Whose units, from when to when, and how they are to be grouped.

    Periods follow each other without a gap: each ends where the next one starts.
    """

    starts: Sequence[datetime]
    until: datetime
    stores: Stores
    as_of: datetime
    split: Split = ""

    @property
    def whole(self) -> Period:
        """Return all periods as one."""
        return Period(self.starts[0], max(self.starts[0], self.until))

    @property
    def visible(self) -> str:
        """Return the SQL condition that leaves out what the person may not see."""
        return "" if self.stores is None else "AND store_id = ANY(%(stores)s)"

    def parameters(self, **more: object) -> dict[str, Any]:
        """Return what the SQL refers to."""
        stores = sorted(self.stores or ())
        return {"starts": list(self.starts), "stores": stores, "as_of": self.as_of, **more}

    def group(self, metric: Metric) -> str:
        """Return the SQL of the split."""
        columns = {"": "NULL::bigint", "store": "store_id", "agent": metric.agent}
        return columns[self.split]


def share_counts(metric: Share, asked: Question) -> dict[tuple[int, int | None], Counts]:
    """Return the counts of each period and group that has any.

    Whole half hours in which everything is certain come from the sums kept for them; the
    rest, and every split by agent, is counted from the facts themselves.
    """
    kept = _certain_part(metric, asked)
    running = f"(({metric.hit}) OR ({metric.miss})) IS NOT TRUE"
    group = asked.group(metric)
    from_sums = f"""
        SELECT width_bucket(starts_at, %(starts)s::timestamptz[]) - 1 AS place,
               {"store_id" if asked.split else "NULL::bigint"} AS split,
               sum(hits) AS hits, sum(n - hits) AS misses, 0 AS provisional, 0 AS open
          FROM metrics_halfhour
         WHERE metric = %(key)s {asked.visible}
               AND starts_at >= %(kept_since)s AND starts_at < %(kept_until)s
         GROUP BY 1, 2"""
    from_facts = f"""
        SELECT width_bucket({metric.at}, %(starts)s::timestamptz[]) - 1, {group},
               count(*) FILTER (WHERE {metric.hit}),
               count(*) FILTER (WHERE {metric.miss}),
               count(*) FILTER (WHERE {running} AND ({metric.provisional})),
               count(*) FILTER (WHERE {running} AND ({metric.provisional}) IS NOT TRUE)
          FROM {metric.table}
         WHERE {metric.at} >= SINCE AND {metric.at} < UNTIL {asked.visible}
         GROUP BY 1, 2"""
    before = from_facts.replace("SINCE", "%(since)s").replace("UNTIL", "%(kept_since)s")
    after = from_facts.replace("SINCE", "%(kept_until)s").replace("UNTIL", "%(until)s")
    rows = _run(
        f"""SELECT place, split, sum(hits), sum(misses), sum(provisional), sum(open)
              FROM ({from_sums} UNION ALL {before} UNION ALL {after}) AS part
             GROUP BY 1, 2""",
        asked.parameters(
            key=metric.key,
            since=asked.whole.since,
            kept_since=kept.since,
            kept_until=kept.until,
            until=asked.whole.until,
        ),
    )
    return {(row[0], row[1]): Counts(*map(int, row[2:])) for row in rows}


def waits(metric: Wait, asked: Question) -> dict[tuple[int, int | None], Waits]:
    """Return the waits of each period and group that has any, unsorted."""
    rows = _run(
        f"""SELECT width_bucket({metric.at}, %(starts)s::timestamptz[]) - 1,
                   {asked.group(metric)},
                   array_agg({metric.waited}) FILTER (WHERE ({metric.waited}) IS NOT NULL),
                   array_agg({metric.waiting_for}) FILTER (WHERE ({metric.waited}) IS NULL)
              FROM {metric.table}
             WHERE {metric.at} >= %(since)s AND {metric.at} < %(until)s {asked.visible}
             GROUP BY 1, 2""",
        asked.parameters(since=asked.whole.since, until=asked.whole.until),
    )
    return {(row[0], row[1]): Waits(row[2] or [], row[3] or []) for row in rows}


def watched(metric: Share, asked: Question) -> list[tuple[float, bool]]:
    """Return how long each unit was watched, and whether it ended badly."""
    return _run(
        f"""SELECT ({metric.wait})::float8, {metric.event} FROM {metric.table}
             WHERE {metric.at} >= %(since)s AND {metric.at} < %(until)s {asked.visible}""",
        asked.parameters(since=asked.whole.since, until=asked.whole.until),
    )


def ticket_ids(metric: Metric, condition: str, asked: Question, limit: int) -> list[int]:
    """Return the tickets of the units for which the condition holds, newest first."""
    rows = _run(
        f"""SELECT {metric.ticket} FROM {metric.table}
             WHERE {metric.at} >= %(since)s AND {metric.at} < %(until)s {asked.visible}
               AND ({condition})
             GROUP BY 1 ORDER BY max({metric.at}) DESC, 1 LIMIT %(limit)s""",
        asked.parameters(since=asked.whole.since, until=asked.whole.until, limit=limit),
    )
    return [row[0] for row in rows]


def _certain_part(metric: Metric, asked: Question) -> Period:
    """Return the whole half hours in which nothing can change any more; maybe none."""
    since = _half_hour(asked.whole.since)
    if since < asked.whole.since:
        since += HALF_HOUR
    until = _half_hour(min(asked.whole.until, asked.as_of - metric.ripe_after))
    # A few zones lie a quarter of an hour off: their days are no whole half hours.
    folds = all(start == _half_hour(start) for start in asked.starts[1:])
    if asked.split == "agent" or until <= since or not folds:
        return Period(asked.whole.until, asked.whole.until)
    return Period(since, until)


def _half_hour(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def _run(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

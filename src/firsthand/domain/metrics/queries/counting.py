"""The SQL behind the figures. Built from the catalogue, never from what somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db import connection

from firsthand.domain.metrics.model import Metric, Share, Wait

HALF_HOUR = timedelta(minutes=30)
MOMENT = timedelta(microseconds=1)
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

    def __add__(self, other: Counts) -> Counts:
        """Return both groups as one."""
        return Counts(
            self.hits + other.hits,
            self.misses + other.misses,
            self.provisional + other.provisional,
            self.open + other.open,
        )


@dataclass(frozen=True)
class Waits:
    """Seconds: of those answered, and of those that still wait."""

    answered: list[int]
    waiting: list[int]

    def __add__(self, other: Waits) -> Waits:
        """Return both groups as one."""
        return Waits(self.answered + other.answered, self.waiting + other.waiting)


Groups = dict[tuple[int, int | None], Any]  # By position of the period, and by the split.


@dataclass(frozen=True)
class Question:
    """Whose units, in which periods, and how they are to be grouped.

    Periods may leave gaps; what lies in two of them is read twice.
    """

    periods: Sequence[Period]
    stores: Stores
    as_of: datetime
    split: Split = ""

    @property
    def visible(self) -> str:
        """Return the SQL condition that leaves out what the person may not see."""
        return "" if self.stores is None else "AND store_id = ANY(%(stores)s)"

    def parameters(self, **more: object) -> dict[str, Any]:
        """Return what the SQL refers to."""
        return {
            "since": [period.since for period in self.periods],
            "until": [period.until for period in self.periods],
            "stores": sorted(self.stores or ()),
            "as_of": self.as_of,
            **more,
        }

    def group(self, metric: Metric) -> str:
        """Return the SQL of the split."""
        columns = {"": "NULL::bigint", "store": "store_id", "agent": metric.agent}
        return columns[self.split]


# LATERAL makes PostgreSQL look up each period by itself in the index of the moment; left
# alone it reads whole tables and sorts out afterwards what lies in a period.
_PERIODS = """unnest(%(since)s::timestamptz[], %(until)s::timestamptz[])
              WITH ORDINALITY AS period (period_since, period_until, place)"""


def share_counts(metric: Share, asked: Question) -> dict[tuple[int, int | None], Counts]:
    """Return the counts of each period and group that has any.

    Whole half hours in which everything is certain come from the sums kept for them; the
    rest, and every split by agent, is counted from the facts themselves.
    """
    kept = [_certain_part(metric, asked, period) for period in asked.periods]
    running = f"(({metric.hit}) OR ({metric.miss})) IS NOT TRUE"
    from_sums = f"""
        SELECT {"store_id" if asked.split else "NULL::bigint"} AS split,
               sum(hits) AS hits, sum(n - hits) AS misses, 0 AS provisional, 0 AS open
          FROM metrics_halfhour
         WHERE metric = %(key)s AND starts_at >= kept_since AND starts_at < kept_until
               {asked.visible}
         GROUP BY 1"""
    from_facts = f"""
        SELECT {asked.group(metric)},
               count(*) FILTER (WHERE {metric.hit}),
               count(*) FILTER (WHERE {metric.miss}),
               count(*) FILTER (WHERE {running} AND ({metric.provisional})),
               count(*) FILTER (WHERE {running} AND ({metric.provisional}) IS NOT TRUE)
          FROM {metric.table}
         WHERE {metric.at} >= SINCE AND {metric.at} < UNTIL {asked.visible}
         GROUP BY 1"""
    before = from_facts.replace("SINCE", "period_since").replace("UNTIL", "kept_since")
    after = from_facts.replace("SINCE", "kept_until").replace("UNTIL", "period_until")
    rows = _run(
        f"""SELECT place - 1, split, sum(hits), sum(misses), sum(provisional), sum(open)
              FROM unnest(%(since)s::timestamptz[], %(until)s::timestamptz[],
                          %(kept_since)s::timestamptz[], %(kept_until)s::timestamptz[])
                   WITH ORDINALITY AS period
                        (period_since, period_until, kept_since, kept_until, place)
                   CROSS JOIN LATERAL
                   ({from_sums} UNION ALL {before} UNION ALL {after}) AS part
             GROUP BY 1, 2""",
        asked.parameters(
            key=metric.key,
            kept_since=[part.since for part in kept],
            kept_until=[part.until for part in kept],
        ),
    )
    return {(row[0], row[1]): Counts(*map(int, row[2:])) for row in rows}


def waits(metric: Wait, asked: Question) -> dict[tuple[int, int | None], Waits]:
    """Return the waits of each period and group that has any, unsorted."""
    rows = _run(
        f"""SELECT place - 1, split, answered, waiting
              FROM {_PERIODS} CROSS JOIN LATERAL (
                   SELECT {asked.group(metric)} AS split,
                          array_agg({metric.waited})
                              FILTER (WHERE ({metric.waited}) IS NOT NULL) AS answered,
                          array_agg({metric.waiting_for})
                              FILTER (WHERE ({metric.waited}) IS NULL) AS waiting
                     FROM {metric.table} WHERE {_in_period(metric, asked)}
                    GROUP BY 1) AS part""",
        asked.parameters(),
    )
    return {(row[0], row[1]): Waits(row[2] or [], row[3] or []) for row in rows}


def watched(metric: Share, asked: Question) -> list[tuple[float, bool]]:
    """Return how long each unit was watched, and whether it ended badly."""
    return _run(
        f"SELECT ({metric.wait})::float8, {metric.event} FROM {_units(metric, asked)}",
        asked.parameters(),
    )


def ticket_ids(metric: Metric, condition: str, asked: Question, limit: int) -> list[int]:
    """Return the tickets of the units for which the condition holds, newest first."""
    rows = _run(
        f"""SELECT {metric.ticket} FROM {_units(metric, asked)}
             WHERE {condition}
             GROUP BY 1 ORDER BY max({metric.at}) DESC, 1 LIMIT %(limit)s""",
        asked.parameters(limit=limit),
    )
    return [row[0] for row in rows]


def _units(metric: Metric, asked: Question) -> str:
    """Return the SQL of the units in the periods, to select from."""
    found = f"SELECT * FROM {metric.table} WHERE {_in_period(metric, asked)}"
    return f"{_PERIODS} CROSS JOIN LATERAL ({found}) AS unit"


def _in_period(metric: Metric, asked: Question) -> str:
    """Return the SQL condition that a unit lies in a period and may be seen."""
    at = metric.at
    return f"{at} >= period_since AND {at} < period_until {asked.visible}"


def _certain_part(metric: Metric, asked: Question, period: Period) -> Period:
    """Return the whole half hours in which nothing can change any more; maybe none."""
    since = _half_hour(period.since)
    if since < period.since:
        since += HALF_HOUR
    until = _half_hour(min(period.until, asked.as_of - metric.ripe_after))
    if asked.split == "agent" or until <= since:
        return Period(period.until, period.until)
    return Period(since, until)


def _half_hour(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def _run(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

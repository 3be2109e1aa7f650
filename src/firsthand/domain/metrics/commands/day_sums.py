"""Keep the sums per UTC day in step with the facts.

Where facts change, the sums of those days are marked as doubtful in the same transaction,
and made again once there is nothing more to read. Figures count doubtful days from the
facts, so how late that is makes no difference to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models

from firsthand.domain.metrics.models import SummedDay
from firsthand.domain.metrics.summed import BY_DAY, Split, Summed, hits_of, told_apart

_SUMS = [(metric, split) for metric, splits in BY_DAY.values() for split in splits]
# Each fact table that is summed, with the moment its units belong to.
_MOMENTS: dict[str, tuple[str, str]] = {
    metric.facts: (metric.table, metric.at) for metric, _split in _SUMS
}
_CELL = "metric, split, starts_at, store_id, channel, reason, agent_id"


def day_of(at: datetime) -> datetime:
    """Return the start of the UTC day that `at` lies in."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def days_of(table: type[models.Model], rows: Iterable[Any]) -> set[datetime]:
    """Return the days whose sums these rows are part of."""
    if table._meta.model_name not in _MOMENTS:
        return set()
    at = attrgetter(_MOMENTS[table._meta.model_name][1])
    return {day_of(at(row)) for row in rows}


def doubt(days: set[datetime]) -> None:
    """Mark days: their sums are perhaps no longer those of the facts."""
    if not days:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO metrics_summedday AS kept (starts_at, holds)
               SELECT unnest(%(days)s::timestamptz[]), false
                   ON CONFLICT (starts_at) DO UPDATE SET holds = false WHERE kept.holds""",
            {"days": sorted(days)},
        )


def make_doubtful_again() -> None:
    """Make the sums of all doubtful days again. Doing it twice changes nothing.

    Rows that stay as they were are not written: most do, and the index stays small.
    """
    doubtful = SummedDay.objects.filter(holds=False)
    days = list(doubtful.values_list("starts_at", flat=True))
    if not days:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH fresh AS MATERIALIZED ({_FRESH}), gone AS (
                     DELETE FROM metrics_daysum AS kept
                      WHERE starts_at = ANY(%(days)s) AND NOT EXISTS (
                            SELECT FROM fresh WHERE ({_CELL}) = ({_of("kept")})))
                INSERT INTO metrics_daysum AS kept ({_CELL}, n, hits)
                SELECT {_CELL}, n, hits FROM fresh
                    ON CONFLICT ({_CELL})
                    DO UPDATE SET n = excluded.n, hits = excluded.hits
                     WHERE (kept.n, kept.hits) <> (excluded.n, excluded.hits)""",
            {"days": days},
        )
    doubtful.update(holds=True)


def count_all() -> None:
    """Make the sums of every day again, whatever they were."""
    moments = " UNION ".join(
        f"SELECT date_bin('24 hours', {at}, 'epoch') FROM {table}"
        for table, at in _MOMENTS.values()
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM metrics_daysum")
        cursor.execute("DELETE FROM metrics_summedday")
        cursor.execute(
            f"""INSERT INTO metrics_summedday (starts_at, holds)
                SELECT starts_at, true FROM ({moments}) AS found(starts_at)
                RETURNING starts_at"""
        )
        days = [day for (day,) in cursor.fetchall()]
        cursor.execute(
            f"INSERT INTO metrics_daysum ({_CELL}, n, hits) {_FRESH}", {"days": days}
        )


def differences() -> list[tuple[str, int, datetime, object, object]]:
    """Return the sums that hold and are not those of the facts.

    As (metric, store, day, stored, expected), each sum as "hits/n" or None.
    """
    held = SummedDay.objects.filter(holds=True).values_list("starts_at", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT metric, store_id, starts_at, kept.sums, fresh.sums
                  FROM (SELECT {_CELL}, hits || '/' || n AS sums FROM metrics_daysum
                         WHERE starts_at = ANY(%(days)s)) AS kept
                  FULL JOIN (SELECT {_CELL}, hits || '/' || n AS sums
                               FROM ({_FRESH}) AS counted) AS fresh USING ({_CELL})
                 WHERE kept.sums IS DISTINCT FROM fresh.sums ORDER BY 1, 2, 3""",
            {"days": list(held)},
        )
        return list(cursor.fetchall())


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in _CELL.split(", "))


def _sums(metric: Summed, split: Split) -> str:
    """Return SQL of the sums of some days as the facts have them.

    # TRICKY: LATERAL makes the database look into the index of the times once for each
    day, however few days are asked for and whatever it knows about the table.
    """
    reason, agent = told_apart(metric, split)
    return f"""SELECT '{metric.key}' AS metric, '{split}' AS split, day.starts_at, counted.*
                 FROM unnest(%(days)s::timestamptz[]) AS day(starts_at)
                CROSS JOIN LATERAL (
                      SELECT store_id, channel, {reason} AS reason, {agent} AS agent_id,
                             count(*) AS n,
                             count(*) FILTER (WHERE {hits_of(metric)}) AS hits
                        FROM {metric.table} AS unit
                       WHERE {metric.at} >= day.starts_at AND ({metric.counted})
                         AND {metric.at} < day.starts_at + interval '24 hours'
                       GROUP BY 1, 2, 3, 4) AS counted"""


_FRESH = " UNION ALL ".join(_sums(metric, split) for metric, split in _SUMS)

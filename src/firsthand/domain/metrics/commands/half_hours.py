"""Keep the sums per half hour and per eight hours in step with the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, models

from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.models import EightHours, HalfHour

Touched = set[tuple[int, datetime]]  # Stores, and starts of half hours.
# Those that sums are kept of, together where one reading of the facts gives several.
KEPT = [
    list(metrics)
    for _facts_and_moment, metrics in groupby(
        sorted(
            (
                metric
                for metric in METRICS.values()
                if isinstance(metric, Share) and metric.hit_when_ripe
            ),
            key=attrgetter("facts", "at"),
        ),
        key=attrgetter("facts", "at"),
    )
]


def half_hour(at: datetime) -> datetime:
    """Return the start of the half hour that `at` lies in."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def eight_hours(at: datetime) -> datetime:
    """Return the start of the eight hours that `at` lies in."""
    at = at.astimezone(UTC)
    return at.replace(hour=at.hour // 8 * 8, minute=0, second=0, microsecond=0)


def recount(table: type[models.Model], rows: Iterable[Any]) -> None:
    """Count the half hours of these rows again. Doing it twice changes nothing."""
    rows = list(rows)
    for metrics in KEPT:
        if not rows or metrics[0].facts != table._meta.model_name:
            continue
        at = attrgetter(metrics[0].at)
        touched: Touched = {
            (row.store_id, half_hour(at(row))) for row in rows if at(row) is not None
        }
        stores, starts = zip(*sorted(touched), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                _recounting(metrics),
                {"stores": list(stores), "starts": list(starts), **_keys(metrics)},
            )
        _add_up(metrics, touched)


def _add_up(metrics: list[Share], touched: Touched) -> None:
    """Add up the eight hours that these half hours are part of."""
    eights = {(store, eight_hours(at)) for store, at in touched}
    stores, starts = zip(*sorted(eights), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _ADDING_UP,
            {
                "stores": list(stores),
                "starts": list(starts),
                "metrics": list(_keys(metrics).values()),
            },
        )


_ADDING_UP = """
    WITH fresh AS MATERIALIZED (
         SELECT wanted.metric, t.store_id, t.starts_at, sums.n, sums.hits
           FROM unnest(%(stores)s::bigint[], %(starts)s::timestamptz[])
                AS t(store_id, starts_at)
          CROSS JOIN unnest(%(metrics)s::text[]) AS wanted(metric)
          CROSS JOIN LATERAL (
                SELECT coalesce(sum(n), 0) AS n, coalesce(sum(hits), 0) AS hits
                  FROM metrics_halfhour AS half
                 WHERE half.metric = wanted.metric AND half.store_id = t.store_id
                   AND half.starts_at >= t.starts_at
                   AND half.starts_at < t.starts_at + interval '8 hours') AS sums),
         gone AS (
         DELETE FROM metrics_eighthours AS kept USING fresh
          WHERE fresh.n = 0 AND kept.metric = fresh.metric
            AND kept.store_id = fresh.store_id AND kept.starts_at = fresh.starts_at)
    INSERT INTO metrics_eighthours (metric, store_id, starts_at, n, hits)
    SELECT metric, store_id, starts_at, n, hits FROM fresh WHERE n > 0
        ON CONFLICT (metric, starts_at, store_id)
        DO UPDATE SET n = excluded.n, hits = excluded.hits"""


def _recounting(metrics: list[Share]) -> str:
    """Return SQL that brings the sums of the half hours touched up to date.

    # TRICKY: LATERAL makes the database look into the index of the times once for each
    half hour. Left to choose, it read the whole table while it had no statistics of it.
    """
    at = metrics[0].at
    return f"""
        WITH fresh AS MATERIALIZED (
             SELECT each.metric, t.store_id, t.starts_at, each.n, each.hits
               FROM unnest(%(stores)s::bigint[], %(starts)s::timestamptz[])
                    AS t(store_id, starts_at)
              CROSS JOIN LATERAL (
                    SELECT {_sums(metrics)} FROM {metrics[0].table} AS unit
                     WHERE unit.store_id = t.store_id AND {at} >= t.starts_at
                       AND {at} < t.starts_at + interval '30 minutes') AS counted
              CROSS JOIN LATERAL ({_each(metrics)}) AS each(metric, n, hits)),
             gone AS (
             DELETE FROM metrics_halfhour AS kept USING fresh
              WHERE fresh.n = 0 AND kept.metric = fresh.metric
                AND kept.store_id = fresh.store_id AND kept.starts_at = fresh.starts_at)
        INSERT INTO metrics_halfhour (metric, store_id, starts_at, n, hits)
        SELECT metric, store_id, starts_at, n, hits FROM fresh WHERE n > 0
            ON CONFLICT (metric, starts_at, store_id)
            DO UPDATE SET n = excluded.n, hits = excluded.hits"""


def count_all() -> None:
    """Count every half hour again, whatever the sums were."""
    HalfHour.objects.all().delete()
    EightHours.objects.all().delete()
    with connection.cursor() as cursor:
        for metrics in KEPT:
            cursor.execute(
                f"""INSERT INTO metrics_halfhour (metric, store_id, starts_at, n, hits)
                    {_all_of(metrics)}""",
                _keys(metrics),
            )
        cursor.execute(
            f"""INSERT INTO metrics_eighthours (metric, store_id, starts_at, n, hits)
                {_ADDED_UP}"""
        )


def differences() -> list[tuple[str, int, datetime, object, object]]:
    """Return the stretches of time whose sums are not those of the facts.

    Eight hours are held against their half hours. As (metric, store, start, stored,
    expected), each sum as "hits/n" or None.
    """
    found: list[tuple[str, int, datetime, object, object]] = []
    for metrics in KEPT:
        keys = _keys(metrics)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT metric, store_id, starts_at, kept.sums, fresh.sums
                      FROM (SELECT metric, store_id, starts_at, hits || '/' || n AS sums
                              FROM metrics_halfhour WHERE metric = ANY(%(keys)s)) AS kept
                      FULL JOIN (
                           SELECT metric, store_id, starts_at, hits || '/' || n AS sums
                             FROM ({_all_of(metrics)}) AS counted) AS fresh
                     USING (metric, store_id, starts_at)
                     WHERE kept.sums IS DISTINCT FROM fresh.sums ORDER BY 1, 2, 3""",
                {"keys": list(keys.values()), **keys},
            )
            found += cursor.fetchall()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT metric, store_id, starts_at, kept.sums, fresh.sums
                  FROM (SELECT metric, store_id, starts_at, hits || '/' || n AS sums
                          FROM metrics_eighthours) AS kept
                  FULL JOIN (
                       SELECT metric, store_id, starts_at, hits || '/' || n AS sums
                         FROM ({_ADDED_UP}) AS added_up) AS fresh
                 USING (metric, store_id, starts_at)
                 WHERE kept.sums IS DISTINCT FROM fresh.sums ORDER BY 1, 2, 3"""
        )
        found += cursor.fetchall()
    return found


_ADDED_UP = """
    SELECT metric, store_id, date_bin('8 hours', starts_at, 'epoch') AS starts_at,
           sum(n) AS n, sum(hits) AS hits
      FROM metrics_halfhour GROUP BY 1, 2, 3"""


def _all_of(metrics: list[Share]) -> str:
    """Return SQL of all sums as the facts have them."""
    start = f"date_bin('30 minutes', {metrics[0].at}, 'epoch')"
    return f"""SELECT each.metric, store_id, starts_at, each.n, each.hits
                 FROM (SELECT store_id, {start} AS starts_at, {_sums(metrics)}
                         FROM {metrics[0].table} AS unit GROUP BY 1, 2) AS counted
                CROSS JOIN LATERAL ({_each(metrics)}) AS each(metric, n, hits)
                WHERE each.n > 0"""


def _sums(metrics: list[Share]) -> str:
    """Return SQL of the columns `n_0, hits_0, n_1, ...`, two for each metric."""
    return ", ".join(
        f"count(*) FILTER (WHERE {metric.counted}) AS n_{place},"
        f" count(*) FILTER (WHERE ({metric.counted}) AND ({metric.hit_when_ripe}))"
        f" AS hits_{place}"
        for place, metric in enumerate(metrics)
    )


def _each(metrics: list[Share]) -> str:
    """Return SQL that makes rows (metric, n, hits) of those columns."""
    rows = (f"(%(key_{place})s, n_{place}, hits_{place})" for place in range(len(metrics)))
    return f"VALUES {', '.join(rows)}"


def _keys(metrics: list[Share]) -> dict[str, str]:
    return {f"key_{place}": metric.key for place, metric in enumerate(metrics)}

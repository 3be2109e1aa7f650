"""Keep the sums per half hour in step with the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models

from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.models import HalfHour

Touched = set[tuple[int, datetime]]  # Stores, and starts of half hours.
SHARES = [metric for metric in METRICS.values() if isinstance(metric, Share)]


def half_hour(at: datetime) -> datetime:
    """Return the start of the half hour that `at` lies in."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def recount(table: type[models.Model], rows: Iterable[Any]) -> None:
    """Count the half hours of these rows again. Doing it twice changes nothing."""
    rows = list(rows)
    for metric in SHARES:
        if not rows or metric.facts != table._meta.model_name:
            continue
        at = attrgetter(metric.at)
        touched: Touched = {
            (row.store_id, half_hour(at(row))) for row in rows if at(row) is not None
        }
        stores, starts = zip(*sorted(touched), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                _recounting(metric),
                {"key": metric.key, "stores": list(stores), "starts": list(starts)},
            )


def _recounting(metric: Share) -> str:
    """Return SQL that brings the sums of the half hours touched up to date.

    # TRICKY: LATERAL makes the database look into the index of the times once for each
    half hour. Left to choose, it read the whole table while it had no statistics of it.
    """
    return f"""
        WITH fresh AS MATERIALIZED (
             SELECT t.store_id, t.starts_at, counted.n, counted.hits
               FROM unnest(%(stores)s::bigint[], %(starts)s::timestamptz[])
                    AS t(store_id, starts_at)
              CROSS JOIN LATERAL (
                    SELECT count(*) AS n, count(*) FILTER (WHERE {metric.hit_when_ripe})
                           AS hits
                      FROM {metric.table} AS unit
                     WHERE unit.store_id = t.store_id AND {metric.at} >= t.starts_at
                       AND {metric.at} < t.starts_at + interval '30 minutes'
                    ) AS counted),
             gone AS (
             DELETE FROM metrics_halfhour AS kept USING fresh
              WHERE fresh.n = 0 AND kept.metric = %(key)s
                AND kept.store_id = fresh.store_id AND kept.starts_at = fresh.starts_at)
        INSERT INTO metrics_halfhour (metric, store_id, starts_at, n, hits)
        SELECT %(key)s, store_id, starts_at, n, hits FROM fresh WHERE n > 0
            ON CONFLICT (metric, starts_at, store_id)
            DO UPDATE SET n = excluded.n, hits = excluded.hits"""


def count_all() -> None:
    """Count every half hour again, whatever the sums were."""
    HalfHour.objects.all().delete()
    with connection.cursor() as cursor:
        for metric in SHARES:
            cursor.execute(
                f"""INSERT INTO metrics_halfhour (metric, store_id, starts_at, n, hits)
                    SELECT %(key)s, store_id, date_bin('30 minutes', {metric.at}, 'epoch'),
                           count(*), count(*) FILTER (WHERE {metric.hit_when_ripe})
                      FROM {metric.table} GROUP BY 2, 3""",
                {"key": metric.key},
            )


def differences() -> list[tuple[str, int, datetime, object, object]]:
    """Return the half hours whose sums are not those of the facts.

    As (metric, store, start, stored, expected), each sum as "hits/n" or None.
    """
    found: list[tuple[str, int, datetime, object, object]] = []
    for metric in SHARES:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT %(key)s, store_id, starts_at, kept.sums, fresh.sums
                      FROM (SELECT store_id, starts_at, hits || '/' || n AS sums
                              FROM metrics_halfhour WHERE metric = %(key)s) AS kept
                      FULL JOIN (
                           SELECT store_id, date_bin('30 minutes', {metric.at}, 'epoch') AS
                                  starts_at, count(*) FILTER (WHERE {metric.hit_when_ripe})
                                  || '/' || count(*) AS sums
                             FROM {metric.table} GROUP BY 1, 2) AS fresh
                     USING (store_id, starts_at)
                     WHERE kept.sums IS DISTINCT FROM fresh.sums ORDER BY 2, 3""",
                {"key": metric.key},
            )
            found += cursor.fetchall()
    return found

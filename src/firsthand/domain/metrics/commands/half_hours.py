"""Keep the sums per half hour in step with the facts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.model import Share

Touched = set[tuple[int, datetime]]  # Stores, and starts of half hours.
SHARES = [metric for metric in METRICS.values() if isinstance(metric, Share)]


def half_hour(at: datetime) -> datetime:
    """Return the start of the half hour that `at` lies in."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def recount(facts: str, touched: Touched) -> None:
    """Count these half hours again. Doing it twice changes nothing."""
    if not touched:
        return
    stores, starts = zip(*sorted(touched), strict=True)
    for metric in SHARES:
        if metric.facts == facts:
            _recount(metric, list(stores), list(starts))


def _recount(metric: Share, stores: list[int], starts: list[datetime]) -> None:
    parameters: dict[str, Any] = {"key": metric.key, "stores": stores, "starts": starts}
    touched = "unnest(%(stores)s::bigint[], %(starts)s::timestamptz[]) AS t(store, start)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""DELETE FROM metrics_halfhour USING {touched}
                 WHERE metric = %(key)s AND store_id = t.store AND starts_at = t.start""",
            parameters,
        )
        cursor.execute(
            f"""INSERT INTO metrics_halfhour (metric, store_id, starts_at, n, hits)
                SELECT %(key)s, t.store, t.start, count(*),
                       count(*) FILTER (WHERE {metric.hit_when_ripe})
                  FROM {touched}
                  JOIN {metric.table} ON store_id = t.store AND {metric.at} >= t.start
                       AND {metric.at} < t.start + interval '30 minutes'
                 GROUP BY t.store, t.start""",
            parameters,
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

"""Publish values once they are certain, and note every later change of one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.models import Published, Revision
from firsthand.domain.metrics.queries import freshness

_WEEK = timedelta(days=7)
_LOCK = 4_206_100_006  # Any number nobody else locks.

# What each store's half hours of a week come to; the week as its Monday (UTC).
_WEEKS = """
    SELECT metric, store_id,
           date_trunc('week', starts_at AT TIME ZONE 'UTC')::date AS week_of,
           sum(hits)::int AS hits, sum(n)::int AS n
      FROM metrics_halfhour WHERE metric = %(metric)s
       AND starts_at < %(before)s GROUP BY 1, 2, 3"""

_PUBLISH = """
    INSERT INTO metrics_published (metric, store_id, week_of, hits, n, version, checked_at)
    SELECT metric, store_id, week_of, hits, n, %(version)s, %(at)s FROM ({weeks}) AS week
        ON CONFLICT (metric, week_of, store_id) DO NOTHING"""

_CHANGED = """
    SELECT kept.id, coalesce(week.hits, 0), coalesce(week.n, 0)
      FROM metrics_published AS kept LEFT JOIN ({weeks}) AS week
           USING (metric, store_id, week_of)
     WHERE kept.metric = %(metric)s
       AND (kept.hits, kept.n) IS DISTINCT FROM
           (coalesce(week.hits, 0), coalesce(week.n, 0))
     ORDER BY kept.id"""

# Entries written since, about the buyers of that week, that tell of what lies behind: what
# happened before the value was last looked at, or speaks of something that did.
_SINCE = """
    SELECT kind, count(*) FROM journal_entry
     WHERE buyer_id IN (SELECT buyer_id FROM metrics_contact
                         WHERE store_id = %(store)s AND started_at >= %(since)s
                           AND started_at < %(until)s)
       AND recorded_at > %(checked_at)s
       AND (happened_at <= %(checked_at)s OR kind = ANY(%(looking_back)s))
     GROUP BY 1 ORDER BY 2 DESC, 1"""
_LOOKING_BACK = [
    "tickets.merged", "tickets.tagged", "tickets.order_linked",
    "tickets.no_response_needed", "tickets.response_needed", "tickets.reply_undelivered",
    "orders.claim_denied", "journal.withdrawn", "buyers.erased",
]  # fmt: skip


class Change(NamedTuple):
    """What a published value is now."""

    published_id: int
    hits: int
    n: int


@transaction.atomic
def publish(*, at: datetime) -> list[Revision]:
    """Publish the weeks (UTC) that have become certain; return what changed of older ones.

    Of every share that sums are kept of, by store. A week is certain when its last unit
    is. Doing it twice changes nothing; two at once wait for each other.

    Args:
        at: now (UTC).
    """
    if freshness.is_outdated():
        return []  # Facts of an older definition are neither published nor compared.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    revised: list[Revision] = []
    for metric in (metric for metrics in half_hours.KEPT for metric in metrics):
        asked: dict[str, Any] = {
            "metric": metric.key,
            "before": _monday(at - metric.ripe_after),
            "version": f"{rules.VERSION}.{metric.version}",
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED.format(weeks=_WEEKS), asked)
            changes = [Change(*row) for row in cursor.fetchall()]
        revised += [_revise(change, asked["version"], at) for change in changes]
        with connection.cursor() as cursor:
            cursor.execute(_PUBLISH.format(weeks=_WEEKS), asked)
        Published.objects.filter(metric=metric.key).update(
            checked_at=at, version=asked["version"]
        )
    return revised


def _monday(at: datetime) -> date:
    """Return the first day of the running week: the weeks before it are over."""
    return (at - timedelta(days=at.weekday())).date()


def _revise(change: Change, version: str, at: datetime) -> Revision:
    kept = Published.objects.get(pk=change.published_id)
    revision = Revision.objects.create(
        metric=kept.metric,
        store_id=kept.store_id,
        week_of=kept.week_of,
        old_hits=kept.hits,
        old_n=kept.n,
        new_hits=change.hits,
        new_n=change.n,
        why=_why(kept) | ({} if kept.version == version else {"definition": 1}),
        revised_at=at,
    )
    kept.hits, kept.n = change.hits, change.n
    kept.save(update_fields=["hits", "n"])
    return revision


def _why(kept: Published) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SINCE,
            {
                "store": kept.store_id,
                "since": kept.week_of,
                "until": kept.week_of + _WEEK,
                "checked_at": kept.checked_at,
                "looking_back": _LOOKING_BACK,
            },
        )
        return dict(cursor.fetchall())

"""Bring the sums per UTC day along with the few facts that changed.

To make a day's sums again takes a look at the whole day, whose length grows with the desk.
What single facts change takes none: what they were part of before is taken off, what they
are part of now is put on. Where that does not come out even the day is doubtful, and made
again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from firsthand.domain.metrics.commands import day_sums
from firsthand.domain.metrics.commands.rows import TABLES
from firsthand.domain.metrics.models import SummedDay
from firsthand.domain.metrics.summed import BY_DAY, Split, Summed, hits_of, told_apart


class Cell(NamedTuple):
    """Which sum: that of a metric by a split, on a day, in a store, and so on."""

    metric: str
    split: str
    starts_at: datetime
    store_id: int
    channel: str
    reason: str
    agent_id: int


class Sums(NamedTuple):
    """How many units, and how many of them turn out well."""

    n: int = 0
    hits: int = 0


Cells = Mapping[Cell, Sums]
_KEYS = {str(table._meta.model_name): table._meta.pk.column for table in TABLES}
_CELL = ", ".join(Cell._fields)


def cells_of(keys: Mapping[str, Sequence[int]]) -> Cells:
    """Return what some facts, as stored now, add to which sums; by table their keys."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, {name: list(keys.get(name, ())) for name in _KEYS})
        return {Cell(*row[:-2]): Sums(*row[-2:]) for row in cursor.fetchall()}


def bring_along(before: Cells, after: Cells, *, days: Collection[datetime]) -> None:
    """Move the sums by what facts added before and add now.

    Args:
        before: of the facts that changed, as they were.
        after: of the same facts, as they are.
        days: every day one of them lay or lies in. Sums of those that do not hold are
            made again from all their facts.
    """
    held = set(
        SummedDay.objects.filter(starts_at__in=days, holds=True).values_list(
            "starts_at", flat=True
        )
    )
    moves = [
        (*cell, now.n - then.n, now.hits - then.hits)
        for cell in {**before, **after}
        if cell.starts_at in held
        and (then := before.get(cell, Sums())) != (now := after.get(cell, Sums()))
    ]
    day_sums.doubt((set(days) - held) | _moved(moves))


def _moved(moves: Sequence[tuple[object, ...]]) -> set[datetime]:
    """Add to the sums what is given; return the days of those that do not take it."""
    if not moves:
        return set()
    with connection.cursor() as cursor:
        columns = zip(*moves, strict=True)
        names = (*Cell._fields, "n", "hits")
        cursor.execute(_MOVE, dict(zip(names, map(list, columns), strict=True)))
        return {day for (day,) in cursor.fetchall()}


def _added(metric: Summed, split: Split) -> str:
    reason, agent = told_apart(metric, split)
    return f"""SELECT '{metric.key}', '{split}', date_bin('24 hours', {metric.at}, 'epoch'),
                      store_id, channel, {reason}, {agent},
                      count(*), count(*) FILTER (WHERE {hits_of(metric)})
                 FROM {metric.table} AS unit
                WHERE unit.{_KEYS[metric.facts]} = ANY(%({metric.facts})s::bigint[])
                  AND ({metric.counted}) AND {metric.at} IS NOT NULL
                GROUP BY 3, 4, 5, 6, 7"""


_ADDED = " UNION ALL ".join(
    _added(metric, split) for metric, splits in BY_DAY.values() for split in splits
)
_IS_CELL = f"""({", ".join(f"kept.{name}" for name in Cell._fields)})
             = ({", ".join(f"move.{name}" for name in Cell._fields)})"""
_ITS = ", ".join(f"kept.{name}" for name in Cell._fields)
# A sum becomes more or less, or nothing, or is new; whatever is none of these is told.
_MOVE = f"""
    WITH move AS MATERIALIZED (
         SELECT * FROM unnest(
                %(metric)s::text[], %(split)s::text[], %(starts_at)s::timestamptz[],
                %(store_id)s::bigint[], %(channel)s::text[], %(reason)s::text[],
                %(agent_id)s::bigint[], %(n)s::bigint[], %(hits)s::bigint[])
             AS given({_CELL}, n, hits)),
         less_or_more AS (
         UPDATE metrics_daysum AS kept
            SET n = kept.n + move.n, hits = kept.hits + move.hits FROM move
          WHERE {_IS_CELL} AND kept.n + move.n > 0 AND kept.hits + move.hits >= 0
         RETURNING {_ITS}),
         nothing AS (
         DELETE FROM metrics_daysum AS kept USING move
          WHERE {_IS_CELL} AND kept.n + move.n = 0 AND kept.hits + move.hits = 0
         RETURNING {_ITS}),
         new AS (
         INSERT INTO metrics_daysum ({_CELL}, n, hits)
         SELECT {_CELL}, n, hits FROM move WHERE n > 0 AND hits >= 0
            AND NOT EXISTS (SELECT FROM metrics_daysum AS kept WHERE {_IS_CELL})
             ON CONFLICT DO NOTHING
         RETURNING {_CELL})
    SELECT DISTINCT starts_at FROM (
           SELECT {_CELL} FROM move
           EXCEPT (TABLE less_or_more UNION ALL TABLE nothing UNION ALL TABLE new)
           ) AS left_over"""

"""Whose units are asked for, in which periods: as SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from firsthand.domain.metrics.dimensions import column_of
from firsthand.domain.metrics.model import Metric, Snapshot
from firsthand.domain.metrics.queries import cuts
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.sums import Found
from firsthand.domain.metrics.sources import SOURCES

MOMENT = timedelta(microseconds=1)
Stores = frozenset[int] | None  # None: all of them.
# The position of the period, and the value of each cut.
Group = tuple[int, tuple[str | None, ...]]
Groups = dict[Group, Found]
# Cuts by the value of a column; where that is a text, it is never NULL.
_COLUMNS = {"agent", "store", "reason", "channel", "product"}


@dataclass(frozen=True)
class Question:
    """Whose units, in which periods, as known when, and how they are to be grouped.

    Periods may leave gaps; what lies in two of them is read twice.
    """

    periods: Sequence[Period]
    stores: Stores
    as_of: datetime
    known_at: datetime | None = None
    cuts: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)

    def parameters(self, **more: object) -> dict[str, Any]:
        """Return what the SQL refers to."""
        return {
            # What is not in any of the periods may be left out of whatever is joined.
            "first": min((each.since for each in self.periods), default=self.as_of),
            "since": moments(period.since for period in self.periods),
            "until": moments(period.until for period in self.periods),
            "stores": sorted(self.stores or ()),
            "as_of": self.as_of,
            "known_at": self.known_at,
            **{f"only_{cut}": value for cut, value in self.only.items()},
            **cuts.parameters([*self.cuts, *self.only]),
            **more,
        }

    def split(self, metric: Metric) -> str:
        """Return the SQL of the array of values that units are grouped by."""
        values = ", ".join(cuts.split_by(metric, cut) for cut in self.cuts)
        return f"ARRAY[{values}]::text[]"

    def grouping(self, metric: Metric) -> str:
        """Return the SQL that groups units: by columns as they are, if possible.

        To make an array of texts for every unit first, or to compare it with the one
        before, takes longer than all the rest.
        """
        if not self.cuts:
            return "HAVING count(*) > 0"
        if set(self.cuts) - _COLUMNS:
            return "GROUP BY 1"
        return f"GROUP BY {', '.join(column_of(metric, cut) for cut in self.cuts)}"

    def joins(self, metric: Metric) -> str:
        """Return the SQL of what has to be joined for the cuts."""
        return cuts.joins(metric, [*self.cuts, *self.only])

    def allowed(self, metric: Metric) -> str:
        """Return the SQL condition of what may be seen, was known, and was asked for."""
        conditions = []
        if self.stores is not None:
            conditions.append("unit.store_id = ANY(%(stores)s)")
        if self.known_at is not None:
            conditions.append(f"{SOURCES[metric.facts].recorded} <= %(known_at)s")
        for cut, value in self.only.items():
            same = f"{cuts.split_by(metric, cut)} = %(only_{cut})s"
            conditions.append(same if value else f"{cuts.split_by(metric, cut)} IS NULL")
        return "".join(f" AND {condition}" for condition in conditions)


def moments(many: Iterable[datetime]) -> str:
    """Return moments as PostgreSQL writes an array: psycopg takes ten times as long."""
    return f"{{{','.join(map(str, many))}}}"


# LATERAL makes PostgreSQL look up each period by itself in the index of the moment; left
# alone it reads whole tables and sorts out afterwards what lies in a period.
PERIODS = """unnest(%(since)s::timestamptz[], %(until)s::timestamptz[])
              WITH ORDINALITY AS period (period_since, period_until, place)"""


def in_period(metric: Metric, asked: Question) -> str:
    """Return the SQL condition that a unit lies in a period and may be counted."""
    at, allowed = metric.at, asked.allowed(metric)
    if isinstance(metric, Snapshot):
        return f"{at} < period_until{allowed}"
    return f"{at} >= period_since AND {at} < period_until{allowed}"


def run(sql: str, parameters: dict[str, Any]) -> list[Any]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

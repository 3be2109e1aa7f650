"""Figures read from the sums that a desk of this size has kept.

The sums come from the issues in files, for every metric whose sums are kept: as many rows
as a desk has. Whole days in UTC that are certain need nothing but sums, so the facts
themselves stay away. Timed is what the database takes, all queries of a figure together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from bench import facts_data

TIMES = 60
END = datetime.fromtimestamp(facts_data.BEGIN, UTC) + timedelta(days=facts_data.DAYS)
SURELY = timedelta(days=60)  # Before that nothing can change any more.
# By case: how many days, and split by what.
CASES: dict[str, tuple[int, tuple[Any, ...]]] = {
    "30 days": (30, ()),
    "30 days by reason": (30, ("reason3",)),
    "30 days by agent": (30, ("agent",)),
    "90 days by store": (90, ("store",)),
    "90 days by day": (90, ("day",)),
    "90 days, rolling 30": (90, ("rolling_30",)),
    "365 days by week": (365, ("week",)),
}
# By which sums a split is answered.
_SUMMED_BY = {"agent": "agent", "reason3": "reason"}
Taken = tuple[float, float]


def measured(folder: Path) -> Iterator[tuple[str, list[Taken], int]]:
    """Yield each case, the milliseconds each reading took, and how many queries."""
    home = folder / "database"
    os.environ.update(
        FIRSTHAND_DATA_DIR=str(home), DJANGO_SETTINGS_MODULE="firsthand.settings.production"
    )
    os.environ.pop("DATABASE_URL", None)
    from firsthand.cli import database

    with database.running() as found:
        subprocess.run([sys.executable, "-m", "firsthand.cli", "db", "migrate"], check=True)
        with found.owner.connect(autocommit=True) as connection:
            _fill(connection, folder)
            for table in ("halfhour", "eighthours", "daysum", "summedday"):
                connection.execute(f"vacuum analyze metrics_{table}")
        yield from _read_all()


def _fill(connection: Any, folder: Path) -> None:  # noqa: ANN401 -- of psycopg
    """Write the sums of the issues in files under the key of every metric that has some."""
    import django

    django.setup()
    from firsthand.domain.metrics.bulk import batch
    from firsthand.domain.metrics.commands.half_hours import KEPT
    from firsthand.domain.metrics.summed import BY_DAY

    issues = batch.current("issue", folder / "facts")
    half_hours, eight_hours = (_sums(issues, seconds=hours) for hours in (1_800, 28_800))
    for table, sums in (("halfhour", half_hours), ("eighthours", eight_hours)):
        columns = f"{table} (metric, store_id, starts_at, n, hits)"
        with _copying(connection, columns) as write:
            for metric in (one for metrics in KEPT for one in metrics):
                for store, at, n, hits in sums:
                    write((metric.key, store, at, n, hits))
    told_apart = {
        "agent": "'', coalesce(resolver_id, 0)",
        "reason": "coalesce(reason::text, ''), 0",
    }
    columns = (
        "daysum (metric, split, store_id, starts_at, reason, agent_id, channel, n, hits)"
    )
    with _copying(connection, columns) as write:
        for metric, splits in BY_DAY.values():
            for split in splits:
                for store, at, reason, agent, n, hits in _sums(
                    issues, told_apart[split], seconds=86_400
                ):
                    write((metric.key, split, store, at, reason, agent, "", n, hits))
    with _copying(connection, "summedday (starts_at, holds)") as write:
        for day in sorted({at.date() for _store, at, *_sums_of_it in half_hours}):
            write((datetime.combine(day, time_of_day(), UTC), True))


def _sums(issues: str, *more: str, seconds: int) -> list[tuple[Any, ...]]:
    """Return store, start, what is told apart, units and hits of each stretch of time."""
    length = seconds * 1_000_000
    apart = "".join(f", {one}" for one in more)
    places = (3, 4) if more else ()
    rows = duckdb.sql(
        f"""SELECT store_id, opened_at // {length} * {seconds}{apart}, count(*),
                   count(*) FILTER (WHERE failed_at IS NULL)
              FROM {issues} GROUP BY 1, 2{"".join(f", {place}" for place in places)}"""
    ).fetchall()
    return [(row[0], datetime.fromtimestamp(row[1], UTC), *row[2:]) for row in rows]


@contextmanager
def _copying(connection: Any, table: str) -> Iterator[Any]:  # noqa: ANN401 -- of psycopg
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY metrics_{table} FROM STDIN") as copy,
    ):
        yield copy.write_row


def _read_all() -> Iterator[tuple[str, list[Taken], int]]:
    from django.db import connection

    from firsthand.domain.metrics.commands.half_hours import KEPT
    from firsthand.domain.metrics.summed import BY_DAY

    for case, (days, by) in CASES.items():
        metrics = [one for metrics in KEPT for one in metrics]
        if set(by) & set(_SUMMED_BY):
            split = _SUMMED_BY[by[0]]
            metrics = [one for one, splits in BY_DAY.values() if split in splits]
        taken: list[Taken] = []
        for number in range(TIMES + 5):
            clock = _Clock()
            metric = metrics[number % len(metrics)]
            with connection.execute_wrapper(clock):
                _figure(metric, days, by)
            if number >= 5:  # The first ones warm up.
                taken.append((clock.wall_ms, clock.cpu_ms))
        yield case, taken, clock.queries


def _figure(metric: Any, days: int, by: tuple[Any, ...]) -> None:  # noqa: ANN401
    from firsthand.domain.metrics import queries
    from firsthand.foundation.scoping import Everything

    until = END - SURELY
    found = queries.figures(
        metric,
        person=Everything(),
        since=until - timedelta(days=days),
        until=until,
        as_of=END,
        tz=ZoneInfo("UTC"),
        by=by,
    )
    assert found, f"no figure of {metric.key}"


class _Clock:
    """How long queries take, all together."""

    def __init__(self) -> None:
        self.wall_ms = self.cpu_ms = 0.0
        self.queries = 0

    def __call__(self, execute: Any, *parts: Any) -> Any:  # noqa: ANN401
        wall, cpu = time.perf_counter(), time.process_time()
        answer = execute(*parts)
        self.wall_ms += (time.perf_counter() - wall) * 1000
        self.cpu_ms += (time.process_time() - cpu) * 1000
        self.queries += 1
        return answer

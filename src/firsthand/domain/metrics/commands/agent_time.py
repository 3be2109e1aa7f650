"""Keep the time of people per half hour in step with the stretches of focus.

What a half hour holds depends only on the stretches that reach into it, so a half hour is
what is worked out afresh, and the order in which stretches arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.db import connection, models
from django.db.models import F

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands.half_hours import half_hour
from firsthand.domain.metrics.commands.translation import LONGEST_FOCUS
from firsthand.domain.metrics.models import AgentTime, Focus
from firsthand.foundation.postgres.bulk import copy_in

HALF_HOUR, MICROSECOND = timedelta(minutes=30), timedelta(microseconds=1)
DAYS_AT_ONCE = 31
_COLUMNS = ("agent_id", "ticket_id", "store_id", "starts_at", "seconds")
_values = attrgetter(*_COLUMNS)
Touched = set[tuple[int, datetime]]  # Agents, and starts of half hours.


class _Stretch(NamedTuple):
    """One stretch of focus, as far as it reaches into a half hour."""

    agent_id: int
    starts_at: datetime
    entry_id: int
    ticket_id: int
    store_id: int
    started_at: datetime
    seconds: int


def touched_by(rows: Iterable[Focus]) -> Touched:
    """Return the half hours into which these stretches reach."""
    touched: Touched = set()
    for row in rows:
        start, end = row.started_at, row.started_at + timedelta(seconds=row.seconds)
        at = half_hour(start)
        while at < end:
            touched.add((row.agent_id, at))
            at += HALF_HOUR
    return touched


def recount(touched: Touched) -> None:
    """Share out these half hours again. Doing it twice changes nothing."""
    if not touched:
        return
    agents, starts = (list(column) for column in zip(*sorted(touched), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM metrics_agenttime AS kept
                USING unnest(%(agents)s::bigint[], %(starts)s::timestamptz[])
                      AS t(agent_id, starts_at)
                WHERE kept.agent_id = t.agent_id AND kept.starts_at = t.starts_at""",
            {"agents": agents, "starts": starts},
        )
        cursor.execute(
            """SELECT t.agent_id, t.starts_at, f.entry_id, f.ticket_id, f.store_id,
                      f.started_at, f.seconds
                 FROM unnest(%(agents)s::bigint[], %(starts)s::timestamptz[])
                      AS t(agent_id, starts_at)
                CROSS JOIN LATERAL (
                      SELECT * FROM metrics_focus AS focus
                       WHERE focus.agent_id = t.agent_id
                         AND focus.started_at < t.starts_at + interval '30 minutes'
                         AND focus.started_at > t.starts_at - interval '1 day'
                         AND focus.started_at + focus.seconds * interval '1 second'
                             > t.starts_at) AS f
                ORDER BY 1, 2, 3""",
            {"agents": agents, "starts": starts},
        )
        stretches = [_Stretch(*row) for row in cursor.fetchall()]
    AgentTime.objects.bulk_create(_shared_out(stretches), batch_size=2000)


def _shared_out(stretches: Iterable[_Stretch]) -> Iterator[AgentTime]:
    """Yield the time of each half hour, shared out over its tickets."""
    for (agent_id, starts_at), found in groupby(stretches, key=itemgetter(0, 1)):
        spans, stores = [], {}
        for one in found:
            begin = max(one.started_at - starts_at, timedelta())
            end = one.started_at - starts_at + timedelta(seconds=one.seconds)
            end = min(end, HALF_HOUR)
            if begin == end:
                continue  # Opened and left in the same second.
            spans.append((begin // MICROSECOND, end // MICROSECOND, one.ticket_id))
            stores[one.ticket_id] = one.store_id
        for ticket_id, seconds in sorted(rules.shared_out(spans).items()):
            yield AgentTime(
                agent_id=agent_id,
                ticket_id=ticket_id,
                store_id=stores[ticket_id],
                starts_at=starts_at,
                seconds=round(float(seconds), 6),
            )


def _fresh(since: datetime, until: datetime) -> Iterator[AgentTime]:
    """Yield what the half hours of a period should hold."""
    rows = (
        Focus.objects.filter(started_at__gt=since - LONGEST_FOCUS, started_at__lt=until)
        .order_by("agent_id", "entry_id")
        .iterator(chunk_size=5000)
    )
    stretches = [
        _Stretch(agent, at, row.entry_id, row.ticket_id, row.store_id, row.started_at,
                 row.seconds)
        for row in rows
        for agent, at in touched_by([row])
        if since <= at < until
    ]  # fmt: skip
    return _shared_out(sorted(stretches))


def count_all() -> None:
    """Share out everything again, whatever was stored."""
    AgentTime.objects.all().delete()
    for since, until in _periods():
        # In a list first: what reads and what writes share one connection.
        copy_in(AgentTime, _COLUMNS, [_values(row) for row in _fresh(since, until)])


def differences() -> list[tuple[int, datetime, int, float | None, float | None]]:
    """Return where the stored time is not what the stretches of focus come to.

    As (agent, half hour, ticket, stored, expected); None: there is no such row.
    """
    found = []
    for since, until in _periods():
        kept = {
            (row.agent_id, row.starts_at, row.ticket_id): (row.store_id, row.seconds)
            for row in AgentTime.objects.filter(starts_at__gte=since, starts_at__lt=until)
        }
        fresh = {
            (row.agent_id, row.starts_at, row.ticket_id): (row.store_id, row.seconds)
            for row in _fresh(since, until)
        }
        for key in sorted(kept.keys() | fresh.keys()):
            if kept.get(key) != fresh.get(key):
                stored, expected = kept.get(key), fresh.get(key)
                found.append((*key, stored and stored[1], expected and expected[1]))
    return found


def _periods() -> Iterator[tuple[datetime, datetime]]:
    """Yield periods that together hold every stretch and every stored half hour."""
    ends = [
        moment
        for table, column in ((Focus, "started_at"), (AgentTime, "starts_at"))
        for moment in table._base_manager.aggregate(
            first=models.Min(F(column)), last=models.Max(F(column))
        ).values()
        if moment is not None
    ]
    if not ends:
        return
    at, last = half_hour(min(ends)), max(ends) + LONGEST_FOCUS
    step = timedelta(days=DAYS_AT_ONCE)
    marks = [at]
    while marks[-1] <= last:
        marks.append(marks[-1] + step)
    yield from pairwise(marks)

"""Which sums answer a question, and what they leave to be counted from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from firsthand.domain.metrics.dimensions import column_of
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.question import Question
from firsthand.domain.metrics.summed import BY_DAY, Split, Summed

HALF_HOUR, EIGHT_HOURS, DAY = (timedelta(hours=hours) for hours in (0.5, 8, 24))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What agents, stores and reasons belong to is looked up by the same columns.
_KNOWN_TO: dict[Split, frozenset[str]] = {
    "agent": frozenset({"store", "marketplace", "channel", "agent", "team"}),
    "reason": frozenset(
        {"store", "marketplace", "channel", "reason", "reason1", "reason2", "reason3"}
    ),
}
_OF_STORES = frozenset({"store", "marketplace"})

Placed = tuple[int, Period]  # The place among the periods asked for, from 1.


@dataclass(frozen=True)
class Kept:
    """Sums that answer a part of a question.

    Attributes:
        table: SQL; rows with the columns of a unit, `starts_at`, `n` and `hits`.
        step: how long each row lasts, from the epoch on.
        spans: whole steps, about which the sums say all.
    """

    table: str
    step: timedelta
    spans: Sequence[Placed]


def divided_up(metric: Summed, asked: Question) -> tuple[list[Kept], list[Placed]]:
    """Return the sums to be read, and the spans they leave to the facts.

    Together they are the periods asked for, each moment once.
    """
    left = list(enumerate(asked.periods, start=1))
    found: list[Kept] = []
    certain = _certain_until(metric, asked)
    if certain is None:
        return [], left
    for table, step in _sums_for(metric, asked):
        spans, left = _whole_steps(left, certain, step)
        if spans:
            found.append(Kept(table, step, spans))
    return found, left


def _sums_for(metric: Summed, asked: Question) -> list[tuple[str, timedelta]]:
    """Return the tables of sums that know what is asked for, the longest steps first."""
    wanted = {*asked.cuts, *asked.only}
    if asked.known_at is not None:
        return []  # Sums do not know when each unit became known.
    if isinstance(metric, Share) and wanted <= _OF_STORES:
        return [(_of_stores(table), step) for table, step in _STORE_SUMS.items()]
    _metric, splits = BY_DAY.get(metric.key, (metric, ()))
    split = next((split for split in splits if wanted <= _KNOWN_TO[split]), None)
    return [] if split is None else [(_days_as_units(metric, split), DAY)]


_STORE_SUMS = {"metrics_eighthours": EIGHT_HOURS, "metrics_halfhour": HALF_HOUR}


def _of_stores(table: str) -> str:
    return f"(SELECT * FROM {table} WHERE metric = %(metric)s)"


def _days_as_units(metric: Summed, split: Split) -> str:
    """Return SQL of the sums under the names that the facts give their columns."""
    dimension = "reason" if split == "reason" else "nullif(agent_id, 0)"
    return f"""(SELECT starts_at, store_id, channel, n, hits,
                       {dimension} AS {column_of(metric, split)}
                  FROM metrics_daysum
                 WHERE metric = %(metric)s AND split = '{split}')"""


def _certain_until(metric: Summed, asked: Question) -> datetime | None:
    """Return before when nothing can change any more; None: no sums say how it ends."""
    if not isinstance(metric, Share):
        return max((period.until for period in asked.periods), default=asked.as_of)
    return asked.as_of - metric.ripe_after if metric.hit_when_ripe else None


def _whole_steps(
    spans: Sequence[Placed], certain: datetime, step: timedelta
) -> tuple[list[Placed], list[Placed]]:
    """Return the whole steps in each span that are certain, and what is left of it."""
    whole, left = [], []
    for place, span in spans:
        since = -(-(span.since - _EPOCH) // step) * step + _EPOCH
        until = (min(span.until, certain) - _EPOCH) // step * step + _EPOCH
        if since >= until:
            left.append((place, span))
            continue
        whole.append((place, Period(since, until)))
        ends = Period(span.since, since), Period(until, span.until)
        left += [(place, end) for end in ends if end.since < end.until]
    return whole, left

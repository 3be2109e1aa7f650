"""Which sums answer a question, and for which part of its periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from firsthand.domain.metrics.dimensions import column_of
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.question import Question
from firsthand.domain.metrics.summed import BY_DAY, Split, Summed

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What agents, stores and reasons belong to is looked up by the same columns.
_KNOWN_TO: dict[Split, frozenset[str]] = {
    "agent": frozenset({"store", "marketplace", "channel", "agent", "team"}),
    "reason": frozenset(
        {"store", "marketplace", "channel", "reason", "reason1", "reason2", "reason3"}
    ),
}


@dataclass(frozen=True)
class Kept:
    """Sums that answer a question.

    Attributes:
        table: SQL; rows with the columns of a unit, `starts_at`, `n` and `hits`.
        step: how long each row lasts, from the epoch on.
        parts: of each period, what the sums say all about; None: nothing.
    """

    table: str
    step: timedelta
    parts: Sequence[Period | None]


def sums_for(metric: Summed, asked: Question) -> Kept | None:
    """Return the sums that spare most of the reading; None: there are none that help."""
    if asked.known_at is not None:
        return None
    wanted = {*asked.cuts, *asked.only}
    days = _days(metric, asked, wanted)
    if days is not None and _is_most(days, asked):
        return days
    if not wanted <= {"store"} or asked.only:
        return days
    return _half_hours(metric, asked) or days


def _days(metric: Summed, asked: Question, wanted: set[str]) -> Kept | None:
    _metric, splits = BY_DAY.get(metric.key, (metric, ()))
    split = next((split for split in splits if wanted <= _KNOWN_TO[split]), None)
    parts = _parts(metric, asked, DAY)
    if split is None or not any(parts):
        return None
    return Kept(_days_as_units(metric, split), DAY, parts)


def _days_as_units(metric: Summed, split: Split) -> str:
    """Return SQL of the sums under the names that the facts give their columns."""
    dimension = "reason" if split == "reason" else "nullif(agent_id, 0)"
    return f"""(SELECT starts_at, store_id, channel, n, hits,
                       {dimension} AS {column_of(metric, split)}
                  FROM metrics_daysum
                 WHERE metric = %(metric)s AND split = '{split}')"""


def _half_hours(metric: Summed, asked: Question) -> Kept | None:
    parts = _parts(metric, asked, HALF_HOUR)
    if not isinstance(metric, Share) or not any(parts):
        return None
    table = "(SELECT * FROM metrics_halfhour WHERE metric = %(metric)s)"
    return Kept(table, HALF_HOUR, parts)


def _parts(metric: Summed, asked: Question, step: timedelta) -> list[Period | None]:
    """Return the whole steps of each period in which nothing can change any more."""
    if isinstance(metric, Share) and not metric.hit_when_ripe:
        return [None] * len(asked.periods)
    certain = asked.as_of - metric.ripe_after if isinstance(metric, Share) else None
    return [_whole_steps(period, certain, step) for period in asked.periods]


def _whole_steps(
    period: Period, certain: datetime | None, step: timedelta
) -> Period | None:
    until = period.until if certain is None else min(period.until, certain)
    since = -(-(period.since - _EPOCH) // step) * step + _EPOCH
    until = (until - _EPOCH) // step * step + _EPOCH
    return Period(since, until) if since < until else None


def _is_most(kept: Kept, asked: Question) -> bool:
    """Say whether the whole days are most of what was asked for.

    The rest is read from the facts; where periods are short, half hours leave less of it.
    """
    whole = sum((part.until - part.since for part in kept.parts if part), timedelta())
    return 2 * whole > sum((one.until - one.since for one in asked.periods), timedelta())

"""Ask for figures, for their course, and for the tickets behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.dimensions import Dimension, PeriodCut, cuts_of
from firsthand.domain.metrics.model import Metric, Share, Wait
from firsthand.domain.metrics.queries import counting, overlaps
from firsthand.domain.metrics.queries.figure import Figure
from firsthand.domain.metrics.queries.freshness import refuse_outdated
from firsthand.domain.metrics.queries.making import Maker, Watched
from firsthand.domain.metrics.queries.periods import (
    Period,
    divided,
    midnight,
    period_cut,
)
from firsthand.domain.metrics.queries.question import Group, Groups, Question
from firsthand.domain.metrics.queries.sums import Counts
from firsthand.domain.metrics.sources import SOURCES
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import SeesStores

Outcome = Literal["hit", "miss", "running", "all"]
MOST_CUTS = 2  # Beside one of time.


def catalogue() -> dict[str, Metric]:
    """Return every metric there is, by its key."""
    return dict(METRICS)


class UnknownDimension(Refused):
    """A figure cannot be split in this way."""

    code = "metrics.unknown_dimension"


class NotRecorded(Refused):
    """Nobody wrote down when we got to know of the units of this metric."""

    code = "metrics.not_recorded"


def figures(
    metric: Metric,
    *,
    person: SeesStores,
    since: datetime,
    until: datetime,
    as_of: datetime,
    tz: ZoneInfo,
    by: Sequence[Dimension] = (),
    only: Mapping[str, str] | None = None,
    known_at: datetime | None = None,
    details: bool = True,
) -> list[Figure]:
    """Return `metric` for each period and group; one figure if `by` is empty.

    Only units of stores that `person` may see are counted; whether a figure may be split
    by people is for the caller to ask. Periods without any unit are there with n = 0 and
    no value; groups without any are not. Who is in two teams counts in both.

    `as_of` and `known_at` are two clocks. `as_of` is that of the events: what happened
    later has not happened yet. `known_at` is that of our records: units whose first
    message was written down later are left out, so that an import of last month's mail
    does not change what last week's report said. It cannot bring back what a unit that
    was known by then looked like before later entries about it (a reply that was imported
    late, a changed tag, a merged ticket): that takes facts built from the journal as it
    was then.

    Args:
        metric: what to compute.
        person: on whose behalf.
        since: the units whose moment lies at or after this,
        until: and before this.
        as_of: what had happened by then.
        tz: in whose days to split; printed with the figure.
        by: one of time (day, week, month, quarter, rolling_7, rolling_30, rolling_90),
            and up to two others that the metric has (`cuts_of`).
        only: the units with these values; empty: those without one.
        known_at: what had been written down by then; None: all of it.
        details: also the mean, the shares, the exclusions and the estimates, which cost
            a little more.

    Raises:
        UnknownDimension: `by` or `only` names something the metric has not, or too much.
        NotRecorded: `known_at` of a metric whose units have no such moment.
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    time_cut = period_cut(list(by))
    groups_by = _checked(metric, [name for name in by if name != time_cut])
    _checked(metric, list(only or ()))
    _refuse_unrecorded(metric, known_at)
    named = (
        divided(since, until, tz, time_cut) if time_cut else [("", Period(since, until))]
    )
    periods = [period for _called, period in named]
    asked = _question(
        periods, person, as_of, known_at=known_at, cuts=groups_by, only=dict(only or {})
    )
    found = overlaps.counted(metric, asked, periods)
    wanted = [(place, ()) for place in range(len(periods))]
    make = Maker(
        metric=metric,
        asked=asked,
        tz=tz,
        details=details,
        watched=_watched(metric, asked, found) if details else {},
        excluded=counting.excluded(metric, asked) if details else {},
    )
    return [
        make.figure(
            found.get(group),
            periods[group[0]],
            _label(time_cut, named[group[0]][0], groups_by, group),
            group,
        )
        for group in (_in_order(found) if groups_by else wanted)
    ]


def figures_of(
    metric: Metric,
    periods: Sequence[Period],
    *,
    person: SeesStores,
    as_of: datetime,
    tz: ZoneInfo,
) -> list[Figure]:
    """Return one figure, without details, for each of some periods that may overlap.

    All of them take one query, which reads every unit once where parts of a period can be
    added up. Each figure is what `figures` returns for its period.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    if isinstance(metric, Share):
        found, _none = figures_and_counts(
            metric, periods, (), person=person, as_of=as_of, tz=tz
        )
        return found
    refuse_outdated()
    asked = _question(periods, person, as_of)
    counted = (
        counting.medians(metric, asked)
        if isinstance(metric, Wait)
        else counting.groups(metric, asked)
    )
    make = Maker(metric=metric, asked=asked, tz=tz, details=False)
    return [
        make.figure(counted.get((place, ())), period, {})
        for place, period in enumerate(periods)
    ]


def figures_and_counts(
    metric: Share,
    periods: Sequence[Period],
    days: Sequence[Period],
    *,
    person: SeesStores,
    as_of: datetime,
    tz: ZoneInfo,
) -> tuple[list[Figure], list[Counts]]:
    """Return a figure for each period, and what the units of each day came to.

    One query for all, as in `figures_of`. Counts of a day are all that a course is drawn
    from: to make a figure of each took as long as to count.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    wanted = [*periods, *days]
    asked = _question(wanted, person, as_of)
    found = overlaps.counted(metric, asked, wanted)
    make = Maker(metric=metric, asked=asked, tz=tz, details=False)
    made = [
        make.figure(found.get((place, ())), period, {})
        for place, period in enumerate(periods)
    ]
    counts = (found.get((place, ())) for place in range(len(periods), len(wanted)))
    return made, [each if isinstance(each, Counts) else Counts() for each in counts]


def left_out(
    metric: Metric, period: Period, *, person: SeesStores, as_of: datetime
) -> dict[str, int]:
    """Return how many units of a period are not counted, by the keys of the exclusions.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    found = counting.excluded(metric, _question([period], person, as_of))
    return found.get((0, ()), {})


def _question(
    periods: Sequence[Period],
    person: SeesStores,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    cuts: tuple[str, ...] = (),
    only: Mapping[str, str] | None = None,
) -> Question:
    return Question(
        periods=overlaps.until_known(periods, as_of),
        stores=person.visible_store_ids(),
        as_of=as_of,
        known_at=known_at,
        cuts=cuts,
        only=only or {},
    )


def _watched(metric: Metric, asked: Question, found: Groups) -> Watched:
    """Return how long the units were watched in the periods that still run."""
    if not isinstance(metric, Share) or not metric.wait:
        return {}
    places = sorted(
        {
            place
            for (place, _split), counts in found.items()
            if isinstance(counts, Counts) and counts.provisional + counts.open
        }
    )
    if not places:
        return {}
    running = replace(asked, periods=[asked.periods[place] for place in places])
    return {
        (places[place], split): units
        for (place, split), units in counting.watched(metric, running).items()
    }


def last_days(metric: Metric, *, days: int, as_of: datetime, tz: ZoneInfo) -> list[Period]:
    """Return the last whole local `days` whose units are all certain, oldest first.

    For a metric that takes long to be certain the last day lies that long ago.
    """
    end = (as_of - metric.ripe_after).astimezone(tz).date()
    return list(_days_before(end, days, tz))


@lru_cache(maxsize=256)
def _days_before(end: date, days: int, tz: ZoneInfo) -> tuple[Period, ...]:
    """Return the local days before one. Every page asks for the same few, all day long."""
    first, last = midnight(end - timedelta(days=days), tz), midnight(end, tz)
    return tuple(period for _called, period in divided(first, last, tz, "day"))


def mature_window(
    metric: Metric, *, as_of: datetime, days: int = 7
) -> tuple[datetime, datetime]:
    """Return the latest `days` (of 24 hours) whose units are all certain at `as_of`."""
    until = as_of - metric.ripe_after
    return until - timedelta(days=days), until


def tickets_behind(
    metric: Metric,
    outcome: Outcome,
    *,
    person: SeesStores,
    since: datetime,
    until: datetime,
    as_of: datetime,
    only: Mapping[str, str] | None = None,
    limit: int = 200,
) -> list[int]:
    """Return the tickets of the units with this outcome, newest first, at most `limit`.

    Of waiting times, "hit" are those answered within the first target, "miss" those
    answered later, "running" those still waiting. Of counts and means all units are hits.
    A metric of orders has no tickets.

    Args:
        metric: whose units.
        outcome: what they came to.
        person: on whose behalf.
        since: as `figures`.
        until: as `figures`.
        as_of: as `figures`.
        only: as `figures`.
        limit: how many tickets at most.

    Raises:
        UnknownDimension: `only` names something the metric has not.
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    _checked(metric, list(only or ()))
    if not metric.ticket:
        return []
    asked = _question([Period(since, until)], person, as_of, only=dict(only or {}))
    return counting.ticket_ids(metric, _conditions(metric)[outcome], asked, limit)


def facts_are_behind(*, at: datetime) -> timedelta:
    """Return how long the oldest entry that the facts lack has been waiting; 0: none."""
    since = journal.waiting_since("facts")
    return timedelta() if since is None else max(timedelta(), at - since)


def _conditions(metric: Metric) -> dict[Outcome, str]:
    if isinstance(metric, Share):
        return {
            "hit": metric.hit,
            "miss": metric.miss,
            "running": metric.running,
            "all": "true",
        }
    if isinstance(metric, Wait) and metric.targets:
        line = int(metric.targets[0].value)
        return {
            "hit": f"({metric.waited}) <= {line}",
            "miss": f"({metric.waited}) > {line}",
            "running": f"({metric.waited}) IS NULL",
            "all": "true",
        }
    return {"hit": "true", "miss": "false", "running": "false", "all": "true"}


def _checked(metric: Metric, names: Collection[str]) -> tuple[str, ...]:
    """Return the names if the metric can be split by them.

    Raises:
        UnknownDimension: it cannot.
    """
    known = cuts_of(metric)
    unknown = [name for name in names if name not in known]
    if unknown or len(names) > MOST_CUTS:
        wrong = unknown or names
        raise UnknownDimension(
            _("%(metric)s cannot be split by %(splits)s.")
            % {"metric": metric.key, "splits": ", ".join(wrong)},
            fix=_("Split it by one period, and by up to two of: %(splits)s.")
            % {"splits": ", ".join(known)},
        )
    return tuple(names)


def _refuse_unrecorded(metric: Metric, known_at: datetime | None) -> None:
    if known_at is not None and not SOURCES[metric.facts].recorded:
        raise NotRecorded(
            _("When the units of %(metric)s became known was not recorded.")
            % {"metric": metric.key},
            fix=_("Leave out the moment at which it was known."),
        )


def _in_order(found: Groups) -> list[Group]:
    """Return the groups by period and value; ids as numbers, those without a value last."""

    def rank(value: str | None) -> tuple[bool, int, str]:
        is_number = value is not None and value.isdecimal()
        return value is None, int(value or 0) if is_number else 0, value or ""

    return sorted(found, key=lambda group: (group[0], [rank(one) for one in group[1]]))


def _label(
    time_cut: PeriodCut | None, name: str, cut_by: tuple[str, ...], group: Group
) -> dict[str, str]:
    """Return the value of each dimension; empty where a unit has none."""
    label: dict[str, str] = {time_cut: name} if time_cut else {}
    return label | {cut: value or "" for cut, value in zip(cut_by, group[1], strict=True)}

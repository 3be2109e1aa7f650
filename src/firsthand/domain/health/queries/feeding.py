"""What feeds a measure: its parts, and the reasons, products, agents and tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from firsthand.domain.health.queries.own import OneStore, Own, counts_of
from firsthand.domain.health.queries.standing import Standing
from firsthand.domain.health.rules import Counted
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.people import queries as people

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store

Cut = Literal["reason3", "product", "agent"]
_MOST_GROUPS, _MOST_TICKETS = 12, 50


@dataclass(frozen=True)
class Group:
    """What one group adds: so many bad units, of so many.

    `value` is a code, an ASIN or a person's number; empty: without one.
    """

    value: str
    bad: int
    n: int


@dataclass(frozen=True)
class PartOf:
    """One part of a measure, counted by the marketplace and by us in the same window."""

    name: str
    theirs: int | None
    status: str
    ours: Counted | None


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """What a measure is fed by.

    Attributes:
        since, until: the window: that of the report, else the last whole one.
        bad: units that count against us in it.
        parts: kinds of what counts against us.
        groups: by split, those with most of it first; groups without any are not there.
        tickets: about those units, newest first; empty where they cannot be told.
    """

    since: datetime
    until: datetime
    bad: int
    parts: Sequence[PartOf]
    groups: Mapping[Cut, Sequence[Group]]
    tickets: Sequence[int]


def cuts_for(person: people.Person) -> tuple[Cut, ...]:
    """Return by what somebody may see it split: by people with a right of its own."""
    if person.may(people.Right.READ_FIGURES_OF_PEOPLE):
        return ("reason3", "product", "agent")
    return ("reason3", "product")


def feeds(
    place: Store, standing: Standing, *, at: datetime, cuts: Sequence[Cut]
) -> Feeds | None:
    """Return what feeds a measure; None where we cannot count it ourselves.

    Args:
        place: whoever asks may see it.
        standing: the measure.
        at: now: what came in since the report is among it.
        cuts: by what to split; agents only for whoever may see figures of people.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    measure = standing.measure
    if measure is None or not measure.metric:
        return None
    own = Own(measure=measure, store_id=place.pk, tz=ZoneInfo(place.time_zone), at=at)
    since, until = _window(standing, at)
    return Feeds(
        since=since,
        until=until,
        bad=own.bad(own.counted(since, until, as_of=at)),
        parts=_parts(own, standing, since, until),
        groups={cut: _groups(own, cut, since, until) for cut in cuts},
        tickets=_tickets(own, since, until),
    )


def _window(standing: Standing, at: datetime) -> tuple[datetime, datetime]:
    if standing.said is not None:
        return standing.said.reading.since, standing.said.reading.until
    lag = timedelta(days=standing.measure.lag if standing.measure else 0)
    return at - lag - timedelta(days=standing.days), at - lag


def _parts(own: Own, standing: Standing, since: datetime, until: datetime) -> list[PartOf]:
    """Return the parts we can count and those only the marketplace does.

    Ours are as they were when the report was made, so that both can be compared.
    """
    said = standing.said.reading.parts if standing.said else {}
    as_of = standing.said.snapshot.reported_at if standing.said else own.at
    names = dict.fromkeys([*own.measure.parts, *said])
    return [
        PartOf(
            name,
            said[name]["count"] if name in said else None,
            said[name]["status"] if name in said else "",
            own.counted(since, until, as_of=as_of, metric=own.measure.parts[name])
            if name in own.measure.parts
            else None,
        )
        for name in names
    ]


def _groups(own: Own, cut: Cut, since: datetime, until: datetime) -> list[Group]:
    figures = metrics.figures(
        own.metric,
        person=OneStore(own.store_id),
        since=since,
        until=until,
        as_of=own.at,
        tz=own.tz,
        by=[cut],
        only=own.measure.only,
        details=False,
    )
    found = [
        Group(figure.group[cut], own.bad(counts_of(figure)), counts_of(figure).n)
        for figure in figures
    ]
    found.sort(key=lambda each: (-each.bad, each.n, each.value))
    return [each for each in found if each.bad][:_MOST_GROUPS]


def _tickets(own: Own, since: datetime, until: datetime) -> list[int]:
    """Return the tickets of what counts against us; of sums it cannot be told which do."""
    if not own.measure.is_told_apart:
        return []
    return metrics.tickets_behind(
        own.metric,
        "hit" if own.measure.bad == "hits" else "miss",
        person=OneStore(own.store_id),
        since=since,
        until=until,
        as_of=own.at,
        only=own.measure.only,
        limit=_MOST_TICKETS,
    )

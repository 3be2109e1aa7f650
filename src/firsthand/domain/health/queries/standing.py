"""How an account stands: what was said of it, what we count, and the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from firsthand.domain.claims import queries as claims
from firsthand.domain.health import rules
from firsthand.domain.health.models import Snapshot
from firsthand.domain.health.queries.latest import Said, last_said, last_snapshots
from firsthand.domain.health.queries.own import OneStore, Own, forecast_of
from firsthand.domain.health.rules import (
    MEASURES,
    Counted,
    Day,
    Difference,
    Forecast,
    Headroom,
    Line,
    Measure,
    marketplace,
)
from firsthand.domain.stores import queries as stores
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store

# Of these a line stands on the page even while nothing was said or counted.
_ALWAYS = (
    "odr_fbm", "odr_fba", "late_shipment", "cancellation", "valid_tracking",
    "unit_on_time_delivery", "late_response", "return_dissatisfaction",
    "service_dissatisfaction", "service_rating",
)  # fmt: skip
_CHANNEL = "amazon"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One measure of one store, as it stands.

    Attributes:
        key: of the measure.
        days: of its window.
        measure: what is known of it; None for a word nobody here has heard.
        said: what the marketplace last said; None: nothing.
        line: what it is held against; None: nothing that is known.
        target, condition: the same as written.
        is_reported_line: whether the report itself says the line; else it is published.
        ours: what we count in the last whole window; None: we cannot.
        ours_then: what we counted in the window of the report when it was made.
        added: what has come to count against us in that window since.
        difference: of `ours_then` and what was said.
        headroom: by what was said, else by ours.
        is_held: whether there are units enough for it to be held against anybody.
        rating: as it would be shown today, for the one measure that keeps an old value.
        forecast: when the line will be crossed; None: too little to tell by, or no line.
        course: day by day, what the forecast rests on.
    """

    key: str
    days: int
    measure: Measure | None
    said: Said | None
    line: Line | None
    target: Decimal | None = None
    condition: str = ""
    is_reported_line: bool = False
    ours: Counted | None = None
    ours_then: Counted | None = None
    added: int = 0
    difference: Difference | None = None
    headroom: Headroom | None = None
    is_held: bool = True
    rating: marketplace.Shown | None = None
    forecast: Forecast | None = None
    course: Sequence[Day] = ()


@dataclass(frozen=True, kw_only=True)
class Health:
    """One account on one marketplace.

    Attributes:
        store: whose.
        snapshot: the last report; None: none came yet.
        standings: measure by measure.
        policies: mere counts that were reported against us.
        claims: to be answered, with the nearest deadline.
    """

    store: Store
    snapshot: Snapshot | None
    standings: Sequence[Standing]
    policies: Sequence[Said] = ()
    claims: claims.Waiting = field(default_factory=lambda: claims.Waiting(0, None))

    @property
    def tightest(self) -> Standing | None:
        """Return the measure with the least room, as a share of what is allowed."""
        held = [each for each in self.standings if each.headroom and each.is_held]
        return min(held, key=_room, default=None)


def _room(standing: Standing) -> float:
    room = standing.headroom
    return room.left / max(room.allowed, 1) if room else 1.0


def accounts(person: SeesStores, *, at: datetime) -> list[Health]:
    """Return the accounts somebody may see, by what was said of them alone.

    What we count ourselves is asked store by store: `health_of`.
    """
    places = list(stores.stores_of(person).filter(channel=_CHANNEL, closed_at=None))
    numbers = [place.pk for place in places]
    said, snapshots = last_said(numbers), last_snapshots(numbers)
    return [
        Health(
            store=place,
            snapshot=snapshots.get(place.pk),
            standings=[_as_said(each) for each in said[place.pk] if each.measure],
            policies=[each for each in said[place.pk] if _is_policy(each)],
            claims=claims.claims_waiting(OneStore(place.pk), at=at),
        )
        for place in places
    ]


def tight(person: SeesStores) -> list[tuple[Store, Standing]]:
    """Return measures with little room or none, by what was said alone, the worst first."""
    places = list(stores.stores_of(person).filter(channel=_CHANNEL, closed_at=None))
    said = last_said([place.pk for place in places])
    found = [
        (place, standing)
        for place in places
        for standing in map(_as_said, said[place.pk])
        if standing.is_held and standing.headroom and standing.headroom.is_tight
    ]
    return sorted(found, key=lambda one: _room(one[1]))


def store_for(person: SeesStores, store_id: int) -> Store | None:
    """Return the store, if it has an account on a marketplace and may be seen."""
    found = stores.stores_of(person).filter(pk=store_id, channel=_CHANNEL)
    return found.first()


def health_of(place: Store, *, at: datetime) -> Health:
    """Return how an account stands, counted by us as well.

    Args:
        place: its store; whoever asks may see it.
        at: now.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    said = last_said([place.pk])[place.pk]
    by_key: dict[str, list[Said]] = {key: [] for key in _ALWAYS}
    for each in said:
        by_key.setdefault(each.reading.measure, []).append(each)
    standings = [
        standing
        for key in sorted(by_key, key=_place_of)
        if key in MEASURES
        for standing in (
            [_standing(place, MEASURES[key], each, at=at) for each in by_key[key]]
            or [_standing(place, MEASURES[key], None, at=at)]
        )
    ]
    return Health(
        store=place,
        snapshot=last_snapshots([place.pk]).get(place.pk),
        standings=standings,
        policies=[each for each in said if _is_policy(each)],
        claims=claims.claims_waiting(OneStore(place.pk), at=at),
    )


def standing_of(place: Store, key: str, *, days: int, at: datetime) -> Standing | None:
    """Return one measure of a store; None: there is no such measure.

    Args:
        place: whoever asks may see it.
        key: of the measure.
        days: of which window; 0: of the longest there is.
        at: now.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    measure = MEASURES.get(key)
    if measure is None:
        return None
    said = [each for each in last_said([place.pk])[place.pk] if each.reading.measure == key]
    chosen = [each for each in said if days in {0, each.days}]
    return _standing(place, measure, chosen[0] if chosen else None, at=at)


def _is_policy(said: Said) -> bool:
    return said.measure is None


def _place_of(key: str) -> int:
    known = list(MEASURES)
    return known.index(key) if key in known else len(known)


def _as_said(said: Said) -> Standing:
    target, condition, is_reported = said.target
    measure, found = said.measure, said.stated
    return Standing(
        key=said.reading.measure,
        days=said.days,
        measure=measure,
        said=said,
        line=said.line,
        target=target,
        condition=condition,
        is_reported_line=is_reported,
        headroom=said.headroom,
        is_held=_is_held(measure, found.counted if found else None),
    )


def _is_held(measure: Measure | None, counted: Counted | None) -> bool:
    return counted is not None and (measure is None or counted.n >= measure.least)


def _standing(
    place: Store, measure: Measure, said: Said | None, *, at: datetime
) -> Standing:
    base = _as_said(said) if said else _unsaid(measure)
    if not measure.metric:
        return base
    own = Own(measure=measure, store_id=place.pk, tz=ZoneInfo(place.time_zone), at=at)
    course = own.days(2 * base.days)
    ours = _summed(course[-base.days :], measure)
    made = {**vars(base), "course": course, "ours": ours if ours.n else None}
    if base.line is not None:
        made["forecast"] = forecast_of(own, base.line, course, base.days)
    if measure.key == "service_rating":
        made["rating"] = own.rating()
    if said is not None:
        made |= _compared(own, said)
    elif base.line is not None and ours.n:
        made["headroom"] = rules.headroom(own.bad(ours), ours.n, base.line)
        made["is_held"] = _is_held(measure, ours)
    return Standing(**made)


def _unsaid(measure: Measure) -> Standing:
    return Standing(
        key=measure.key,
        days=measure.days,
        measure=measure,
        said=None,
        line=rules.line_of(measure.line, measure.condition),
        target=measure.line,
        condition=measure.condition if measure.line is not None else "",
    )


def _summed(days: Sequence[Day], measure: Measure) -> Counted:
    bad, n = sum(day.bad for day in days), sum(day.n for day in days)
    return Counted(n - bad if measure.bad == "misses" else bad, n)


def _compared(own: Own, said: Said) -> dict[str, object]:
    """Return our count in the window of the report: as it was then, and what came since."""
    window = (said.reading.since, said.reading.until)
    then = own.counted(*window, as_of=said.snapshot.reported_at)
    now = own.counted(*window, as_of=own.at)
    found = said.stated
    return {
        "ours_then": then if then.n else None,
        "added": own.bad(now) - own.bad(then),
        "difference": rules.difference(found.counted, then) if found else None,
    }

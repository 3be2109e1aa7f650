"""How a marketplace judges our accounts, by the same calls as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tokens import Token, caller
from firsthand.domain.health import queries
from firsthand.domain.health.queries import Feeds, Health, Standing
from firsthand.domain.health.rules import Counted
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.stores.models import Store

router = Router(tags=["account health"])
READ = Token(ApiToken.Scope.METRICS_READ)
Measure = Annotated[str, Path(max_length=80)]


class CountedOut(Schema):
    """Units with the mark, of units."""

    hits: int
    n: int


class ForecastOut(Schema):
    """When the line will be crossed: the first day with a chance of 10, 50, 90 in 100.

    Null: not within the horizon. `is_crossed`: it is today, likely until `over`. `n` and
    `bad` are the units it was estimated from, `rate` what is expected of them in the end.
    """

    is_crossed: bool
    early: date | None
    likely: date | None
    late: date | None
    over: date | None
    n: int
    bad: int
    rate: float


class StandingOut(Schema):
    """One measure of an account. Rates, `target` and differences are shares, 0 to 1.

    `reported` is what the marketplace says of the window from `since` up to `until`, `ours`
    what we counted in it when the report was made; without a report, in the last window.
    `room`: how many more may go wrong; below 0, how many are too many. `is_held`: whether
    there are units enough for it to be held against anybody. `added`: what has come to
    count against the window since the report.
    """

    measure: str
    metric: str
    days: int
    reported_at: datetime | None
    since: datetime | None
    until: datetime | None
    reported: CountedOut | None
    rate: float | None
    status: str
    target: float | None
    condition: str
    is_reported_target: bool
    room: int | None
    is_held: bool
    ours: CountedOut | None
    difference: float | None
    difference_by_hits: float | None
    difference_by_units: float | None
    added: int
    forecast: ForecastOut | None


class AccountOut(Schema):
    """One account; in a list of accounts the measures are only as reported."""

    store_id: int
    store: str
    marketplace: str
    status: str
    rating: str
    reported_at: datetime | None
    claims_to_answer: int
    next_claim_due_at: datetime | None
    measures: list[StandingOut]


class GroupOut(Schema):
    """What one reason, product or person adds: so many bad units, of so many."""

    value: str
    bad: int
    n: int


class PartOut(Schema):
    """One part, counted by the marketplace and by us; null where one of them does not."""

    name: str
    reported: int | None
    ours: CountedOut | None


class FeedsOut(Schema):
    """What feeds a measure. Agents are there for who may see figures of people."""

    measure: StandingOut
    since: datetime | None
    until: datetime | None
    bad: int | None
    parts: list[PartOut]
    reasons: list[GroupOut]
    products: list[GroupOut]
    agents: list[GroupOut] | None
    tickets: list[int]


class Window(Schema):
    """Of how many days, where a measure is reported for several; 0: of the most."""

    days: Annotated[int, Field(ge=0, le=400)] = 0


@router.get("", response={200: list[AccountOut], **PROBLEMS}, auth=READ)
def list_accounts(request: HttpRequest) -> list[dict[str, object]]:
    """Return the accounts the token's person may see, as they were last reported."""
    person = _reader(request)
    return [_account(each) for each in queries.accounts(person, at=timezone.now())]


@router.get("/{store_id}", response={200: AccountOut, **PROBLEMS}, auth=READ)
def get_account(request: HttpRequest, store_id: Id) -> dict[str, object]:
    """Return one account, counted by us as well, with room and forecast."""
    place = _place(_reader(request), store_id)
    return _account(queries.health_of(place, at=timezone.now()))


@router.get("/{store_id}/{measure}", response={200: FeedsOut, **PROBLEMS}, auth=READ)
def get_account_measure(
    request: HttpRequest,
    store_id: Id,
    measure: Measure,
    window: Annotated[Window, Query()],
) -> dict[str, object]:
    """Return one measure with its parts, reasons, products and the tickets behind it."""
    person, at = _reader(request), timezone.now()
    place = _place(person, store_id)
    standing = queries.standing_of(place, measure, days=window.days, at=at)
    if standing is None:
        raise Http404
    feeds = queries.feeds(place, standing, at=at, cuts=queries.cuts_for(person))
    return {"measure": _standing(standing), **_feeds(feeds)}


def _reader(request: HttpRequest) -> Person:
    person = caller(request).person
    require(person, Right.READ_FIGURES)
    return person


def _place(person: Person, store_id: int) -> Store:
    place = queries.store_for(person, store_id)
    if place is None:
        raise Http404
    return place


def _account(health: Health) -> dict[str, object]:
    snapshot = health.snapshot
    return {
        "store_id": health.store.pk,
        "store": health.store.name,
        "marketplace": health.store.marketplace,
        "status": snapshot.status if snapshot else "",
        "rating": snapshot.rating if snapshot else "",
        "reported_at": snapshot.reported_at if snapshot else None,
        "claims_to_answer": health.claims.n,
        "next_claim_due_at": health.claims.due_at,
        "measures": [_standing(each) for each in health.standings],
    }


def _standing(each: Standing) -> dict[str, object]:
    said, apart = each.said, each.difference
    found = said.stated if said else None
    return {
        "measure": each.key,
        "metric": each.measure.metric if each.measure else "",
        "days": each.days,
        "reported_at": said.snapshot.reported_at if said else None,
        "since": said.reading.since if said else None,
        "until": said.reading.until if said else None,
        "reported": _counted(found.counted if found else None),
        "rate": said.rate if said else None,
        "status": said.reading.status if said else "",
        "target": each.target,
        "condition": each.condition,
        "is_reported_target": each.is_reported_line,
        "room": each.headroom.left if each.headroom else None,
        "is_held": each.is_held,
        "ours": _counted(each.ours_then or each.ours),
        "difference": float(apart.of_rates) if apart else None,
        "difference_by_hits": float(apart.by_hits) if apart else None,
        "difference_by_units": float(apart.by_units) if apart else None,
        "added": each.added,
        "forecast": each.forecast and vars(each.forecast),
    }


def _feeds(feeds: Feeds | None) -> dict[str, object]:
    if feeds is None:
        lists: dict[str, object] = dict.fromkeys(("since", "until", "bad", "agents"))
        return lists | {"parts": [], "reasons": [], "products": [], "tickets": []}
    groups = {cut: [vars(group) for group in found] for cut, found in feeds.groups.items()}
    return {
        "since": feeds.since,
        "until": feeds.until,
        "bad": feeds.bad,
        "parts": [
            {"name": part.name, "reported": part.theirs, "ours": _counted(part.ours)}
            for part in feeds.parts
        ],
        "reasons": groups["reason3"],
        "products": groups["product"],
        "agents": groups.get("agent"),
        "tickets": list(feeds.tickets),
    }


def _counted(found: Counted | None) -> dict[str, int] | None:
    return None if found is None else {"hits": found.hits, "n": found.n}

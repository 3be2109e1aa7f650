"""The policy of authority, its versions and exchange rates, for programs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Moment, Text
from firsthand.api.tickets import READ, WRITE, now, reader
from firsthand.domain.authority import commands, queries
from firsthand.domain.authority.queries import PolicyVersion
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores

router = Router(tags=["authority"])
VersionId = Annotated[Id, Path()]
# Of what another version would have said, so many single uses are listed.
_MOST_LISTED = 1000
_WORTH = Annotated[Decimal, Field(gt=0, max_digits=24, decimal_places=12)]
_CURRENCY = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class VersionIn(Schema):
    """A version: `terms` as `GET /authority` shows them; `store` null: for all stores.

    Amounts are minor units of the terms' `currency`, shares are texts such as "0.5".
    """

    name: Text
    terms: dict[str, Any]
    store: Id | None = None


class ChangeIn(Schema):
    """What a draft says from now on."""

    name: Text
    terms: dict[str, Any]


class PublishIn(Schema):
    """From when a version holds; null: at once."""

    valid_from: Moment | None = None


class RatesIn(Schema):
    """What one unit of each currency was worth in `reference` on a day."""

    reference: _CURRENCY
    on: date
    worth: Annotated[dict[_CURRENCY, _WORTH], Field(min_length=1, max_length=200)]


class RatesOut(Schema):
    """How many rates were noted."""

    noted: int


class VersionOut(Schema):
    """A version. Without `valid_from` it is a draft; published it never changes."""

    id: int
    name: str
    store_id: int | None
    terms: dict[str, Any]
    drafted_by_id: int
    changed_at: datetime
    published_by_id: int | None
    published_at: datetime | None
    valid_from: datetime | None


class InForceOut(Schema):
    """What holds for a store. `version_id` null: what comes with the program."""

    version_id: int | None
    name: str | None
    valid_from: datetime | None
    terms: dict[str, Any]


class TrialOut(Schema):
    """What a version would have said to `n` uses of the last `days` days.

    `grounds`: how many uses each would have stopped. `asked_now`: keys of uses that went
    through then and would be asked for; `allowed_now`: the other way round.
    """

    days: int
    n: int
    allowed: int
    needs_approval: int
    forbidden: int
    grounds: dict[str, int]
    asked_now: list[str]
    allowed_now: list[str]


@router.get("", response={200: InForceOut, **PROBLEMS}, auth=READ)
def get_authority(request: HttpRequest, store: Annotated[Id, Query()]) -> dict[str, object]:
    """Return what holds for a store you look after."""
    person = reader(request)
    place = stores.stores_of(person).get(pk=store)
    found = queries.in_force(place.pk, timezone.now())
    version = found.version
    return {
        "version_id": version.pk if version else None,
        "name": version.name if version else None,
        "valid_from": version.valid_from if version else None,
        "terms": queries.plain(found.terms),
    }


@router.get("/versions", response={200: list[VersionOut], **PROBLEMS}, auth=READ)
def list_authority_versions(request: HttpRequest) -> list[PolicyVersion]:
    """Return the versions, drafts too, the newest first."""
    return list(queries.versions(_manager(request)))


@router.post("/versions", response={201: VersionOut, **PROBLEMS}, auth=WRITE)
def draft_authority(request: HttpRequest, body: VersionIn) -> Status[PolicyVersion]:
    """Write a draft; nothing holds by it until it is published."""
    _manager(request)
    version = commands.draft(
        name=body.name, terms=body.terms, store_id=body.store, **now(request)
    )
    return Status(201, version)


@router.put("/versions/{version_id}", response={200: VersionOut, **PROBLEMS}, auth=WRITE)
def change_authority(
    request: HttpRequest, version_id: VersionId, body: ChangeIn
) -> PolicyVersion:
    """Replace all that a draft says."""
    _manager(request)
    return commands.change_draft(
        version_id=version_id, name=body.name, terms=body.terms, **now(request)
    )


@router.delete("/versions/{version_id}", response={204: None, **PROBLEMS}, auth=WRITE)
def discard_authority(request: HttpRequest, version_id: VersionId) -> Status[None]:
    """Throw a draft away."""
    _manager(request)
    commands.discard_draft(version_id=version_id, **now(request))
    return Status(204, None)


@router.post(
    "/versions/{version_id}/publish", response={200: VersionOut, **PROBLEMS}, auth=WRITE
)
def publish_authority(
    request: HttpRequest, version_id: VersionId, body: PublishIn
) -> PolicyVersion:
    """Put a draft in force; refused with every contradiction that is in it."""
    _manager(request)
    return commands.publish(
        version_id=version_id, valid_from=body.valid_from, **now(request)
    )


@router.get("/versions/{version_id}/trial", response={200: TrialOut, **PROBLEMS}, auth=READ)
def try_authority(request: HttpRequest, version_id: VersionId) -> TrialOut:
    """Say what a version would have said to the uses of the last 90 days."""
    person = _manager(request)
    version = queries.versions(person).get(pk=version_id)
    found = queries.try_out(
        version.read_terms(), person, at=timezone.now(), store_id=version.store_id
    )
    return TrialOut(
        days=queries.DAYS,
        n=found.n,
        allowed=len(found.of(queries.Allowed)),
        needs_approval=len(found.of(queries.NeedsApproval)),
        forbidden=len(found.of(queries.Forbidden)),
        grounds={str(why): n for why, n in found.grounds},
        asked_now=[each.past.key for each in found.new_questions][:_MOST_LISTED],
        allowed_now=[each.past.key for each in found.new_freedoms][:_MOST_LISTED],
    )


@router.put("/rates", response={200: RatesOut, **PROBLEMS}, auth=WRITE)
def record_rates(request: HttpRequest, body: RatesIn) -> RatesOut:
    """Note exchange rates of a day; the same day again corrects them."""
    _manager(request)
    noted = commands.record_rates(
        reference=body.reference, on=body.on, worth=body.worth, **now(request)
    )
    return RatesOut(noted=noted)


def _manager(request: HttpRequest) -> Person:
    person = reader(request)
    require(person, Right.MANAGE_AUTHORITY)
    return person

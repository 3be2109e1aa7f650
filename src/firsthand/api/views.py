"""Lists of tickets by conditions, and saved views of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, TicketPage, storable
from firsthand.api.tickets import READ, WRITE, now, reader
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import SavedView, Ticket
from firsthand.domain.tickets.queries import Condition, Reading, Sorting, Wanted
from firsthand.domain.tickets.rules.filters import MOST_CONDITIONS, in_order, read, tidy

router = Router(tags=["views"])
filter_router = Router(tags=["views"])

ViewId = Annotated[Id, Path()]
# Where a list goes on: the part of it, a moment in microseconds, the last ticket.
_CURSOR = r"^[a-z]{1,10}\.[0-9]{1,17}\.[0-9]{1,17}$"
_WHERE = Annotated[str, Field(pattern=r"^[^=\s]{1,40}=[^\x00]{1,60}$")]


class ConditionIn(Schema):
    """One row of a filter: `due`, `within`, `4h`."""

    field: Annotated[str, Field(max_length=40), AfterValidator(storable)]
    comparison: Annotated[str, Field(max_length=40), AfterValidator(storable)]
    value: Annotated[str, Field(max_length=60), AfterValidator(storable)]


class ViewIn(Schema):
    """What a view is. `team` null: your own. `pinned`: it stands in the rail."""

    name: Annotated[str, Field(min_length=1, max_length=60), AfterValidator(storable)]
    where: Annotated[list[ConditionIn], Field(min_length=1, max_length=MOST_CONDITIONS)]
    order: Sorting = Sorting.DUE
    team: Id | None = None
    pinned: bool = False


class ViewOut(Schema):
    """A saved view. What a condition names may be gone: then it lists nothing."""

    id: int
    name: str
    where: list[ConditionIn]
    order: str
    team: int | None
    pinned: bool
    created_at: datetime

    @staticmethod
    def resolve_where(view: SavedView) -> list[ConditionIn]:
        """Return the conditions as they were written."""
        return [ConditionIn(**vars(each)) for each in view.wanted.conditions]

    @staticmethod
    def resolve_team(view: SavedView) -> int | None:
        """Return whose it is."""
        return view.team_id

    @staticmethod
    def resolve_pinned(view: SavedView) -> bool:
        """Say whether it stands in the rail."""
        return view.is_pinned


class Part(Schema):
    """Which page of a list."""

    cursor: Annotated[str, Field(pattern=_CURSOR)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Asked(Part):
    """What to list.

    `where`: conditions such as `state.is=open`, `store.is=3`, `due.within=4h`. Those of
    several fields must all hold; of one field any of them will do, but for `not`, `older`
    and `newer`, which all must hold.
    """

    where: Annotated[list[_WHERE], Field(min_length=1, max_length=MOST_CONDITIONS)]
    order: Sorting = Sorting.DUE


@filter_router.get("/tickets", response={200: TicketPage, **PROBLEMS}, auth=READ)
def list_by_filter(
    request: HttpRequest, asked: Annotated[Asked, Query()]
) -> dict[str, object]:
    """List the tickets that fit every field, page by page with `next_cursor`.

    A condition that names what is not there is refused: without it there would be more.
    """
    pairs = [(name, value) for name, _equals, value in map(_parted, asked.where)]
    return _page(reader(request), Wanted(read(pairs), asked.order), asked)


@router.get("", response={200: list[ViewOut], **PROBLEMS}, auth=READ)
def list_views(request: HttpRequest) -> list[SavedView]:
    """List your own views, then those of your teams."""
    return queries.views_of(reader(request))


@router.post("", response={201: ViewOut, **PROBLEMS}, auth=WRITE)
def save_view(request: HttpRequest, body: ViewIn) -> Status[SavedView]:
    """Save a view for yourself, or for a team that you lead."""
    return Status(201, commands.save_view(terms=_terms(body), **now(request)))


@router.get("/{view_id}", response={200: ViewOut, **PROBLEMS}, auth=READ)
def get_view(request: HttpRequest, view_id: ViewId) -> SavedView:
    """Return one view."""
    return seen(reader(request), view_id)


@router.put("/{view_id}", response={200: ViewOut, **PROBLEMS}, auth=WRITE)
def change_view(request: HttpRequest, view_id: ViewId, body: ViewIn) -> SavedView:
    """Replace all that a view is."""
    return commands.change_view(view_id=view_id, terms=_terms(body), **now(request))


@router.delete("/{view_id}", response={204: None, **PROBLEMS}, auth=WRITE)
def delete_view(request: HttpRequest, view_id: ViewId) -> Status[None]:
    """Take a view away; no ticket is changed."""
    commands.delete_view(view_id=view_id, **now(request))
    return Status(204, None)


@router.get("/{view_id}/tickets", response={200: TicketPage, **PROBLEMS}, auth=READ)
def list_tickets_of_view(
    request: HttpRequest, view_id: ViewId, part: Annotated[Part, Query()]
) -> dict[str, object]:
    """List the tickets of a view in its order, page by page with `next_cursor`.

    Refused while the view names what is no longer there: change the view first.
    """
    person = reader(request)
    return _page(person, seen(person, view_id).wanted, part)


def seen(person: Person, view_id: int) -> SavedView:
    """Return a view that somebody may open.

    Raises:
        SavedView.DoesNotExist: there is none of this number.
    """
    view = queries.view_for(person, view_id)
    if view is None:
        raise SavedView.DoesNotExist
    return view


def _terms(body: ViewIn) -> commands.ViewTerms:
    rows = [tidy(Condition(each.field, each.comparison, each.value)) for each in body.where]
    return commands.ViewTerms(
        name=body.name,
        wanted=Wanted(in_order(rows), body.order),
        team_id=body.team,
        is_pinned=body.pinned,
    )


def _parted(where: str) -> tuple[str, str, str]:
    return where.partition("=")


def reading_of(wanted: Wanted, person: Person) -> Reading:
    """Hold a list against what there is.

    Raises:
        ViewUnfit: a condition names what is not there.
    """
    reading = queries.reading_of(wanted, person, at=timezone.now())
    for row in reading.problems:
        raise commands.ViewUnfit(row.problem, fix=row.fix)
    return reading


def _page(person: Person, wanted: Wanted, part: Part) -> dict[str, object]:
    """Return one page of a list in its order; refused as `reading_of`."""
    reading = reading_of(wanted, person)
    page = queries.page_wanted(reading, person, after=part.cursor or "", size=part.limit)
    found = Ticket.objects.all().visible_to(person).select_related("reason", "resolution")
    tickets = found.in_bulk([row.id for row in page.rows])
    return {
        "items": [tickets[row.id] for row in page.rows if row.id in tickets],
        "next_cursor": page.after or None,
    }

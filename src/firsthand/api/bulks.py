"""Many tickets at once: show what a deed would do to them, do it, watch, stop, undo."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self, cast

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, model_validator

from firsthand.api import views
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Code, Id, SheetIn, Text
from firsthand.api.tickets import READ, WRITE, now, reader
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.sla.queries import Priority
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import (
    MOST_IN_BULK,
    Sheet,
    Wanted,
    WholeFilter,
    WholeList,
)
from firsthand.domain.tickets.models import Bulk
from firsthand.domain.tickets.queries import Filters, View, bulks_for, items_of, tally

router = Router(tags=["bulk actions"])
BulkId = Annotated[Id, Path()]
Deed = Bulk.Deed
# Written out: in the document, an enumeration is called as its class, and other classes
# are called the same.
BulkState = Literal["shown", "running", "done", "stopped"]
ItemState = Literal["waiting", "done", "same", "refused", "changed"]


class ListIn(Schema):
    """Every ticket of a list of the desk as it is now, narrowed down by what is named."""

    view: View
    store: Id | None = None
    language: Code = ""
    assignee: Id | None = None
    reason: Code = ""


class BulkIn(Schema):
    """What to do, and to which tickets: `tickets`, `whole_list`, or all of a saved `view`.

    `to`: whom to assign to, null for nobody. `sheet`: to tag or close with. Nothing is done
    before the bulk is started.
    """

    deed: Deed
    tickets: Annotated[list[Id], Field(max_length=MOST_IN_BULK)] | None = None
    whole_list: ListIn | None = None
    view: Id | None = None
    to: Id | None = None
    sheet: SheetIn | None = None
    priority: Priority | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        """Refuse tickets named in two ways, or in none."""
        named = (self.tickets, self.whole_list, self.view)
        if sum(each is not None for each in named) != 1:
            raise ValueError("either tickets, or a list, or a view")
        return self


class TallyOut(Schema):
    """How many tickets stand where; `changed`: left out, for something happened to them."""

    total: int
    waiting: int
    done: int
    same: int
    refused: int
    changed: int


class BulkOut(Schema):
    """A bulk: `shown` until it is started, `running` until it is `done` or `stopped`."""

    id: int
    deed: Deed
    state: BulkState
    by: int
    shown_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undoes: int | None
    tally: TallyOut


class BulkTicketOut(Schema):
    """What becomes of one ticket. `why`: a code, empty where nothing stood against it."""

    ticket: int
    state: ItemState
    why: str


class BulkTicketPage(Schema):
    """Tickets in the order they are worked; `next_cursor` null on the last page."""

    items: list[BulkTicketOut]
    next_cursor: str | None


class Wished(Schema):
    """Which tickets of a bulk to list."""

    state: ItemState | None = None
    cursor: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@router.post("", response={201: BulkOut, **PROBLEMS}, auth=WRITE)
def preview_bulk(request: HttpRequest, body: BulkIn) -> Status[BulkOut]:
    """Set out what would happen to each ticket; nothing is done yet."""
    sheet = body.sheet or SheetIn()
    wanted = Wanted(
        deed=body.deed,
        to=body.to,
        sheet=Sheet(str(sheet.reason), str(sheet.truth), str(sheet.resolution)),
        priority=body.priority or "",
        note=body.note or "",
    )
    chosen = _chosen(body, reader(request))
    bulk = commands.preview_bulk(wanted=wanted, chosen=chosen, **now(request))
    return Status(201, _told(bulk))


def _chosen(body: BulkIn, person: Person) -> list[int] | WholeList | WholeFilter:
    if body.whole_list is not None:
        return _list(body.whole_list)
    if body.view is not None:
        view = views.seen(person, body.view)
        return WholeFilter(views.reading_of(view.wanted, person).wanted)
    return list(body.tickets or ())


def _list(wanted: ListIn) -> WholeList:
    filters = Filters(
        store_id=wanted.store,
        language=wanted.language,
        assignee_id=wanted.assignee,
        reason_ids=reasons.branch_of(wanted.reason),
    )
    return WholeList(wanted.view, filters)


@router.get("/{bulk_id}", response={200: BulkOut, **PROBLEMS}, auth=READ)
def get_bulk(request: HttpRequest, bulk_id: BulkId) -> BulkOut:
    """Say how far a bulk is."""
    return _told(bulks_for(reader(request)).get(pk=bulk_id))


@router.get("/{bulk_id}/tickets", response={200: BulkTicketPage, **PROBLEMS}, auth=READ)
def list_bulk_tickets(
    request: HttpRequest, bulk_id: BulkId, wished: Annotated[Wished, Query()]
) -> BulkTicketPage:
    """List what becomes of each ticket, page by page."""
    person = reader(request)
    states = (wished.state,) if wished.state is not None else ()
    items = items_of(bulks_for(person).get(pk=bulk_id), person, *states)
    if wished.cursor:
        items = items.filter(pk__gt=int(wished.cursor))
    rows = list(items.values_list("pk", "ticket_id", "state", "why")[: wished.limit + 1])
    page = rows[: wished.limit]
    return BulkTicketPage(
        items=[
            BulkTicketOut(ticket=ticket, state=cast(ItemState, state), why=why)
            for _pk, ticket, state, why in page
        ],
        next_cursor=str(page[-1][0]) if len(rows) > len(page) else None,
    )


@router.post("/{bulk_id}/start", response={200: BulkOut, **PROBLEMS}, auth=WRITE)
def start_bulk(request: HttpRequest, bulk_id: BulkId) -> BulkOut:
    """Have done what was shown. Asked a second time, nothing more happens."""
    return _told(commands.start_bulk(bulk_id=bulk_id, **now(request)))


@router.post("/{bulk_id}/stop", response={200: BulkOut, **PROBLEMS}, auth=WRITE)
def stop_bulk(request: HttpRequest, bulk_id: BulkId) -> BulkOut:
    """Do nothing more of a bulk; what was done stays."""
    return _told(commands.stop_bulk(bulk_id=bulk_id, **now(request)))


@router.post("/{bulk_id}/undo", response={201: BulkOut, **PROBLEMS}, auth=WRITE)
def undo_bulk(request: HttpRequest, bulk_id: BulkId) -> Status[BulkOut]:
    """Bring back the tickets that stand as the bulk left them, by a bulk of its own."""
    return Status(201, _told(commands.undo_bulk(bulk_id=bulk_id, **now(request))))


def _told(bulk: Bulk) -> BulkOut:
    counted = tally(bulk)
    return BulkOut(
        id=bulk.pk,
        deed=Deed(bulk.deed),
        state=cast(BulkState, bulk.state),
        by=bulk.by_id,
        shown_at=bulk.shown_at,
        started_at=bulk.started_at,
        finished_at=bulk.finished_at,
        undoes=bulk.undoes_id,
        tally=TallyOut(total=counted.total, **vars(counted)),
    )

"""What buyers were promised: found in replies, declared, kept, handed over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Moment, Text
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.domain.promises import commands, queries
from firsthand.domain.promises.commands import Place
from firsthand.domain.promises.queries import Promise

router = Router(tags=["promises"])
of_tickets = Router(tags=["promises"])
PromiseId = Annotated[Id, Path()]


class Decision(StrEnum):
    """What somebody says of a promise."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    KEPT = "kept"
    WITHDRAW = "withdraw"


class PromiseOut(Schema):
    """One promise. `due_at` null: no time was named. `begins`, `ends`: where in the reply.

    It counts from `confirmed_at` on. `broken_at`: nothing was done by then; `kept_at` may
    follow, late. `moves`: how often its time was changed.
    """

    id: int
    ticket_id: int
    store_id: int
    message_id: int | None
    begins: int | None
    ends: int | None
    origin: str
    promised_by_id: int | None
    keeper_id: int | None
    made_at: datetime
    due_at: datetime | None
    buyer_zone: str
    grace_minutes: int
    confirmed_at: datetime | None
    kept_at: datetime | None
    broken_at: datetime | None
    withdrawn_at: datetime | None
    moves: int


class TextIn(Schema):
    """A reply as it stands; `language` empty: that of the ticket."""

    text: Text
    language: Annotated[str, Field(pattern=r"^([a-z]{2}(-[A-Za-z0-9]{1,8})?)?$")] = ""


class FoundOut(Schema):
    """What a text would promise, from `begins` to `ends` in it.

    `is_on_duty`: somebody works when it is due, `is_on_shift`: whoever asks does; both as
    far as is known.
    """

    begins: int
    ends: int
    quote: str
    due_at: datetime | None
    is_on_duty: bool
    is_on_shift: bool


class PlaceIn(Schema):
    """The words of a reply that say it."""

    message_id: Id
    begins: Annotated[int, Field(ge=0, le=100_000)]
    ends: Annotated[int, Field(ge=1, le=100_000)]


class DeclaredIn(Schema):
    """A promise by `due_at`, null for "soon"; `place` where a reply says it."""

    due_at: Moment | None
    place: PlaceIn | None = None


class DecidedIn(Schema):
    """What is said of it; with "confirm" a `due_at` that was read wrongly is put right."""

    decision: Decision
    due_at: Moment | None = None


class MovedIn(Schema):
    """By when it will be kept instead, and why the time changes."""

    due_at: Moment
    reason: Promise.MoveReason


class HandedOverIn(Schema):
    """Which promises somebody else is to see to from now on."""

    promises: Annotated[list[Id], Field(min_length=1, max_length=500)]
    to: Id


class HandedOverOut(Schema):
    """How many changed hands."""

    n: int


class Period(Schema):
    """What is due of `since` up to `until`; `mine`: only what the caller sees to."""

    since: Moment
    until: Moment
    mine: bool = False


@router.get("", response={200: list[PromiseOut], **PROBLEMS}, auth=READ)
def list_promises(
    request: HttpRequest, period: Annotated[Period, Query()]
) -> list[Promise]:
    """List what is owed to buyers in a period, first due first."""
    person = reader(request)
    keeper_id = person.pk if period.mine else None
    return queries.due_between(person, period.since, period.until, keeper_id=keeper_id)


@router.post("/hand-over", response={200: HandedOverOut, **PROBLEMS}, auth=WRITE)
def hand_over_promises(request: HttpRequest, body: HandedOverIn) -> dict[str, int]:
    """Give promises to a colleague, all or none."""
    given = commands.hand_over(promise_ids=body.promises, to_id=body.to, **now(request))
    return {"n": given}


@router.post("/{promise_id}/decide", response={204: None, **PROBLEMS}, auth=WRITE)
def decide_promise(
    request: HttpRequest, promise_id: PromiseId, body: DecidedIn
) -> Status[None]:
    """Confirm or dismiss what was found; say that a promise was kept, or take it back."""
    if body.decision is Decision.CONFIRM:
        commands.confirm(promise_id=promise_id, due_at=body.due_at, **now(request))
    elif body.decision is Decision.DISMISS:
        commands.dismiss(promise_id=promise_id, **now(request))
    elif body.decision is Decision.KEPT:
        commands.mark_kept(promise_id=promise_id, **now(request))
    else:
        commands.withdraw(promise_id=promise_id, **now(request))
    return Status(204, None)


@router.post("/{promise_id}/move", response={200: PromiseOut, **PROBLEMS}, auth=WRITE)
def move_promise(request: HttpRequest, promise_id: PromiseId, body: MovedIn) -> Promise:
    """Change the time of a promise before it is due; the buyer has to be told apart."""
    return commands.move(
        promise_id=promise_id, due_at=body.due_at, reason=body.reason, **now(request)
    )


@of_tickets.get(
    "/{ticket_id}/promises", response={200: list[PromiseOut], **PROBLEMS}, auth=READ
)
def list_promises_of_ticket(request: HttpRequest, ticket_id: TicketId) -> list[Promise]:
    """List the promises on a ticket, also those found and not yet confirmed."""
    person = reader(request)
    return queries.promises_of(person, seen(person, ticket_id))


@of_tickets.post(
    "/{ticket_id}/promises", response={201: PromiseOut, **PROBLEMS}, auth=WRITE
)
def declare_promise(
    request: HttpRequest, ticket_id: TicketId, body: DeclaredIn
) -> Status[Promise]:
    """Promise something on a ticket; at the same place of a reply again it is the same."""
    place = None
    if body.place is not None:
        place = Place(**body.place.dict())
    made = commands.declare(
        ticket_id=ticket_id, due_at=body.due_at, place=place, **now(request)
    )
    return Status(201, made)


@of_tickets.post(
    "/{ticket_id}/promises/read", response={200: list[FoundOut], **PROBLEMS}, auth=READ
)
def read_promises(
    request: HttpRequest, ticket_id: TicketId, body: TextIn
) -> list[dict[str, object]]:
    """Say what a reply would promise if it were sent now; nothing is kept."""
    person = reader(request)
    ticket = seen(person, ticket_id)
    found = queries.read_in(ticket, body.text, body.language, at=timezone.now())
    return [
        {
            "begins": one.start,
            "ends": one.end,
            "quote": one.quote,
            "due_at": one.due,
            "is_on_duty": one.due is None or queries.is_on_duty(person, ticket, one.due),
            "is_on_shift": one.due is None or queries.is_on_shift(person, one.due),
        }
        for one in found
    ]

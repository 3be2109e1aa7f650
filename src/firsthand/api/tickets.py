"""Tickets and messages for programs: the same commands and the same rights as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import (
    AssignIn,
    AttachmentOut,
    Id,
    MessageOut,
    Moment,
    NoteIn,
    ReplyIn,
    TicketOut,
    TicketPage,
)
from firsthand.api.tokens import Token, caller
from firsthand.domain.mail import queries as mail
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.domain.tickets.queries import thread_of, ticket_for

router = Router(tags=["tickets"])
READ = Token(ApiToken.Scope.TICKETS_READ)
WRITE = Token(ApiToken.Scope.TICKETS_WRITE)

TicketId = Annotated[Id, Path()]
IdempotencyKey = Annotated[UUID, Header(alias="Idempotency-Key")]


class Wanted(Schema):
    """Which tickets to list. `updated_since`: with a message written then or later."""

    state: Ticket.State | None = None
    store: Id | None = None
    assignee: Id | None = None
    updated_since: Moment | None = None
    # The id of the last ticket seen, as text: what comes after it is older.
    cursor: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@router.get("", response={200: TicketPage, **PROBLEMS}, auth=READ)
def list_tickets(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> TicketPage:
    """List tickets, newest first, page by page with `next_cursor`."""
    person = _reader(request)
    found = Ticket.objects.all().visible_to(person).order_by("-pk")
    conditions = {
        "state": wanted.state,
        "store_id": wanted.store,
        "assignee_id": wanted.assignee,
        "last_message_at__gte": wanted.updated_since,
        "pk__lt": int(wanted.cursor) if wanted.cursor else None,
    }
    found = found.filter(**{k: v for k, v in conditions.items() if v is not None})
    rows = list(found[: wanted.limit + 1])
    page = rows[: wanted.limit]
    return TicketPage(
        items=[TicketOut.from_orm(ticket) for ticket in page],
        next_cursor=str(page[-1].pk) if len(rows) > len(page) else None,
    )


@router.get("/{ticket_id}", response={200: TicketOut, **PROBLEMS}, auth=READ)
def get_ticket(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Return one ticket."""
    return _ticket(_reader(request), ticket_id)


@router.get(
    "/{ticket_id}/messages", response={200: list[MessageOut], **PROBLEMS}, auth=READ
)
def list_messages(request: HttpRequest, ticket_id: TicketId) -> list[MessageOut]:
    """Return the messages and notes of one ticket, oldest first."""
    _ticket(_reader(request), ticket_id)
    messages = thread_of(ticket_id)
    files: dict[int, list[AttachmentOut]] = {}
    for file in mail.attachments_of([message.pk for message in messages]):
        files.setdefault(file.ticket_message_id, []).append(
            AttachmentOut(
                id=file.pk,
                name=file.name,
                content_type=file.content_type,
                size=file.blob.size,
            )
        )
    found = [MessageOut.from_orm(message) for message in messages]
    for message in found:
        message.attachments = files.get(message.id, [])
    return found


@router.post("/{ticket_id}/replies", response={201: MessageOut, **PROBLEMS}, auth=WRITE)
def reply(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: ReplyIn
) -> Status[Message]:
    """Answer the buyer. The same key again returns the first answer and sends nothing."""
    message = commands.reply(
        ticket_id=ticket_id,
        body=body.body,
        kind=body.kind,
        seen_version=body.seen_version,
        and_solve=body.and_solve,
        idempotency_key=key,
        **_now(request),
    )
    return Status(201, message)


@router.post("/{ticket_id}/notes", response={201: MessageOut, **PROBLEMS}, auth=WRITE)
def add_note(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: NoteIn
) -> Status[Message]:
    """Write a note; the buyer never sees it. The same key again writes nothing."""
    note = commands.add_note(
        ticket_id=ticket_id, body=body.body, idempotency_key=key, **_now(request)
    )
    return Status(201, note)


@router.post("/{ticket_id}/assign", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def assign(request: HttpRequest, ticket_id: TicketId, body: AssignIn) -> Ticket:
    """Give the ticket to somebody, if it is still with whom you saw."""
    return commands.assign(
        ticket_id=ticket_id, to=body.to, expected=body.expected, **_now(request)
    )


def _without_body(path: str, command: Callable[..., Ticket], words: str) -> None:
    """Add a call that only names the ticket."""

    def call(request: HttpRequest, ticket_id: TicketId) -> Ticket:
        return command(ticket_id=ticket_id, **_now(request))

    name = path.replace("-", "_")
    call.__name__, call.__doc__ = name, words
    router.post("/{ticket_id}/" + path, response={200: TicketOut, **PROBLEMS}, auth=WRITE)(
        call
    )


_without_body("solve", commands.solve, "Close the ticket.")
_without_body("reopen", commands.reopen, "Open a closed ticket again.")
_without_body(
    "no-response-needed",
    commands.mark_no_response_needed,
    "Say that the waiting messages need no answer.",
)


def _reader(request: HttpRequest) -> Person:
    person = caller(request).person
    require(person, Right.READ_TICKETS)
    return person


def _now(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as every command takes them."""
    at: datetime = timezone.now()
    return {"by": caller(request).person, "at": at}


def _ticket(person: Person, ticket_id: int) -> Ticket:
    ticket = ticket_for(person, ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    return ticket

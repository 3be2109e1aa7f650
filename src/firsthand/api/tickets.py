"""Tickets and messages for programs: the same commands and the same rights as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Header, Path, Query, Router, Schema, Status
from pydantic import Field, model_validator

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import (
    AssignIn,
    AttachmentOut,
    HeldReplyOut,
    Id,
    MessageOut,
    Moment,
    NoteIn,
    PriorityIn,
    PromisedIn,
    ReplyIn,
    SheetIn,
    TicketOut,
    TicketPage,
)
from firsthand.api.tokens import Token, caller
from firsthand.domain.macros import commands as macros
from firsthand.domain.mail import queries as mail
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.people.queries import Right
from firsthand.domain.promises import commands as promises
from firsthand.domain.solicitations import commands as solicitations
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import HeldReply, Message, Ticket
from firsthand.domain.tickets.queries import held_replies_of, thread_of, ticket_for

router = Router(tags=["tickets"])
READ = Token(ApiToken.Scope.TICKETS_READ)
WRITE = Token(ApiToken.Scope.TICKETS_WRITE)

TicketId = Annotated[Id, Path()]
IdempotencyKey = Annotated[UUID, Header(alias="Idempotency-Key")]


# The last ticket seen: its id, with `updated_since` after the microsecond of its change.
_CURSOR = r"^([1-9][0-9]{0,15}\.)?[1-9][0-9]{0,17}$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Wanted(Schema):
    """Which tickets to list: newest first, or with `updated_since` by their last change.

    `updated_since`: those of which anything changed then or later, oldest change first. To
    keep a copy, ask with the last `changed_at` you got, less a minute: what is being
    written while you ask has its time already and shows a moment later.
    """

    state: Ticket.State | None = None
    store: Id | None = None
    assignee: Id | None = None
    updated_since: Moment | None = None
    cursor: Annotated[str, Field(pattern=_CURSOR)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    @model_validator(mode="after")
    def _of_one_order(self) -> Self:
        """Refuse a cursor that another order gave."""
        if self.cursor and ("." in self.cursor) != (self.updated_since is not None):
            raise ValueError("a cursor of another list")
        return self


@router.get("", response={200: TicketPage, **PROBLEMS}, auth=READ)
def list_tickets(
    request: HttpRequest, wanted: Annotated[Wanted, Query()]
) -> dict[str, object]:
    """List tickets page by page with `next_cursor`; ask for each with the same filters."""
    person = reader(request)
    found: QuerySet[Ticket] = Ticket.objects.all().visible_to(person)
    found = found.select_related("reason", "resolution")
    conditions = {
        "state": wanted.state,
        "store_id": wanted.store,
        "assignee_id": wanted.assignee,
    }
    found = found.filter(**{k: v for k, v in conditions.items() if v is not None})
    since = wanted.updated_since
    found = _newest(found, wanted) if since is None else _changed(found, wanted, since)
    rows = list(found[: wanted.limit + 1])
    page = rows[: wanted.limit]
    return {
        "items": page,
        "next_cursor": _cursor(page[-1], wanted) if len(rows) > len(page) else None,
    }


def _newest(found: QuerySet[Ticket], wanted: Wanted) -> QuerySet[Ticket]:
    found = found.order_by("-pk")
    return found.filter(pk__lt=int(wanted.cursor)) if wanted.cursor else found


def _changed(found: QuerySet[Ticket], wanted: Wanted, since: datetime) -> QuerySet[Ticket]:
    """Put what changed first first: a ticket that changes meanwhile comes again at the end.

    In the other order it would move to a page already read, and be missed.
    """
    found = found.order_by("changed_at", "pk")
    if not wanted.cursor:
        return found.filter(changed_at__gte=since)
    microseconds, _dot, last = wanted.cursor.partition(".")
    until = _EPOCH + timedelta(microseconds=int(microseconds))
    return found.filter(changed_at__gte=until).exclude(changed_at=until, pk__lte=int(last))


def _cursor(last: Ticket, wanted: Wanted) -> str:
    if wanted.updated_since is None:
        return str(last.pk)
    return f"{(last.changed_at - _EPOCH) // timedelta(microseconds=1)}.{last.pk}"


@router.get("/{ticket_id}", response={200: TicketOut, **PROBLEMS}, auth=READ)
def get_ticket(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Return one ticket; of a merged one, the ticket it was merged into."""
    return seen(reader(request), ticket_id)


@router.get(
    "/{ticket_id}/messages", response={200: list[MessageOut], **PROBLEMS}, auth=READ
)
def list_messages(request: HttpRequest, ticket_id: TicketId) -> list[MessageOut]:
    """Return the messages and notes of one ticket, oldest first."""
    messages = thread_of(seen(reader(request), ticket_id).pk)
    files: dict[int, list[AttachmentOut]] = {}
    for file in mail.attachments_of([message.pk for message in messages]):
        files.setdefault(file.ticket_message_id or 0, []).append(
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


@router.post(
    "/{ticket_id}/replies",
    response={201: MessageOut, 202: HeldReplyOut, **PROBLEMS},
    auth=WRITE,
)
def reply(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: ReplyIn
) -> Status[Message] | Status[HeldReply]:
    """Answer the buyer. The same key again returns the first answer and sends nothing."""
    deed = now(request)
    with commands.around_reply():
        if body.promises is not None:
            leaves_at = body.send_at or deed["at"] + timedelta(seconds=body.hold_seconds)
            promises.plan(
                ticket_id=ticket_id,
                reply_key=key,
                text=body.body,
                choices=[_choice(each) for each in body.promises],
                leaves_at=leaves_at,
                is_all=True,
                **deed,
            )
        macros.choose(
            ticket_id=ticket_id,
            reply_key=key,
            chosen={each.use: frozenset(each.actions) for each in body.macros},
            by=deed["by"],
        )
        asked = commands.send(
            ticket_id=ticket_id,
            reply=commands.Answer(
                body=body.body,
                kind=body.kind,
                seen_version=body.seen_version,
                close_with=_sheet(body.sheet) if body.and_solve else None,
                idempotency_key=key,
                files=tuple(body.files),
            ),
            send_at=body.send_at,
            undo_seconds=body.hold_seconds,
            **deed,
        )
    if asked.held is not None:
        return Status(202, asked.held)
    assert asked.sent is not None, asked
    return Status(201, asked.sent)


@router.get(
    "/{ticket_id}/held-replies", response={200: list[HeldReplyOut], **PROBLEMS}, auth=READ
)
def list_held_replies(request: HttpRequest, ticket_id: TicketId) -> list[HeldReply]:
    """Return the replies that wait to be sent, and those that were stopped."""
    return held_replies_of(seen(reader(request), ticket_id).pk)


@router.delete(
    "/{ticket_id}/held-replies/{held_id}",
    response={200: HeldReplyOut, **PROBLEMS},
    auth=WRITE,
)
def take_back(
    request: HttpRequest, ticket_id: TicketId, held_id: Annotated[Id, Path()]
) -> HeldReply:
    """Take a reply back before it is sent: its text becomes its writer's draft."""
    return commands.take_back(ticket_id=ticket_id, held_id=held_id, **now(request))


@router.post("/{ticket_id}/notes", response={201: MessageOut, **PROBLEMS}, auth=WRITE)
def add_note(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: NoteIn
) -> Status[Message]:
    """Write a note; the buyer never sees it. The same key again writes nothing."""
    note = commands.add_note(
        ticket_id=ticket_id, body=body.body, idempotency_key=key, **now(request)
    )
    return Status(201, note)


@router.post("/{ticket_id}/assign", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def assign(request: HttpRequest, ticket_id: TicketId, body: AssignIn) -> Ticket:
    """Give the ticket to somebody, if it is still with whom you saw."""
    ticket = commands.assign(
        ticket_id=ticket_id, to=body.to, expected=body.expected, **now(request)
    )
    return as_written(ticket)


def _without_body(path: str, command: Callable[..., Ticket], words: str) -> None:
    """Add a call that only names the ticket."""

    def call(request: HttpRequest, ticket_id: TicketId) -> Ticket:
        return as_written(command(ticket_id=ticket_id, **now(request)))

    name = path.replace("-", "_")
    call.__name__, call.__doc__ = name, words
    router.post("/{ticket_id}/" + path, response={200: TicketOut, **PROBLEMS}, auth=WRITE)(
        call
    )


@router.post("/{ticket_id}/tag", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def tag(request: HttpRequest, ticket_id: TicketId, body: SheetIn) -> Ticket:
    """Say what the ticket is about, open or closed."""
    return as_written(commands.tag(ticket_id=ticket_id, sheet=_sheet(body), **now(request)))


@router.post("/{ticket_id}/priority", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def set_priority(request: HttpRequest, ticket_id: TicketId, body: PriorityIn) -> Ticket:
    """Say how pressing the ticket is; another policy may be kept from then on."""
    return as_written(
        commands.set_priority(ticket_id=ticket_id, priority=body.priority, **now(request))
    )


@router.post("/{ticket_id}/solve", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def solve(
    request: HttpRequest,
    ticket_id: TicketId,
    body: Annotated[SheetIn | None, Body()] = None,
) -> Ticket:
    """Close the ticket with reason, truth and resolution; without them it stays open."""
    sheet = _sheet(body or SheetIn())
    return as_written(commands.solve(ticket_id=ticket_id, sheet=sheet, **now(request)))


_without_body("reopen", commands.reopen, "Open a closed ticket again.")
_without_body(
    "review-request",
    solicitations.ask_for_review,
    "Have the marketplace ask the buyer for a review of the ticket's order, once.",
)
_without_body(
    "no-response-needed",
    commands.mark_no_response_needed,
    "Say that the waiting messages need no answer.",
)


def _choice(given: PromisedIn) -> promises.Choice:
    return promises.Choice(
        given.begins, given.ends, given.due_at, is_dropped=not given.keep
    )


def _sheet(given: SheetIn) -> commands.Sheet:
    return commands.Sheet(str(given.reason), str(given.truth), str(given.resolution))


def reader(request: HttpRequest) -> Person:
    """Return for whom the token acts, who may read tickets.

    Raises:
        NotAllowed: the role may not.
    """
    person = caller(request).person
    require(person, Right.READ_TICKETS)
    return person


def now(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as every command takes them."""
    at: datetime = timezone.now()
    return {"by": caller(request).person, "at": at}


def as_written(ticket: Ticket) -> Ticket:
    """Return the ticket with the time of its change, which only the database knows."""
    ticket.refresh_from_db(fields=["changed_at"])
    return ticket


def seen(person: Person, ticket_id: int) -> Ticket:
    """Return the ticket a number leads to.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `person` may see.
    """
    ticket = ticket_for(person, ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    return ticket

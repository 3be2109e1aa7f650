"""Side conversations with warehouses and suppliers, which the buyer never sees."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Text
from firsthand.api.tickets import (
    READ,
    WRITE,
    IdempotencyKey,
    TicketId,
    now,
    reader,
    seen,
)
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Contact, SideConversation, SideMessage
from firsthand.domain.tickets.queries import contacts_of, sides_of

router = Router(tags=["side conversations"])
SideId = Annotated[Id, Path()]


class ContactOut(Schema):
    """Somebody the ticket's store may ask."""

    id: int
    kind: str
    name: str
    address: str


class SideMessageOut(Schema):
    """One mail beside the thread. `author_id` null: they wrote."""

    id: int
    author_id: int | None
    sender: str
    body: str
    delivery: str
    sent_at: datetime


class SideOut(Schema):
    """One side conversation. `answered_at`: they answered, and nobody has settled it."""

    id: int
    contact: ContactOut
    subject: str
    begun_at: datetime
    answered_at: datetime | None
    waits: bool
    messages: list[SideMessageOut]

    @staticmethod
    def resolve_messages(side: SideConversation) -> list[SideMessage]:
        """Return what was said, oldest first."""
        return list(side.messages.all())


class AskIn(Schema):
    """Whom to ask, and what."""

    contact: Id
    subject: Annotated[Text, Field(max_length=200)]
    body: Text


class WriteIn(Schema):
    """What to write on."""

    body: Text


@router.get(
    "/{ticket_id}/side-conversations", response={200: list[SideOut], **PROBLEMS}, auth=READ
)
def list_sides(request: HttpRequest, ticket_id: TicketId) -> list[SideConversation]:
    """Return the side conversations of a ticket with all that was said."""
    return sides_of(seen(reader(request), ticket_id).pk)


@router.get(
    "/{ticket_id}/contacts", response={200: list[ContactOut], **PROBLEMS}, auth=READ
)
def list_contacts(request: HttpRequest, ticket_id: TicketId) -> list[Contact]:
    """Return whom the ticket's store may ask."""
    return contacts_of(seen(reader(request), ticket_id).store_id)


@router.post(
    "/{ticket_id}/side-conversations",
    response={201: SideMessageOut, **PROBLEMS},
    auth=WRITE,
)
def begin_side(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: AskIn
) -> Status[SideMessage]:
    """Ask somebody. The same key again returns the first message and sends nothing."""
    message = commands.begin_side(
        ticket_id=ticket_id,
        contact_id=body.contact,
        subject=body.subject,
        body=body.body,
        idempotency_key=key,
        **now(request),
    )
    return Status(201, message)


@router.post(
    "/{ticket_id}/side-conversations/{side_id}/messages",
    response={201: SideMessageOut, **PROBLEMS},
    auth=WRITE,
)
def write_side(
    request: HttpRequest,
    ticket_id: TicketId,
    side_id: SideId,
    key: IdempotencyKey,
    body: WriteIn,
) -> Status[SideMessage]:
    """Write on in a side conversation."""
    message = commands.write_side(
        ticket_id=ticket_id,
        side_id=side_id,
        body=body.body,
        idempotency_key=key,
        **now(request),
    )
    return Status(201, message)


@router.post(
    "/{ticket_id}/side-conversations/{side_id}/settle",
    response={204: None, **PROBLEMS},
    auth=WRITE,
)
def settle_side(request: HttpRequest, ticket_id: TicketId, side_id: SideId) -> Status[None]:
    """Say that nothing more is expected of it."""
    commands.settle_side(ticket_id=ticket_id, side_id=side_id, **now(request))
    return Status(204, None)

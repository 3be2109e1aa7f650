"""Files that leave with the next reply of whoever the token acts for."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.api.tokens import caller
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.queries import Added, FilePurpose, files_added
from firsthand.domain.tickets.rules.reply_files import LARGEST_IN_ALL

router = Router(tags=["tickets"])


class ReplyFileOut(Schema):
    """A file that waits for a reply: name its `id` in `files` of that."""

    id: int
    name: str
    size: int


@router.get(
    "/{ticket_id}/reply-files", response={200: list[ReplyFileOut], **PROBLEMS}, auth=READ
)
def list_reply_files(request: HttpRequest, ticket_id: TicketId) -> list[Added]:
    """Return the files that wait for the next reply."""
    person = reader(request)
    return files_added(seen(person, ticket_id).pk, person_id=person.pk)


@router.post(
    "/{ticket_id}/reply-files", response={201: ReplyFileOut, **PROBLEMS}, auth=WRITE
)
def add_reply_file(
    request: HttpRequest,
    ticket_id: TicketId,
    purpose: Annotated[FilePurpose, Query()] = FilePurpose.ASKED,
    file: Annotated[UploadedFile | None, File()] = None,
) -> Status[Added]:
    """Add a file (multipart field `file`): PDF, JPEG, PNG, TIFF, text or Word, 10 MB.

    At Amazon, without a question of the buyer, only instructions, a warranty or an invoice.
    """
    added = commands.add_file(
        ticket_id=ticket_id,
        name=(file.name or "") if file else "",
        content=file.read(LARGEST_IN_ALL + 1) if file else b"",
        purpose=purpose,
        **now(request),
    )
    [shown] = [
        one
        for one in files_added(added.ticket_id, person_id=added.person_id)
        if one.id == added.pk
    ]
    return Status(201, shown)


@router.delete(
    "/{ticket_id}/reply-files/{file_id}", response={204: None, **PROBLEMS}, auth=WRITE
)
def remove_reply_file(
    request: HttpRequest, ticket_id: TicketId, file_id: Annotated[Id, Path()]
) -> Status[None]:
    """Take a file away again that has not left."""
    commands.remove_file(ticket_id=ticket_id, file_id=file_id, by=caller(request).person)
    return Status(204, None)

"""Files that wait for the reply they are added to."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.domain.mail import queries as mail
from firsthand.domain.tickets.models import ReplyFile


@dataclass(frozen=True)
class Added:
    """A file of a reply that is being written; `size` in bytes."""

    id: int
    name: str
    size: int
    purpose: str


def files_added(ticket_id: int, *, person_id: int) -> list[Added]:
    """Return what somebody has added to the reply he is writing, in that order.

    Whoever asks has been shown the ticket.
    """
    waiting = ReplyFile.objects.filter(
        ticket_id=ticket_id, person_id=person_id, held=None
    ).order_by("pk")
    return _named(list(waiting))


def files_held(held_ids: list[int]) -> dict[int, list[Added]]:
    """Return the files of held replies, by the number of the reply."""
    rows = list(ReplyFile.objects.filter(held_id__in=held_ids).order_by("pk"))
    named = {one.id: one for one in _named(rows)}
    found: dict[int, list[Added]] = {}
    for row in rows:
        found.setdefault(row.held_id or 0, []).append(named[row.pk])
    return found


def _named(rows: list[ReplyFile]) -> list[Added]:
    known = {file.pk: file for file in mail.files_numbered([r.attachment_id for r in rows])}
    return [
        Added(
            row.pk,
            known[row.attachment_id].name,
            known[row.attachment_id].blob.size,
            row.get_purpose_display(),
        )
        for row in rows
        if row.attachment_id in known
    ]

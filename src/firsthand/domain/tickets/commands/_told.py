"""Whom a note names, and who follows a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.people import queries as people
from firsthand.domain.tickets.models import Mention, Message, Ticket, Watch
from firsthand.domain.tickets.rules.routing import mentioned

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


def tell(note: Message, ticket: Ticket, *, by: Person, at: datetime) -> list[int]:
    """Tell everybody whom a new note names and who may read the ticket; return their ids.

    Nobody is told of what he wrote himself.
    """
    if "@" not in note.body and "＠" not in note.body:
        return []
    named = sorted(mentioned(note.body, people.readers_of(ticket.store_id)) - {by.pk})
    Mention.objects.bulk_create(
        Mention(note=note, person_id=person_id, at=at) for person_id in named
    )
    return named


def follow_too(ticket: Ticket, other: Ticket) -> None:
    """Let those who follow a ticket that is merged follow the one it is merged into."""
    Watch.objects.bulk_create(
        [
            Watch(
                ticket=other,
                person_id=watch.person_id,
                since=watch.since,
                looked_at=watch.looked_at,
            )
            for watch in Watch.objects.filter(ticket=ticket)
        ],
        ignore_conflicts=True,
    )

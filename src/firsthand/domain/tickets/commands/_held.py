"""What several commands do with a held reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction

from firsthand.domain.tickets.models import Draft, HeldReply

_bells: list[Callable[[int, datetime], None]] = []


def ring_for_held(bell: Callable[[int, datetime], None]) -> None:
    """Have `bell` called with id and time of each reply held, once committed; set once."""
    _bells[:] = [bell]


def ring_for(held: HeldReply) -> None:
    """Ask for somebody to look when this reply's time has come."""
    for bell in _bells:
        transaction.on_commit(partial(bell, held.pk, held.send_at), robust=True)


def to_draft(held: HeldReply, *, at: datetime) -> None:
    """Give the text back to its writer, before what was begun since then."""
    draft = Draft.objects.filter(
        ticket_id=held.ticket_id, person_id=held.person_id, is_note=False
    ).first()
    begun = draft.body if draft is not None else ""
    Draft.objects.update_or_create(
        ticket_id=held.ticket_id,
        person_id=held.person_id,
        is_note=False,
        defaults={
            "body": "\n\n".join(filter(None, (held.body, begun))),
            "saved_at": at,
            "stamp": uuid4(),
        },
    )

"""What several commands do with a held reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket, reply_files
from firsthand.domain.tickets.models import Draft, HeldReply, Ticket

_bells: list[Callable[[int, datetime], None]] = []


def ring_for_held(bell: Callable[[int, datetime], None]) -> None:
    """Have `bell` called with id and time of each reply held, once committed; set once."""
    _bells[:] = [bell]


def ring_for(held: HeldReply) -> None:
    """Ask for somebody to look when this reply's time has come."""
    for bell in _bells:
        transaction.on_commit(partial(bell, held.pk, held.send_at), robust=True)


def is_over(held: HeldReply, state: HeldReply.State) -> None:
    """Have it wait no more; its words are its writer's draft again, or the buyer's."""
    held.state, held.body, held.in_own_language = state, "", ""
    held.save(update_fields=["state", "body", "in_own_language"])


def to_draft(held: HeldReply, *, at: datetime) -> None:
    """Give the text back to its writer, before what was begun since then; files, too."""
    reply_files.release_files(held)
    draft = Draft.objects.filter(
        ticket_id=held.ticket_id, person_id=held.person_id, is_note=False
    ).first()
    begun = draft.body if draft is not None else ""
    own = draft.in_own_language if draft is not None else ""
    Draft.objects.update_or_create(
        ticket_id=held.ticket_id,
        person_id=held.person_id,
        is_note=False,
        defaults={
            "body": "\n\n".join(filter(None, (held.body, begun))),
            "in_own_language": "\n\n".join(filter(None, (held.in_own_language, own))),
            "saved_at": at,
            "stamp": uuid4(),
        },
    )


def stop(ticket: Ticket, held: HeldReply, why: HeldReply.Stop, *, at: datetime) -> None:
    """Keep the text where its writer finds it, and say why it was not sent."""
    to_draft(held, at=at)
    held.state, held.stopped_by = HeldReply.State.STOPPED, why
    held.save(update_fields=["state", "stopped_by"])
    journal.record(
        events.REPLY_STOPPED,
        subject_id=held.pk,
        at=at,
        by=None,
        about=_ticket.about(ticket),
        facts={"why": why.value},
    )


def follow(ticket: Ticket, other: Ticket, *, at: datetime) -> None:
    """Stop what waits on a ticket that is merged into another, where its writer finds it.

    He has not read the other's messages, which the buyer takes for the same conversation.
    """
    for held in ticket.held_replies.filter(state=HeldReply.State.WAITING):
        stop(ticket, held, HeldReply.Stop.NEWER_MESSAGE, at=at)
    ticket.held_replies.update(ticket=other)

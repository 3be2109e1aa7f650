"""What follows from replies: promises found in them, promises kept by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.promises import events, rules
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.models import Promise
from firsthand.domain.promises.queries import owed_on, read_in
from firsthand.domain.tickets import queries as tickets
from firsthand.domain.tickets.queries import ReplyKind

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import Message, Ticket


@transaction.atomic
def take_reply(*, message_id: int) -> None:
    """Note what a reply of ours keeps and what it promises; taken again, nothing changes.

    A reply that answers the issue keeps all that was promised on the ticket before it. One
    that asks or holds the line keeps what is due next: "I will write by three" is kept by
    writing. A courtesy keeps nothing. What it promises is found, and counts once somebody
    confirms it.

    Args:
        message_id: the reply; of one that is gone nothing is noted.
    """
    message = tickets.message_taken(message_id)
    if message is not None:
        _keep_by(message.ticket, message)
        _find_in(message.ticket, message)


def _keep_by(ticket: Ticket, message: Message) -> None:
    if Promise.objects.filter(kept_by_message_id=message.pk).exists():
        return
    owed = [
        one
        for one in owed_on(ticket).select_for_update()
        if one.made_at < message.sent_at and one.message_id != message.pk
    ]
    if message.reply_kind == ReplyKind.COURTESY:
        return
    for promise in owed if message.reply_kind == ReplyKind.RESOLUTION else owed[:1]:
        _common.keep(promise, by=message.author, at=message.sent_at, message_id=message.pk)


def _find_in(ticket: Ticket, message: Message) -> None:
    grace = rules.grace_in(ticket.store.marketplace) // timedelta(minutes=1)
    for found in read_in(ticket, message.body, message.language, at=message.sent_at):
        promise, is_new = Promise.objects.get_or_create(
            message_id=message.pk,
            begins=found.start,
            defaults={
                "ends": found.end,
                "ticket_id": ticket.pk,
                "store_id": ticket.store_id,
                "origin": Promise.Origin.DETECTED,
                "promised_by": message.author,
                "keeper": message.author,
                "made_at": message.sent_at,
                "due_at": found.due,
                "buyer_zone": ticket.store.time_zone,
                "grace_minutes": grace,
            },
        )
        if is_new:
            due_at = found.due and found.due.isoformat()
            _common.record(
                events.DETECTED,
                promise,
                at=message.sent_at,
                by=message.author,
                facts={"due_at": due_at},
            )


@transaction.atomic
def reopen_kept_by(*, message_id: int, at: datetime) -> None:
    """Note that a reply never left us: what it kept is owed again."""
    for promise in Promise.objects.select_for_update().filter(
        kept_by_message_id=message_id
    ):
        promise.kept_at = promise.kept_by_message_id = None
        promise.save(update_fields=["kept_at", "kept_by_message_id"])
        _common.show_on_ticket(promise)
        _common.record(events.REOPENED, promise, at=at, by=None)

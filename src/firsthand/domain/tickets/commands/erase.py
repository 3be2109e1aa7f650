"""Forget a buyer's words, and what has been kept long enough. Numbers stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import reply_files
from firsthand.domain.tickets.models import (
    Bulk,
    Draft,
    HeldReply,
    Merging,
    Message,
    ReplyFile,
    SideConversation,
    SideMessage,
    Step,
    Ticket,
)
from firsthand.domain.tickets.queries import lineage

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@transaction.atomic
def erase_buyer(*, buyer_id: int, by: Person | None, at: datetime) -> int:
    """Erase everything that is about one buyer or in his words; return how many tickets.

    Whoever was joined with him is the same person, and erased with him.

    Covers tickets, messages, drafts, raw mail, attachments, the outbox, identities, names
    and addresses. What stays: order numbers, sums, times, kinds, which no longer lead to
    anybody.

    Args:
        buyer_id: whom to forget.
        by: who decided; None for the operator on the command line.
        at: when (UTC).
    """
    if by is not None:
        require(by, Right.ERASE_BUYERS)
    members = order_queries.persons_of([buyer_id])[buyer_id]
    tickets = list(Ticket.objects.filter(buyer_id__in=members).values_list("pk", flat=True))
    _forget_words(tickets, at=at)
    for member in members:
        mail.erase_quarantined_of(order_queries.addresses_of(member), at=at)
        orders.erase_buyer(member, at=at)
        journal.record(
            events.BUYER_ERASED,
            subject_id=member,
            at=at,
            by=by,
            about=journal.About(buyer_id=member),
        )
    return len(tickets)


@transaction.atomic
def purge_personal_data(
    *, keep_days: int, at: datetime, limit: int = 500
) -> dict[str, int]:
    """Forget what is past its time: up to `limit` tickets, and raw mail past its date.

    A ticket's time is over `keep_days` after its order was delivered, or without a known
    delivery after the last message; an open ticket is kept until it is solved.

    Returns:
        How many tickets, orders, buyers, raw mails and attachments were emptied: call
        until all are 0.
    """
    before = at - timedelta(days=keep_days)
    due = Ticket.objects.filter(state=Ticket.State.SOLVED, purged_at=None).filter(
        Q(order__delivered_at__lt=before, last_message_at__lt=before)
        | Q(order__delivered_at=None, last_message_at__lt=before)
    )
    tickets = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    tickets += _merged_into(tickets)
    _forget_words(tickets, at=at)
    Ticket.objects.filter(pk__in=tickets).update(purged_at=at)
    return (
        {"tickets": len(tickets)}
        | orders.purge_due(before=before, kept=_buyers_in_touch(), limit=limit)
        | mail.purge_due(on=at.date(), at=at)
    )


def _buyers_in_touch() -> QuerySet[Ticket, int]:
    """Return the ids of buyers with a conversation whose words we still keep."""
    return Ticket.objects.filter(purged_at=None).values_list("buyer_id", flat=True)


def _merged_into(ticket_ids: Sequence[int]) -> list[int]:
    """Return the tickets whose numbers lead to these: they go with them."""
    return [
        number
        for ticket_id in ticket_ids
        for number in lineage.numbers_of(ticket_id)
        if number != ticket_id
    ]


def _forget_words(ticket_ids: Sequence[int], *, at: datetime) -> None:
    messages = Message.objects.filter(ticket_id__in=ticket_ids)
    mail.erase_mail_of(list(messages.values_list("pk", flat=True)), at=at)
    messages.filter(delivery=Message.Delivery.WAITING).update(
        delivery=Message.Delivery.FAILED
    )
    messages.update(body="", html="", author_name="")
    reply_files.forget(ReplyFile.objects.filter(ticket_id__in=ticket_ids))
    Draft.objects.filter(ticket_id__in=ticket_ids).delete()
    HeldReply.objects.filter(ticket_id__in=ticket_ids).delete()
    Step.objects.filter(ticket_id__in=ticket_ids).update(text="")
    beside = SideMessage.objects.filter(conversation__ticket_id__in=ticket_ids)
    mail.erase_mail_beside(list(beside.values_list("pk", flat=True)), at=at)
    beside.filter(delivery=Message.Delivery.WAITING).update(
        delivery=Message.Delivery.FAILED
    )
    beside.update(body="", sender="")
    SideConversation.objects.filter(ticket_id__in=ticket_ids).update(subject="")
    # A note under way is written within minutes, and its text is gone then.
    of_them = Bulk.objects.filter(items__ticket_id__in=ticket_ids)
    of_them.filter(state=Bulk.State.SHOWN, note__gt="").delete()
    Merging.objects.filter(Q(ticket__in=ticket_ids) | Q(into__in=ticket_ids)).update(
        address_before="", link_before=""
    )
    Ticket.objects.filter(pk__in=ticket_ids).update(
        subject="",
        gist="",
        reply_address="",
        relay_alias_hash="",
        relay_case_id="",
        no_response_link="",
    )

"""Find the conversation a mail belongs to, or decide that it begins one.

In order: our signed token, mails we know, the marketplace's own marks. The sender must be
the conversation's buyer every time; a subject alone never joins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import ParsedMail, RelayKind
from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.ports import Identity
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.keys import keyed_hash

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.orders.models import Buyer


@dataclass(frozen=True)
class Place:
    """Where a mail belongs. `ticket` is None when it begins a conversation."""

    ticket: Ticket | None
    buyer: Buyer | None
    order_id: int | None
    order_number: str
    alias_hash: str
    flag: str


def identities(mail: ParsedMail) -> list[Identity]:
    """Return how the sender of a mail is recognised as a buyer."""
    if mail.relay is not None and mail.relay.alias:
        return [Identity("amazon_alias", mail.relay.alias)]
    return [Identity("email", mail.from_address or f"unknown sender of {mail.message_id}")]


def place(mail: ParsedMail, mailbox: Mailbox, *, at: datetime) -> Place:
    """Return where the mail belongs; the found ticket is locked until the commit."""
    alias_hash = (
        keyed_hash(mail.relay.alias.lower(), purpose="alias")
        if mail.relay is not None and mail.relay.alias
        else ""
    )
    number = mail.relay.order_numbers[0] if mail.relay and mail.relay.order_numbers else ""
    order = (
        orders.order_by_number(store_id=mailbox.store_id, number=number) if number else None
    )
    flag = ""
    for candidate in _candidates(mail, mailbox, alias_hash, number, at):
        if _is_same_buyer(candidate, mail):
            break
        flag = Message.Flag.THREAD_OF_ANOTHER
    else:
        candidate = None
    return Place(
        ticket=candidate,
        buyer=order.buyer
        if order is not None and alias_hash and candidate is None
        else None,
        order_id=order.pk if order else None,
        order_number=number,
        alias_hash=alias_hash,
        flag="" if candidate is not None else flag,
    )


def _candidates(
    mail: ParsedMail, mailbox: Mailbox, alias_hash: str, number: str, at: datetime
) -> Iterator[Ticket]:
    """Yield the conversations the mail may belong to, most certain first, each locked."""
    here = Ticket.objects.select_for_update(of=("self",)).filter(store_id=mailbox.store_id)
    pointers = list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    for pointer in pointers:
        ticket_id = mail_queries.ticket_of_token(pointer)
        if ticket_id is not None:
            yield from here.filter(pk=ticket_id)
    known = mail_queries.ticket_messages_of(pointers, mailbox_id=mailbox.pk)
    if known:
        ids = Message.objects.filter(pk__in=known).values("ticket_id")
        yield from here.filter(pk__in=ids).order_by("-last_message_at", "-pk")
    yield from _by_marketplace(here, mail, alias_hash, number, at)


def _by_marketplace(
    here: QuerySet[Ticket], mail: ParsedMail, alias_hash: str, number: str, at: datetime
) -> Iterator[Ticket]:
    relay = mail.relay
    if relay is None:
        return
    newest = here.order_by("-last_message_at", "-pk")
    if alias_hash:
        if relay.case_id:
            yield from newest.filter(
                relay_alias_hash=alias_hash, relay_case_id=relay.case_id
            )
        same_order = Q(order_number=number) if number else Q()
        recent = newest.filter(
            relay_alias_hash=alias_hash, last_message_at__gte=at - rules.JOIN_WITHIN
        )
        yield from recent.filter(same_order)[:1]
    elif number and relay.kind != RelayKind.BUYER_MESSAGE:
        # The marketplace's own notice about an order, or a copy of our reply.
        yield from newest.filter(order_number=number)[:1]


def _is_same_buyer(ticket: Ticket, mail: ParsedMail) -> bool:
    if mail.relay is not None and mail.relay.kind != RelayKind.BUYER_MESSAGE:
        return True  # Written by the marketplace itself, about this order.
    return any(
        orders.buyer_is_known_by(ticket.buyer_id, identity) for identity in identities(mail)
    )

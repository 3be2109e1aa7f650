"""Find the conversation a mail belongs to, or decide that it begins one.

In order: our signed token, mails we know, the marketplace's own marks. The sender must be
the conversation's buyer every time; a subject alone never joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import ParsedMail, RelayKind
from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.ports import Identity
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.keys import keyed_hash

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.orders.models import Buyer


@dataclass(frozen=True)
class Place:
    """Where a mail belongs. `ticket` is None when it begins a conversation.

    Attributes:
        ticket: where its message will stand, locked.
        home_id: the merged ticket it came for, if that is another.
        also: further tickets the mail shows to be the same conversation, locked.
    """

    ticket: Ticket | None
    home_id: int | None
    also: tuple[Ticket, ...]
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
    """Return where the mail belongs; the found tickets are locked until the commit."""
    alias_hash = alias_hash_of(mail)
    number = mail.relay.order_numbers[0] if mail.relay and mail.relay.order_numbers else ""
    order = (
        orders.order_by_number(store_id=mailbox.store_id, number=number) if number else None
    )
    when = rules.event_time(mail.sent_at, taken_at=at)
    candidates = list(_candidates(mail, mailbox, alias_hash, number, when))
    homes = [ticket.pk for ticket in candidates if _is_same_buyer(ticket, mail)]
    roots = _ticket.locked_roots(homes) if homes else {}
    found = list({roots[home].pk: roots[home] for home in homes}.values())
    first = found[0] if found else None
    return Place(
        ticket=first,
        home_id=homes[0] if first is not None and homes[0] != first.pk else None,
        also=tuple(found[1:]),
        # Of a notice too: what a marketplace writes about his order is his, not its own.
        buyer=order.buyer if order is not None and first is None else None,
        order_id=order.pk if order else None,
        order_number=number,
        alias_hash=alias_hash,
        flag=Message.Flag.THREAD_OF_ANOTHER if candidates and not homes else "",
    )


def alias_hash_of(mail: ParsedMail) -> str:
    """Return what the buyer's alias is kept as; empty for mail without one."""
    if mail.relay is None or not mail.relay.alias:
        return ""
    return keyed_hash(mail.relay.alias.lower(), purpose="alias")


def _candidates(
    mail: ParsedMail, mailbox: Mailbox, alias_hash: str, number: str, when: datetime
) -> Iterator[Ticket]:
    """Yield the tickets the mail may belong to, as they are named, most certain first."""
    here = Ticket.objects.filter(store_id=mailbox.store_id)
    pointers = list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    known = mail_queries.ticket_messages_of(pointers, mailbox_id=mailbox.pk)
    standing = _standing(known.values())
    for pointer in pointers:
        # Where the message itself stands: a person may have split it from its token.
        ticket_id = standing.get(known.get(pointer, 0)) or mail_queries.ticket_of_token(
            pointer
        )
        if ticket_id is not None:
            yield from here.filter(pk=ticket_id)
    kin = mail_queries.kin_of(mail.message_id, mailbox_id=mailbox.pk, most=rules.KIN_ASKED)
    yield from here.filter(pk__in=set(_standing(kin).values())).order_by(
        "-last_message_at", "-pk"
    )
    yield from _by_marketplace(here, mail, alias_hash, number, when)


def _standing(message_ids: Iterable[int]) -> dict[int, int]:
    """Return by message the ticket it came for, which may be merged into another."""
    wanted = set(message_ids)
    if not wanted:
        return {}
    rows = Message.objects.filter(pk__in=wanted).values_list("pk", "home_id", "ticket_id")
    return {pk: home or ticket for pk, home, ticket in rows}


def _by_marketplace(
    here: QuerySet[Ticket], mail: ParsedMail, alias_hash: str, number: str, when: datetime
) -> Iterator[Ticket]:
    relay = mail.relay
    if relay is None:
        return
    newest = here.order_by("-last_message_at", "-pk")
    if alias_hash:
        of_alias = newest.filter(relay_alias_hash=alias_hash)
        of_case = of_alias.filter(relay_case_id=relay.case_id) if relay.case_id else ()
        yield from of_case
        if number:
            yield from _around(when, of_case, list(of_alias.filter(order_number=number)))
        else:
            yield from of_alias.filter(
                last_message_at__gte=when - rules.JOIN_WITHIN,
                opened_at__lte=when + rules.JOIN_WITHIN,
            )[:1]
    elif number and relay.kind != RelayKind.BUYER_MESSAGE:
        # The marketplace's own notice about an order, or a copy of our reply.
        yield from newest.filter(order_number=number)[:1]


def _around(
    when: datetime, known: Iterable[Ticket], tickets: Sequence[Ticket]
) -> Iterator[Ticket]:
    """Yield the tickets about one order that a mail is near to in time.

    Mails come late and out of order, so a mail may be written before the ticket began, and
    may close the gap between two: what is near to what was found is found as well.
    """
    opened = min([when, *(ticket.opened_at for ticket in known)])
    last = max([when, *(ticket.last_message_at for ticket in known)])
    left = list(tickets)
    while near := [
        ticket
        for ticket in left
        if ticket.last_message_at >= opened - rules.JOIN_WITHIN
        and ticket.opened_at <= last + rules.JOIN_WITHIN
    ]:
        yield from near
        opened = min(opened, *(ticket.opened_at for ticket in near))
        last = max(last, *(ticket.last_message_at for ticket in near))
        left = [ticket for ticket in left if ticket not in near]


def _is_same_buyer(ticket: Ticket, mail: ParsedMail) -> bool:
    if mail.relay is not None and mail.relay.kind != RelayKind.BUYER_MESSAGE:
        return True  # Written by the marketplace itself, about this order.
    return any(
        orders.buyer_is_known_by(ticket.buyer_id, identity) for identity in identities(mail)
    )

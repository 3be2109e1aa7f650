"""What the conversations about an order show, for who has to prove it to others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from firsthand.domain.journal import queries as journal
from firsthand.domain.mail import queries as mail
from firsthand.domain.tickets import events
from firsthand.domain.tickets.models import Message, SideMessage, Ticket
from firsthand.domain.tickets.queries.lineage import numbers_of
from firsthand.foundation.scoping import SeesStores

__all__ = [
    "ClaimMail", "claim_mails_of", "message_taken", "messages_numbered", "numbers_of",
    "said_beside", "said_on", "tickets_numbered", "tickets_of_orders", "with_images",
    "with_words_of_buyers",
]  # fmt: skip
_OF_A_BUYER = (Message.Nature.QUESTION, Message.Nature.INFO_SUPPLIED)
_AT_ONCE = 200


class ClaimMail(NamedTuple):
    """That the marketplace wrote about a claim: what, in which message, when."""

    message_id: int
    what: str  # "opened" or "closed".
    at: datetime


def ticket_ids_of_buyers(buyer_ids: Collection[int]) -> list[int]:
    """Return the tickets of these buyers, merged ones as well."""
    found = Ticket.objects.filter(buyer_id__in=buyer_ids)
    return list(found.values_list("pk", flat=True))


def tickets_of_orders(order_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the tickets about each of these orders, oldest first, none merged."""
    found: dict[int, list[int]] = {}
    rows = Ticket.objects.filter(order_id__in=order_ids, merged_into=None)
    for order_id, ticket_id in rows.order_by("pk").values_list("order_id", "pk"):
        found.setdefault(order_id or 0, []).append(ticket_id)
    return found


def tickets_numbered(person: SeesStores, ticket_ids: Collection[int]) -> list[Ticket]:
    """Return those of these tickets that `person` may see, by number."""
    seen = Ticket.objects.all().visible_to(person).filter(pk__in=ticket_ids)
    return list(seen.select_related("reason", "store").order_by("pk"))


def with_words_of_buyers(ticket_ids: Collection[int]) -> set[int]:
    """Return those of these tickets on which the buyer himself wrote something."""
    wrote = Message.objects.filter(ticket_id__in=ticket_ids, nature__in=_OF_A_BUYER)
    return set(wrote.values_list("ticket_id", flat=True).distinct())


def with_images(ticket_ids: Collection[int]) -> set[int]:
    """Return those of these tickets on which there is a picture."""
    said = Message.objects.filter(ticket_id__in=ticket_ids)
    shown = mail.image_messages(said.values_list("pk", flat=True))
    return set(said.filter(pk__in=shown).values_list("ticket_id", flat=True).distinct())


def said_on(ticket_ids: Collection[int]) -> list[tuple[int, bool]]:
    """Return all that was said on these tickets, in order: number, whether it is a note."""
    said = Message.objects.filter(ticket_id__in=ticket_ids).order_by("sent_at", "pk")
    return [
        (pk, direction == Message.Direction.NOTE)
        for pk, direction in said.values_list("pk", "direction")
    ]


def messages_numbered(message_ids: Sequence[int]) -> Iterator[Message]:
    """Yield these messages in this order, so many at a time; without what is gone."""
    for start in range(0, len(message_ids), _AT_ONCE):
        wanted = message_ids[start : start + _AT_ONCE]
        found = Message.objects.select_related("author").defer("html").in_bulk(wanted)
        yield from (found[each] for each in wanted if each in found)


def said_beside(ticket_ids: Collection[int]) -> int:
    """Return how much was written beside the threads of these tickets."""
    return SideMessage.objects.filter(conversation__ticket_id__in=ticket_ids).count()


def message_taken(message_id: int) -> Message | None:
    """Return one message with its ticket and store: for the machine, not for a person."""
    found = Message.objects.select_related("ticket__store", "ticket__order")
    return found.filter(pk=message_id).first()


def claim_mails_of(ticket_id: int) -> list[ClaimMail]:
    """Return the marketplace's mails about claims that came for a ticket, in order."""
    return [
        ClaimMail(entry.subject_id, str(entry.facts.get("what")), entry.happened_at)
        for entry in journal.of_tickets([ticket_id])
        if entry.kind == events.CLAIM_MAIL_TAKEN
    ]

"""Conversations as tables show them, many of them, in flat memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from firsthand.domain.journal import queries as journal
from firsthand.domain.tickets.models import Message, Ticket

AT_ONCE = 1000
Event = tuple[str, datetime, int | None, tuple[str, ...]]


class Conversation(NamedTuple):
    """One ticket as a row of a table.

    Attributes:
        text: the first words of the buyer; empty once they were forgotten.
        products: what it is about, as marketplaces call it.
        reason: the codes of its levels now in force, "" for none.
        events: kind, moment, who, and for a tag the codes; in order.
    """

    ticket_id: int
    order_id: int | None
    order_number: str
    opened_at: datetime
    is_solved: bool
    text: str
    products: tuple[str, ...]
    reason: tuple[str, ...]
    events: tuple[Event, ...]


def conversations(store_ids: Sequence[int]) -> Iterator[list[Conversation]]:
    """Yield the tickets of these stores in portions, oldest number first.

    Machine mail is left out: nobody needed anything.
    """
    after = 0
    while True:
        tickets = list(
            Ticket.objects.filter(
                store_id__in=store_ids, pk__gt=after, machine_only=False
            ).order_by("pk")[:AT_ONCE]
        )
        if not tickets:
            return
        yield _told(tickets)
        after = tickets[-1].pk


def _told(tickets: list[Ticket]) -> list[Conversation]:
    ids = [ticket.pk for ticket in tickets]
    inbound = Message.objects.filter(ticket_id__in=ids, direction="inbound")
    words: dict[int, str] = {}
    for ticket_id, body in inbound.order_by("sent_at", "pk").values_list(
        "ticket_id", "body"
    ):
        words.setdefault(ticket_id, body)
    events: dict[int, list[Event]] = defaultdict(list)
    products: dict[int, tuple[str, ...]] = {}
    for entry in journal.of_tickets(ids):
        ticket_id = entry.ticket_id or 0
        actor = entry.facts.get("to") if entry.kind.endswith("assigned") else entry.actor_id
        levels = tuple(entry.facts.get(f"level{n}") or "" for n in (1, 2, 3))
        reason = tuple(code for code in levels if code)
        events[ticket_id].append((entry.kind, entry.happened_at, actor, reason))
        if entry.facts.get("asins"):
            products.setdefault(ticket_id, tuple(entry.facts["asins"]))
    return [
        Conversation(
            ticket_id=ticket.pk,
            order_id=ticket.order_id,
            order_number=ticket.order_number,
            opened_at=ticket.opened_at,
            is_solved=ticket.state == Ticket.State.SOLVED,
            text=words.get(ticket.pk, ""),
            products=products.get(ticket.pk, ()),
            reason=next((e[3] for e in reversed(events[ticket.pk]) if e[3]), ()),
            events=tuple(events[ticket.pk]),
        )
        for ticket in tickets
    ]

"""Contacts and first replies: how often and how long somebody waited for us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from firsthand.domain.metrics.rules.happenings import (
    Asked,
    Assigned,
    Event,
    Key,
    Replied,
    Solved,
    without_merged_tickets,
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A need for an answer. The clock starts at its first message."""

    ticket: Key
    first_message: int
    started_at: datetime
    answered_at: datetime | None = None
    answered_by: Key | None = None
    # When the one who answered was given the ticket; None: nobody gave it to him.
    assigned_at: datetime | None = None
    # False: the ticket was solved, and nobody knows when nor whether by an answer.
    is_answer_known: bool = True


@dataclass(frozen=True, kw_only=True)
class FirstReply:
    """When a ticket's first message came, and when a person first answered it."""

    ticket: Key
    asked_at: datetime
    answered_at: datetime | None = None
    answered_by: Key | None = None
    assigned_at: datetime | None = None
    is_answer_known: bool = True  # As of contacts.


class _Holders:
    """Who has each ticket, and since when, while the events are read."""

    def __init__(self) -> None:
        self._of: dict[Key, Assigned] = {}

    def note(self, event: Event) -> None:
        """Read the next event."""
        if isinstance(event, Assigned):
            self._of[event.ticket] = event

    def had_since(self, reply: Replied) -> datetime | None:
        """Return when the one who answers was given the ticket, if it is still with him."""
        given = self._of.get(reply.ticket)
        if given is None or given.to is None or given.to != reply.agent:
            return None
        return given.at


def contacts(events: Iterable[Event], *, as_marketplace: bool = False) -> list[Contact]:
    """Return the contacts of one buyer, oldest first.

    Consecutive unanswered messages of one ticket are one contact; a live session is one,
    whatever was said in it. Any human reply answers, a courtesy too: the marketplace
    counts it. Messages that need no answer are left out. Where a ticket was solved nobody
    knows when, it is not known either whether what waited then was answered.

    Args:
        events: what happened to one buyer, in any order.
        as_marketplace: count a mere thank-you, as the marketplace does until it is flagged.
    """
    made: list[Contact] = []
    waiting: dict[Key, list[int]] = {}  # By ticket: positions in `made`.
    # What a message goes on with: a session that began, or unanswered writing (None).
    begun: set[tuple[Key, Key | None]] = set()
    holders = _Holders()
    for event in without_merged_tickets(events):
        holders.note(event)
        if isinstance(event, Replied | Solved):
            ended = _end_by(event, holders)
            if ended:
                for position in waiting.pop(event.ticket, ()):
                    made[position] = replace(made[position], **ended)
                begun.discard((event.ticket, None))
        elif isinstance(event, Asked) and _counts(event, as_marketplace):
            if (event.ticket, event.session) in begun:
                continue
            begun.add((event.ticket, event.session))
            waiting.setdefault(event.ticket, []).append(len(made))
            made.append(
                Contact(ticket=event.ticket, first_message=event.key, started_at=event.at)
            )
    return made


def _end_by(event: Replied | Solved, holders: _Holders) -> dict[str, Any]:
    """Return what becomes of contacts that wait, as fields; nothing: they wait on."""
    if isinstance(event, Replied):
        return {
            "answered_at": event.at,
            "answered_by": event.agent,
            "assigned_at": holders.had_since(event),
        }
    return {} if event.is_timed else {"is_answer_known": False}


def _counts(message: Asked, as_marketplace: bool) -> bool:
    if as_marketplace and message.nature == "thanks_only":
        return not message.no_response_needed
    return not message.is_silent


def first_replies(events: Iterable[Event]) -> list[FirstReply]:
    """Return one row per ticket with a message that needs an answer, oldest first.

    A courtesy is not a first reply; nor is what we sent before the buyer asked.
    """
    rows: dict[Key, FirstReply] = {}
    holders = _Holders()
    for event in without_merged_tickets(events):
        holders.note(event)
        if isinstance(event, Asked) and not event.is_silent:
            rows.setdefault(
                event.ticket, FirstReply(ticket=event.ticket, asked_at=event.at)
            )
        elif isinstance(event, Replied) and event.kind != "courtesy":
            row = rows.get(event.ticket)
            if row is not None and row.answered_at is None and row.is_answer_known:
                rows[event.ticket] = replace(
                    row,
                    answered_at=event.at,
                    answered_by=event.agent,
                    assigned_at=holders.had_since(event),
                )
        elif isinstance(event, Solved) and not event.is_timed:
            row = rows.get(event.ticket)
            if row is not None and row.answered_at is None:
                rows[event.ticket] = replace(row, is_answer_known=False)
    return list(rows.values())

"""Whoever has a say in what leaves, or follows it: set once, asked in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Message, Ticket
    from firsthand.domain.tickets.ports import ReplyFollower, ReplyGuard

_guards: list[ReplyGuard] = []
_followers: list[ReplyFollower] = []


def guard_replies(*guards: ReplyGuard) -> None:
    """Have each of `guards` asked before a reply is held, scheduled or sent; set once."""
    _guards[:] = guards


def macro_of(ticket: Ticket, text: str, by: Person) -> int | None:
    """Return the version of the macro a text was made from, if it may leave.

    Raises:
        Refused: a guard says that it may not.
    """
    told = [guard(ticket_id=ticket.pk, person_id=by.pk, text=text) for guard in _guards]
    return next((each for each in told if each is not None), None)


def follow_replies(*followers: ReplyFollower) -> None:
    """Have each of `followers` told of a reply where it is written; set once."""
    _followers[:] = followers


def tell_followers(message: Message) -> None:
    """Tell them of a reply that was just written."""
    if message.idempotency_key is not None:
        for follower in _followers:
            follower(message_id=message.pk, key=message.idempotency_key)

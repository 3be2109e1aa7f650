"""Whoever has a say in what leaves: set once, asked in the transaction that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket
    from firsthand.domain.tickets.ports import ReplyGuard

_guards: list[ReplyGuard] = []


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

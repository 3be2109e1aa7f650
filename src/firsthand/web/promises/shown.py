"""The promises on a ticket as its page says them, and when buyers are answered next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.people.queries import Right
from firsthand.domain.promises import queries
from firsthand.domain.sla import queries as sla
from firsthand.web.tickets import clocks

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.promises.queries import Promise
    from firsthand.domain.tickets.models import Ticket


@dataclass(frozen=True)
class Shown:
    """One promise in words; `mark` says by shape what `words` say.

    Attributes:
        is_found: nobody has confirmed it yet.
        is_late: it was broken, and is owed still.
        may_move: its time may still be changed, and it may be taken back.
    """

    promise: Promise
    words: str
    mark: str
    is_found: bool
    is_late: bool
    may_move: bool
    moved: str


def beside(person: Person, ticket: Ticket, *, at: datetime) -> dict[str, object]:
    """Return what a ticket's page shows of promises and of reply slots."""
    slots = sla.slots_of(ticket.store_id)
    return {
        "promises": [_shown(each, at) for each in queries.promises_of(person, ticket)],
        "next_slot": slots.next_after(at) if slots else None,
        # Whoever answers only what was handed over to him keeps by answering.
        "may_keep": person.may(Right.WORK_TICKETS),
    }


def _shown(promise: Promise, at: datetime) -> Shown:
    words, mark = _state(promise, at)
    is_due = promise.due_at is not None and promise.due_at <= at
    moved = ngettext("moved once", "moved %(n)d times", promise.moves) % {
        "n": promise.moves
    }
    return Shown(
        promise=promise,
        words=words,
        mark=mark,
        is_found=promise.confirmed_at is None,
        is_late=promise.is_owed and is_due,
        may_move=promise.is_owed and not is_due,
        moved=moved if promise.moves else "",
    )


def _state(promise: Promise, at: datetime) -> tuple[str, str]:
    """Return what has become of a promise, and the mark that says the same by shape."""
    if promise.confirmed_at is None:
        return _("Found in the reply"), "open"
    if promise.withdrawn_at is not None:
        return _("Taken back"), "open"
    if promise.kept_at is not None:
        in_time = promise.broken_at is None
        return (_("Kept"), "good") if in_time else (_("Kept late"), "watch")
    if promise.due_at is None:
        return _("No time named"), "open"
    left = clocks.left(promise.due_at, now=at)
    if promise.broken_at is not None:
        return _("Broken, %(late)s") % {"late": left.words}, "bad"
    return left.words, left.mark

"""The parts a list is made of: each with an order of its own that follows one index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from firsthand.domain.tickets.models import Ticket

if TYPE_CHECKING:
    from firsthand.domain.tickets.queries.views import Row

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Run(StrEnum):
    """A part of a list with one order of its own."""

    DUE = "due"
    QUIET = "quiet"
    SNOOZED = "snoozed"
    DONE = "done"
    # Of lists people ask for themselves.
    LATEST = "latest"
    OLDEST = "oldest"
    CLOSED = "closed"
    NOTICES = "notices"


IN_RUN = {
    # "Not empty", said as a range: beside another bound PostgreSQL takes the two together,
    # while "is not null" would let it expect far too few.
    Run.DUE: Q(queue_due_at__gt=_EPOCH),
    Run.QUIET: Q(state=Ticket.State.OPEN, queue_due_at=None, snoozed_until=None),
    Run.SNOOZED: Q(state=Ticket.State.OPEN, snoozed_until__isnull=False),
    Run.DONE: Q(state=Ticket.State.SOLVED),
    Run.LATEST: Q(state=Ticket.State.OPEN, snoozed_until=None),
    Run.OLDEST: Q(state=Ticket.State.OPEN, snoozed_until=None),
    Run.CLOSED: Q(state=Ticket.State.SOLVED, machine_only=False),
    Run.NOTICES: Q(state=Ticket.State.SOLVED, machine_only=True),
}
_TIME = dict.fromkeys(Run, "solved_at") | {
    Run.DUE: "queue_due_at",
    Run.QUIET: "stirred_at",
    Run.SNOOZED: "snoozed_until",
    Run.LATEST: "last_message_at",
    Run.OLDEST: "last_message_at",
}
_RISING = frozenset({Run.DUE, Run.SNOOZED, Run.OLDEST})


def in_runs(runs: Sequence[Run], found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Return those of `found` that are in one of these runs, in no order yet."""
    return found.filter(reduce(or_, (IN_RUN[run] for run in runs), Q(pk__in=[])))


def ordered(
    found: QuerySet[Ticket], run: Run, start: tuple[Run, datetime, int] | None
) -> QuerySet[Ticket]:
    """Return one run of a list in its order, after the given place."""
    column, rises = _TIME[run], run in _RISING
    found = found.filter(IN_RUN[run])
    if start is not None:
        _run, when, ticket_id = start
        beyond = "gt" if rises else "lt"
        # The first condition is what lets the index begin at the place.
        found = found.filter(
            Q(**{f"{column}__{beyond}e": when})
            & (
                Q(**{f"{column}__{beyond}": when})
                | Q(**{column: when, f"pk__{beyond}": ticket_id})
            )
        )
    return found.order_by(*((column, "pk") if rises else (f"-{column}", "-pk")))


def mark(run: Run, row: Row) -> str:
    """Return the place of a row in its run, to go on from after it."""
    when = {
        "queue_due_at": row.due_at,
        "stirred_at": max(row.last_message_at, row.woke_at or row.last_message_at),
        "last_message_at": row.last_message_at,
        "snoozed_until": row.snoozed_until,
        "solved_at": row.solved_at,
    }[_TIME[run]]
    assert when is not None, (run, row.id)
    return f"{run}.{(when - _EPOCH) // timedelta(microseconds=1)}.{row.id}"


def place(marked: str) -> tuple[Run, datetime, int] | None:
    """Read a mark back; None for anything that is not one of ours."""
    parts = marked.split(".")
    if len(parts) != 3 or parts[0] not in set(Run):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts[1:]):
        return None
    try:
        when = _EPOCH + timedelta(microseconds=int(parts[1]))
    except OverflowError:
        return None
    return Run(parts[0]), when, int(parts[2])

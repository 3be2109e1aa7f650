"""The lists of the desk: which tickets, in which order, one page at a time.

A list is one to four runs after each other: what is due (least time left first), what is
open and quiet (latest first), what is snoozed (what wakes next first), what is done (latest
first). Each run follows one index, and a page begins where the last one ended, so a deep
page costs what the first one costs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.people.queries import Right
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets.models import (
    AwaitedApproval,
    FocusInterval,
    HeldReply,
    Message,
    Snooze,
    Ticket,
)
from firsthand.domain.tickets.queries.held import tickets_held_by
from firsthand.domain.tickets.queries.runs import IN_RUN, Run, mark, ordered, place
from firsthand.domain.tickets.rules import DUE_SOON
from firsthand.foundation.scoping import SeesStores

PAGE = 50


class SomebodyAtDesk(SeesStores, Protocol):
    """Who looks at the desk: sees stores, and has tickets of his own."""

    @property
    def pk(self) -> int: ...

    def may(self, right: Right) -> bool:
        """Say whether his role allows it."""
        ...


class View(StrEnum):
    """One list of the desk."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    ESCALATED = "escalated"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    NO_ORDER = "no-order"
    WAITING = "waiting"
    MY_SNOOZED = "my-snoozed"
    SNOOZED = "snoozed"
    APPROVAL = "approval"
    UNSENT = "unsent"
    UNDELIVERED = "undelivered"
    FLAGGED = "flagged"
    SOLVED = "solved"
    NOTICES = "notices"


@dataclass(frozen=True)
class Filters:
    """What narrows a list down further. Nothing set: everything."""

    store_id: int | None = None
    language: str = ""
    assignee_id: int | None = None
    reason_ids: Collection[int] | None = None  # Those that count as one reason today.


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: int
    marketplace: str
    channel: str
    time_zone: str
    buyer: str
    gist: str
    subject: str
    order_number: str
    unanswered_count: int
    unanswered_since: datetime | None
    due_at: datetime | None  # The clock that runs out first.
    team_due_at: datetime | None
    team_target: str
    last_message_at: datetime
    snoozed_until: datetime | None
    snoozed_for: str
    woke_at: datetime | None
    side_state: str  # They answered beside the thread, or we wait for them.
    solved_at: datetime | None
    assignee_id: int | None
    assignee: str | None
    language: str
    reason: Mapping[str, str] | None  # What it is called, by language.
    is_seen: bool


@dataclass(frozen=True)
class Page:
    """One page of a list; `after` leads to the next one, empty on the last."""

    rows: Sequence[Row]
    after: str


_FIELDS = (
    "pk", "store__marketplace", "channel", "store__time_zone", "buyer__name", "gist",
    "subject", "order_number", "unanswered_count", "unanswered_since", "queue_due_at",
    "team_due_at", "team_target", "last_message_at", "snoozed_until", "snoozed_for",
    "woke_at", "side_state", "solved_at", "assignee_id", "assignee__name", "language",
    "reason__labels", "is_seen",
)  # fmt: skip
_OPEN_RUNS = (Run.DUE, Run.QUIET)
_ALL_RUNS = (Run.DUE, Run.QUIET, Run.SNOOZED, Run.DONE)
_RUNS = {
    View.OVERDUE: (Run.DUE,),
    View.DUE_SOON: (Run.DUE,),
    View.ESCALATED: (*_OPEN_RUNS, Run.SNOOZED),
    View.MINE: _OPEN_RUNS,
    View.UNASSIGNED: _OPEN_RUNS,
    View.OPEN: _OPEN_RUNS,
    View.NO_ORDER: _OPEN_RUNS,
    View.WAITING: (Run.QUIET,),
    View.MY_SNOOZED: (Run.SNOOZED,),
    View.SNOOZED: (Run.SNOOZED,),
    View.APPROVAL: _ALL_RUNS,
    View.UNSENT: _ALL_RUNS,
    View.UNDELIVERED: _ALL_RUNS,
    View.FLAGGED: _OPEN_RUNS,
    View.SOLVED: (Run.DONE,),
    View.NOTICES: (Run.DONE,),
}


def tickets_in(view: View, person: SomebodyAtDesk, *, at: datetime) -> QuerySet[Ticket]:
    """Return the tickets of a list that `person` may see, in no order yet."""
    return Ticket.objects.all().visible_to(person).filter(_CONDITIONS[view](person, at))


def listed(
    view: View, person: SomebodyAtDesk, *, at: datetime, filters: Filters | None = None
) -> QuerySet[Ticket]:
    """Return all tickets of a list as it is shown, narrowed down, in no order yet."""
    return _filtered(tickets_in(view, person, at=at), filters or Filters())


def page_of(
    view: View,
    person: SomebodyAtDesk,
    *,
    at: datetime,
    filters: Filters | None = None,
    after: str = "",
    size: int = PAGE,
) -> Page:
    """Return one page of a list, with the place where the next one begins.

    Args:
        view: which list.
        person: who looks; only his stores are listed.
        at: the present (UTC).
        filters: what narrows it down further.
        after: `Page.after` of the page before; anything else begins at the top.
        size: how many rows at most.
    """
    return page_along(
        _RUNS[view],
        listed(view, person, at=at, filters=filters),
        person,
        after=after,
        size=size,
    )


def page_along(
    runs: Sequence[Run],
    found: QuerySet[Ticket],
    person: SomebodyAtDesk,
    *,
    after: str,
    size: int,
) -> Page:
    """Return one page of `found`, which `person` may see, run by run; as `page_of`."""
    start = place(after)
    if start is not None and start[0] in runs:
        runs = runs[runs.index(start[0]) :]
    rows: list[tuple[Run, Row]] = []
    for run in runs:
        wanted = size + 1 - len(rows)
        if wanted <= 0:
            break
        part = ordered(found, run, start if start and start[0] == run else None)
        rows += [(run, row) for row in _rows(part, person)[:wanted]]
    if len(rows) <= size:
        return Page([row for _run, row in rows], "")
    last_run, last = rows[size - 1]
    return Page([row for _run, row in rows[:size]], mark(last_run, last))


def latest_late(
    person: SomebodyAtDesk, *, at: datetime
) -> tuple[datetime, str | None] | None:
    """Return when the ticket that is late the longest was due, and who has it."""
    late = tickets_in(View.OVERDUE, person, at=at).order_by("queue_due_at", "pk")
    found = late.values_list("queue_due_at", "assignee__name").first()
    return None if found is None or found[0] is None else (found[0], found[1])


def rows_of(ticket_ids: Sequence[int], person: SomebodyAtDesk) -> list[Row]:
    """Return these tickets as lines, latest message first, as far as `person` sees them."""
    found = Ticket.objects.all().visible_to(person).filter(pk__in=ticket_ids)
    return list(_rows(found.order_by("-last_message_at", "-pk"), person)[:PAGE])


def next_in(view: View, person: SomebodyAtDesk, *, at: datetime, but: int) -> int | None:
    """Return the first ticket of a list other than `but`: what to do next.

    One on which `person`'s own reply still waits to be sent is done already.
    """
    passed_over = tickets_held_by(person.pk) | {but}
    rows = page_of(view, person, at=at, size=len(passed_over) + 1).rows
    return next((row.id for row in rows if row.id not in passed_over), None)


def _rows(found: QuerySet[Ticket], person: SomebodyAtDesk) -> _Rows:
    looked = FocusInterval.objects.filter(
        ticket=OuterRef("pk"),
        person_id=person.pk,
        ended_at__gte=OuterRef("stirred_at"),
    )
    return _Rows(found.annotate(is_seen=Exists(looked)))


class _Rows:
    """A query whose slice is read as lines."""

    def __init__(self, found: QuerySet[Ticket]) -> None:
        self._found = found

    def __getitem__(self, part: slice) -> list[Row]:
        return [Row(*values) for values in self._found.values_list(*_FIELDS)[part]]


def _filtered(found: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket]:
    wanted = {
        "store_id": filters.store_id,
        "language": filters.language or None,
        "assignee_id": filters.assignee_id,
        "reason_id__in": filters.reason_ids,
    }
    return found.filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )


def _undelivered() -> QuerySet[Message, int]:
    """Return tickets with a reply in doubt, or one that failed and is not made good."""
    delivery = Message.Delivery
    return (
        Message.objects.filter(
            delivery__in=[delivery.UNKNOWN, delivery.FAILED, delivery.BOUNCED]
        )
        .filter(Q(delivery=delivery.UNKNOWN) | Q(ticket__reply_due_at__isnull=False))
        .values_list("ticket_id", flat=True)
    )


def _escalated(person: SomebodyAtDesk) -> Q:
    """Return what finds the tickets of which this person was told, by his role or name."""
    told = Q(assignee_id=person.pk, pk__in=sla.escalated(to_leads=False))
    if person.may(Right.ASSIGN_OTHERS):
        told |= Q(pk__in=sla.escalated(to_leads=True))
    return told


def _unsent(person: SomebodyAtDesk) -> QuerySet[HeldReply, int]:
    """Return the tickets with a reply of his that waits or was stopped."""
    unsent = HeldReply.objects.filter(
        person_id=person.pk,
        state__in=[HeldReply.State.WAITING, HeldReply.State.STOPPED],
    )
    return unsent.values_list("ticket_id", flat=True)


def _snoozed_by(person: SomebodyAtDesk) -> QuerySet[Snooze, int]:
    mine = Snooze.objects.filter(person_id=person.pk, ended_at=None)
    return mine.values_list("ticket_id", flat=True)


def _flagged() -> QuerySet[Message, int]:
    return Message.objects.exclude(flag="").values_list("ticket_id", flat=True)


# Functions, so that a page builds the condition of its own list only.
_OPEN = Q(state=Ticket.State.OPEN, snoozed_until=None)
_CONDITIONS: dict[View, Callable[[SomebodyAtDesk, datetime], Q]] = {
    View.OVERDUE: lambda _person, at: Q(queue_due_at__lt=at),
    View.DUE_SOON: lambda _person, at: Q(queue_due_at__lte=at + DUE_SOON),
    # Also what is snoozed: whoever was told of it must find it.
    View.ESCALATED: lambda person, _at: Q(state=Ticket.State.OPEN) & _escalated(person),
    View.MINE: lambda person, _at: _OPEN & Q(assignee_id=person.pk),
    View.UNASSIGNED: lambda _person, _at: _OPEN & Q(assignee_id=None),
    View.OPEN: lambda _person, _at: _OPEN,
    View.NO_ORDER: lambda _person, _at: _OPEN & Q(order=None),
    View.WAITING: lambda _person, _at: IN_RUN[Run.QUIET],
    View.MY_SNOOZED: lambda person, _at: (
        IN_RUN[Run.SNOOZED] & Q(pk__in=_snoozed_by(person))
    ),
    View.SNOOZED: lambda _person, _at: IN_RUN[Run.SNOOZED],
    # Also what is closed: the buyer may have been answered before it was asked for.
    View.APPROVAL: lambda _person, _at: Q(
        pk__in=AwaitedApproval.objects.values("ticket_id")
    ),
    View.UNSENT: lambda person, _at: Q(pk__in=_unsent(person)),
    View.UNDELIVERED: lambda _person, _at: Q(pk__in=_undelivered()),
    View.FLAGGED: lambda _person, _at: _OPEN & Q(pk__in=_flagged()),
    View.SOLVED: lambda _person, _at: IN_RUN[Run.DONE] & Q(machine_only=False),
    View.NOTICES: lambda _person, _at: IN_RUN[Run.DONE] & Q(machine_only=True),
}

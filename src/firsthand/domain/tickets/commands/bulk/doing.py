"""Do one deed to one ticket, by the command that does it by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import answer, work
from firsthand.domain.tickets.models import Bulk, BulkItem, Ticket
from firsthand.domain.tickets.rules import Sheet

Deed = Bulk.Deed
# What undoing withdraws: all that figures are worked out from. Clocks say for themselves
# that they run again, and a note stays.
WITHDRAWABLE = frozenset(
    {
        events.ASSIGNED,
        events.NO_RESPONSE_NEEDED,
        events.PRIORITY_SET,
        events.REOPENED,
        events.Solved.kind,
        events.Tagged.kind,
    }
)
_TAG = ("reason_id", "truth", "resolution_id")
# What a deed changes on the ticket itself. Where a new message or reply would make undoing
# it wrong, the version, which grows with each, is among them.
FIELDS: dict[str, tuple[str, ...]] = {
    Deed.ASSIGN: ("assignee_id", "assigned_at"),
    Deed.TAG: _TAG,
    Deed.CLOSE: ("state", "solved_at", "version", *_TAG),
    Deed.REOPEN: ("state", "solved_at", "version"),
    Deed.PRIORITY: ("priority",),
    Deed.NO_RESPONSE: ("version",),
    Deed.NOTE: (),
}
_NOTES = UUID("6d0b3c4e-52e5-4b8e-9a55-1f6f5be7a9c1")


def doing_of(bulk: Bulk) -> Callable[[Ticket, BulkItem, datetime], None]:
    """Return what does the bulk's deed to one of its tickets, locked, and notes it."""
    does = _DOES[bulk.deed]

    def do(ticket: Ticket, item: BulkItem, at: datetime) -> None:
        if ticket.changed_at != item.seen_at:
            item.state, item.why = BulkItem.State.CHANGED, BulkItem.Why.CHANGED
            return
        before = standing(ticket, bulk.deed)
        item.left = does(bulk, ticket, at)
        item.before, item.state = before, BulkItem.State.DONE

    return do


def standing(ticket: Ticket, deed: str) -> dict[str, object]:
    """Return the fields that a deed changes, as JSON holds them: times in ISO form."""
    values = {name: getattr(ticket, name) for name in FIELDS[deed]}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _assign(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    given = work.assign(
        ticket_id=ticket.pk, to=bulk.to_id, expected=ticket.assignee_id, by=bulk.by, at=at
    )
    return standing(given, bulk.deed)


def _tag(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    tagged = work.tag(ticket_id=ticket.pk, sheet=_sheet(bulk), by=bulk.by, at=at)
    return standing(tagged, bulk.deed)


def _close(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    closed = work.solve(ticket_id=ticket.pk, sheet=_sheet(bulk), by=bulk.by, at=at)
    return standing(closed, bulk.deed)


def _reopen(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    return standing(work.reopen(ticket_id=ticket.pk, by=bulk.by, at=at), bulk.deed)


def _set_priority(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    changed = work.set_priority(
        ticket_id=ticket.pk, priority=bulk.priority, by=bulk.by, at=at
    )
    return standing(changed, bulk.deed)


def _mark(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    marked = work.mark_no_response_needed(ticket_id=ticket.pk, by=bulk.by, at=at)
    return standing(marked, bulk.deed)


def _add_note(bulk: Bulk, ticket: Ticket, at: datetime) -> dict[str, object]:
    note = answer.add_note(
        ticket_id=ticket.pk,
        body=bulk.note,
        by=bulk.by,
        at=at,
        idempotency_key=uuid5(_NOTES, f"{bulk.pk}:{ticket.pk}"),
    )
    return {"note": note.pk}


def _sheet(bulk: Bulk) -> Sheet:
    return Sheet(bulk.reason, bulk.truth, bulk.resolution)


_DOES: dict[str, Callable[[Bulk, Ticket, datetime], dict[str, object]]] = {
    Deed.ASSIGN: _assign,
    Deed.TAG: _tag,
    Deed.CLOSE: _close,
    Deed.REOPEN: _reopen,
    Deed.PRIORITY: _set_priority,
    Deed.NO_RESPONSE: _mark,
    Deed.NOTE: _add_note,
}

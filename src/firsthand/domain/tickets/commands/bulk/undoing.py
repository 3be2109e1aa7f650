"""Bring one ticket back to what it was before a bulk, if it stands as that left it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.commands.bulk.doing import FIELDS, standing
from firsthand.domain.tickets.models import Bulk, BulkItem, Cycle, Message, Ticket

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

Deed = Bulk.Deed


def undoing_of(
    bulk: Bulk, items: Sequence[BulkItem]
) -> Callable[[Ticket, BulkItem, datetime], None]:
    """Return what undoes, for one of these items, what the other bulk did."""
    other = bulk.undoes
    assert other is not None, bulk.pk
    tickets = [item.ticket_id for item in items]
    done = {item.ticket_id: item for item in other.items.filter(ticket_id__in=tickets)}

    def undo(ticket: Ticket, item: BulkItem, at: datetime) -> None:
        told = done[ticket.pk]
        if not _stands_as_left(ticket, other, told):
            item.state, item.why = BulkItem.State.CHANGED, BulkItem.Why.MOVED_ON
            return
        entries = journal_queries.of_ids(told.entries or ())
        _bring_back(ticket, other, told, entries)
        journal.withdraw(entries, at=at, facts={"bulk": other.pk, "undone": True})
        journal.record(
            events.BULK_UNDONE,
            subject_id=ticket.pk,
            at=at,
            by=bulk.by,
            about=_ticket.about(ticket),
            facts={"bulk": other.pk, "deed": other.deed},
        )
        _ticket.keep_team_clocks(ticket, at=at)
        ticket.save()
        if other.deed == Deed.NOTE:
            Message.objects.filter(pk=(told.left or {})["note"]).update(undone_at=at)
            _ticket.touch(ticket)
        item.state = BulkItem.State.DONE

    return undo


def _stands_as_left(ticket: Ticket, other: Bulk, told: BulkItem) -> bool:
    if other.deed == Deed.NOTE:
        return True  # It only gets a mark, wherever it stands by now.
    is_here = ticket.state != Ticket.State.MERGED
    return is_here and standing(ticket, other.deed) == told.left


def _bring_back(
    ticket: Ticket, other: Bulk, told: BulkItem, entries: Sequence[Entry]
) -> None:
    """Undo it on a locked ticket, without saving that."""
    left_at = ticket.solved_at
    before = told.before or {}
    for name in FIELDS[other.deed]:
        if name != "version":  # What counts what was said never goes back.
            setattr(ticket, name, _read(name, before[name]))
    if other.deed == Deed.CLOSE:
        _open_cycle_again(ticket, closed_at=left_at)
    elif other.deed == Deed.REOPEN:
        Cycle.objects.filter(ticket=ticket, solved_at=None).delete()
    elif other.deed == Deed.NO_RESPONSE:
        marked = [entry.subject_id for entry in entries]
        ticket.messages.filter(pk__in=marked).update(no_response_needed_at=None)
        _ticket.reset_clock(ticket)


def _read(name: str, value: str | int | None) -> object:
    if name.endswith("_at") and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


def _open_cycle_again(ticket: Ticket, *, closed_at: datetime | None) -> None:
    """Let the cycle that was ended go on: nobody closed it, and nobody came back."""
    ended = Cycle.objects.filter(ticket=ticket, solved_at=closed_at).order_by("-pk")
    Cycle.objects.filter(pk__in=ended.values("pk")[:1]).update(
        solved_at=None, solved_by=None, reason=None, truth="", resolution=None
    )

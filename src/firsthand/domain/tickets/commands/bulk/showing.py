"""Show what a bulk deed would do, and freeze the list it would do it to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.commands import _sheet
from firsthand.domain.tickets.commands.answer import NothingToSay
from firsthand.domain.tickets.commands.work import unknown_priority
from firsthand.domain.tickets.models import Bulk, BulkItem, Ticket
from firsthand.domain.tickets.queries.whole import WholeFilter, WholeList, whole
from firsthand.domain.tickets.rules import Sheet, Standing, Verdict, Wish
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.bulk import Among, copy_in

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

MOST_IN_BULK = 20_000  # Tickets in one bulk.
# A preview nobody said yes to is forgotten: what it shows is no longer so.
KEEP_PREVIEWS = timedelta(days=1)


class NothingSelected(Refused):
    code = "tickets.nothing_selected"


class TooMany(Refused):
    code = "tickets.too_many"


class UnknownDeed(Refused):
    code = "tickets.unknown_deed"


Chosen = Sequence[int] | WholeList | WholeFilter


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to do.

    Attributes:
        deed: a `Bulk.Deed` but not "undo".
        to: whom to assign to; None for nobody.
        sheet: what to tag or close with.
        priority: the priority to set.
        note: the note to add.
    """

    deed: str
    to: int | None = None
    sheet: Sheet = field(default_factory=Sheet)
    priority: str = ""
    note: str = ""


@transaction.atomic
def preview_bulk(*, wanted: Wanted, chosen: Chosen, by: Person, at: datetime) -> Bulk:
    """Set out what a deed would do to each of these tickets; nothing is done yet.

    Each is judged as it will be when it is done, and remembered with the time of its last
    change: one that changes afterwards is left out.

    Args:
        wanted: what to do.
        chosen: the tickets by number, or a whole list as it is now.
        by: who wants it.
        at: when (UTC).

    Raises:
        NotAllowed: the role may not work tickets, or not give them to another.
        Ticket.DoesNotExist: one of them is not in the stores `by` may see.
        NothingSelected: there is none.
        TooMany: there are more than `MOST_IN_BULK`.
        UnknownDeed: there is no such deed.
        SheetIncomplete: the sheet lacks what the deed needs.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
        UnknownPriority: there is no such priority.
        NothingToSay: the note is empty.
    """
    require(by, Right.WORK_TICKETS)
    wish = _wish(wanted, by)
    found = _found(chosen, by, at=at)
    bulk = Bulk.objects.create(
        by=by,
        deed=wanted.deed,
        shown_at=at,
        to_id=wish.to,
        priority=wish.priority,
        note=wanted.note.strip() if wish.deed == Bulk.Deed.NOTE else "",
        **(vars(wanted.sheet) if wish.deed in _WITH_SHEET else {}),
    )
    copy_in(
        BulkItem,
        ("bulk_id", "ticket_id", "seen_at", "state", "why"),
        ((bulk.pk, *row) for row in _judged(found, wish)),
    )
    return bulk


def _wish(wanted: Wanted, by: Person) -> Wish:
    """Refuse what no ticket could be done to; return what the others are judged by."""
    deed = wanted.deed
    if deed not in rules.BULK_DEEDS:
        raise UnknownDeed(_("There is no such action."), fix=_("Choose one from the list."))
    if deed == Bulk.Deed.ASSIGN:
        _check_person(wanted.to, by)
        return Wish(deed, to=wanted.to)
    if deed == Bulk.Deed.PRIORITY and wanted.priority not in sla.Priority.values:
        raise unknown_priority()
    if deed == Bulk.Deed.NOTE and not wanted.note.strip():
        raise NothingToSay(_("The note is empty."), fix=_("Write something first."))
    if deed in _WITH_SHEET:
        read = _WITH_SHEET[deed](wanted.sheet)
        resolution = read.resolution.pk if read.resolution else None
        return Wish(deed, tag=(read.tag.reason_id, read.truth, resolution))
    return Wish(deed, priority=wanted.priority if deed == Bulk.Deed.PRIORITY else "")


def _check_person(to: int | None, by: Person) -> None:
    if to not in {None, by.pk}:
        require(by, Right.ASSIGN_OTHERS)
        if not people.names_of([to or 0]):
            raise UnknownDeed(
                _("There is no such person."), fix=_("Choose one from the list.")
            )


# Tagging asks for less than closing does.
_WITH_SHEET = {Bulk.Deed.TAG.value: _sheet.read, Bulk.Deed.CLOSE.value: _sheet.complete}

_COLUMNS = (
    "pk", "changed_at", "store_id", "state", "assignee_id", "priority",
    "unanswered_since", "reason_id", "truth", "resolution_id",
)  # fmt: skip
Seen = tuple[int, datetime, int, Standing]


def _found(chosen: Chosen, by: Person, *, at: datetime) -> list[Seen]:
    """Return the tickets as they stand now, least time left first."""
    if isinstance(chosen, WholeList | WholeFilter):
        tickets = whole(chosen, by, at=at)
    else:
        _check_number(len(chosen))
        tickets = Ticket.objects.all().visible_to(by).filter(Among("pk", set(chosen)))
    tickets = tickets.order_by(F("queue_due_at").asc(nulls_last=True), "-last_message_at")
    rows = list(tickets.values_list(*_COLUMNS)[: MOST_IN_BULK + 1])
    if isinstance(chosen, Sequence) and len(rows) < len(set(chosen)):
        raise Ticket.DoesNotExist
    _check_number(len(rows))
    return [
        (
            pk,
            changed_at,
            store,
            Standing(state, who, priority, tuple(tag), since is not None),
        )
        for pk, changed_at, store, state, who, priority, since, *tag in rows
    ]


def _check_number(count: int) -> None:
    if not count:
        raise NothingSelected(
            _("No ticket is selected."), fix=_("Select at least one, then choose again.")
        )
    if count > MOST_IN_BULK:
        raise TooMany(
            _("At most %(most)d tickets can be done at once.") % {"most": MOST_IN_BULK},
            fix=_("Narrow the list down, and do it in parts."),
        )


_STATES = {
    Verdict.CHANGE: ("waiting", ""),
    Verdict.SAME: ("same", ""),
    Verdict.MERGED: ("refused", BulkItem.Why.MERGED.value),
    Verdict.NOT_THEIRS: ("refused", BulkItem.Why.NOT_ON_STORE.value),
}


def _judged(found: Sequence[Seen], wish: Wish) -> list[tuple[int, datetime, str, str]]:
    stores = {store_id for _pk, _at, store_id, _now in found}
    theirs = set(_stores_of_who_gets_it(stores, wish.to))
    return [
        (pk, at, *_STATES[rules.judge(now, wish, may_have_it=store_id in theirs)])
        for pk, at, store_id, now in found
    ]


def _stores_of_who_gets_it(stores: set[int], to: int | None) -> Iterator[int]:
    """Yield those of these stores that the person works; all of them for nobody."""
    for store_id in stores:
        if to is None or people.colleagues_on(store_id).filter(pk=to).exists():
            yield store_id


def forget_bulks(*, at: datetime) -> int:
    """Remove previews nobody said yes to, a day after; return how many."""
    old = Bulk.objects.filter(state=Bulk.State.SHOWN, shown_at__lt=at - KEEP_PREVIEWS)
    _all, removed = old.delete()
    return removed.get("tickets.Bulk", 0)

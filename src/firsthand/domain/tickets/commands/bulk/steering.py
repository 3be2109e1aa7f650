"""Begin a bulk that was shown, stop one, undo one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.commands.bulk import _common
from firsthand.domain.tickets.models import Bulk, BulkItem
from firsthand.domain.tickets.queries.bulk import bulks_for
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.bulk import copy_in

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class StillRunning(Refused):
    code = "tickets.bulk_running"


class NothingToUndo(Refused):
    code = "tickets.nothing_to_undo"


class UndoneBefore(Refused):
    code = "tickets.undone_before"


@transaction.atomic
def start_bulk(*, bulk_id: int, by: Person, at: datetime) -> Bulk:
    """Have done what was shown. Asked a second time, nothing more happens.

    Raises:
        NotAllowed: the role may not work tickets.
        Bulk.DoesNotExist: there is none that `by` was shown.
    """
    require(by, Right.WORK_TICKETS)
    bulk = _locked(bulk_id, by)
    if bulk.by_id != by.pk:
        raise Bulk.DoesNotExist  # Whoever is answerable for it has seen what it does.
    if bulk.state == Bulk.State.SHOWN:
        _common.begin(bulk, at=at)
    return bulk


@transaction.atomic
def stop_bulk(*, bulk_id: int, by: Person, at: datetime) -> Bulk:
    """Do nothing more of a bulk; what was done stays, and can be undone.

    One that is over stays as it is.

    Raises:
        NotAllowed: the role may not work tickets.
        Bulk.DoesNotExist: there is none that `by` may see.
    """
    require(by, Right.WORK_TICKETS)
    bulk = _locked(bulk_id, by)
    if bulk.state == Bulk.State.RUNNING:
        _common.end(bulk, Bulk.State.STOPPED, at=at)
    return bulk


@transaction.atomic
def undo_bulk(*, bulk_id: int, by: Person, at: datetime) -> Bulk:
    """Bring every ticket back to what it was before, if it stands as the bulk left it.

    That is a bulk of its own, which names the tickets that moved on since. Figures are as
    if nothing had been done to the others. Notes stay, with a mark.

    Returns:
        The bulk that undoes the other.

    Raises:
        NotAllowed: the role may not work tickets.
        Bulk.DoesNotExist: there is none that `by` may see.
        StillRunning: it is not over.
        NothingToUndo: it did nothing, or is an undoing itself.
        UndoneBefore: that was done already.
    """
    require(by, Right.WORK_TICKETS)
    bulk = _locked(bulk_id, by)
    _check(bulk)
    undoing = Bulk.objects.create(by=by, deed=Bulk.Deed.UNDO, undoes=bulk, shown_at=at)
    done = bulk.items.filter(state=BulkItem.State.DONE).order_by("pk")
    tickets = list(done.values_list("ticket_id", flat=True))
    copy_in(
        BulkItem,
        ("bulk_id", "ticket_id", "seen_at", "state", "why"),
        ((undoing.pk, ticket_id, at, "waiting", "") for ticket_id in tickets),
    )
    _common.begin(undoing, at=at)
    return undoing


def _check(bulk: Bulk) -> None:
    if bulk.state == Bulk.State.RUNNING:
        raise StillRunning(
            _("It is still under way."), fix=_("Stop it, or wait until it is done.")
        )
    if Bulk.objects.filter(undoes=bulk).exists():
        raise UndoneBefore(_("It was undone already."), fix=_("Reload the page."))
    is_done = bulk.items.filter(state=BulkItem.State.DONE).exists()
    if bulk.deed == Bulk.Deed.UNDO or not is_done:
        raise NothingToUndo(
            _("There is nothing to undo."), fix=_("Do it again as an action of its own.")
        )


def _locked(bulk_id: int, by: Person) -> Bulk:
    """Return the bulk, locked until the commit: the worker waits, or is waited for."""
    known = bulks_for(by).values_list("pk", flat=True).get(pk=bulk_id)
    bulks = Bulk.objects.select_related("by").select_for_update(of=("self",))
    return bulks.get(pk=known)

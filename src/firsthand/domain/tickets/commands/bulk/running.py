"""Do what was asked of many tickets, a few of them in each transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import InterfaceError, OperationalError, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.commands.bulk import _common, doing, undoing
from firsthand.domain.tickets.commands.work import AlreadySo
from firsthand.domain.tickets.models import Bulk, BulkItem, Ticket
from firsthand.foundation.errors import Refused
from firsthand.foundation.failpoints import fail_point

logger = logging.getLogger(__name__)
# So few that nobody who works one of them by hand waits longer than a moment.
AT_ONCE = 20
State, Why = BulkItem.State, BulkItem.Why


def work_bulks(*, now: Callable[[], datetime]) -> None:
    """Go on with every bulk under way, in turns, until all of them are over.

    What a worker that died had not committed is done again; what it had is not. Another
    worker's bulks are left to it.
    """
    bulks = Bulk.objects.filter(state=Bulk.State.RUNNING).order_by("started_at", "pk")
    while sum(_portion(pk, at=now()) for pk in bulks.values_list("pk", flat=True)):
        continue


@transaction.atomic
def _portion(bulk_id: int, *, at: datetime) -> bool:
    """Do the next few tickets of a bulk; say whether this worker had any to do."""
    bulks = Bulk.objects.select_related("by", "undoes")
    locked = bulks.select_for_update(skip_locked=True, of=("self",))
    bulk = locked.filter(pk=bulk_id, state=Bulk.State.RUNNING).first()
    if bulk is None:
        return False
    if not (bulk.by.is_active and bulk.by.may(Right.WORK_TICKETS)):
        _common.end(bulk, Bulk.State.STOPPED, at=at)
        return False
    items = list(bulk.items.filter(state=State.WAITING).order_by("pk")[:AT_ONCE])
    tickets = _locked_tickets(bulk, items)
    deed = undoing.undoing_of(bulk, items) if bulk.undoes else doing.doing_of(bulk)
    for item in items:
        _do(deed, item, tickets.get(item.ticket_id), at=at)
    changed = ["state", "why", "before", "left", "entries"]
    BulkItem.objects.bulk_update(items, changed)
    if len(items) < AT_ONCE:
        _common.end(bulk, Bulk.State.DONE, at=at)
    transaction.on_commit(partial(fail_point, "tickets.bulk.committed"))
    fail_point("tickets.bulk.before_commit")
    return True


def _locked_tickets(bulk: Bulk, items: list[BulkItem]) -> dict[int, Ticket]:
    """Lock them in order of their numbers, as everybody does who locks several."""
    visible = Ticket.objects.all().visible_to(bulk.by)
    chosen = visible.filter(pk__in=[item.ticket_id for item in items])
    return chosen.select_for_update(of=("self",)).order_by("pk").in_bulk()


def _do(
    deed: Callable[[Ticket, BulkItem, datetime], None],
    item: BulkItem,
    ticket: Ticket | None,
    *,
    at: datetime,
) -> None:
    """Do it to one ticket, or note why not; what is refused leaves nothing behind."""
    if ticket is None:
        item.state, item.why = State.REFUSED, Why.HIDDEN
        return
    try:
        with journal.noting() as noted, transaction.atomic():
            deed(ticket, item, at)
        item.entries = [entry.pk for entry in noted if entry.kind in doing.WITHDRAWABLE]
    except AlreadySo:
        item.state = State.SAME
    except Refused as refusal:
        item.state = State.REFUSED
        item.why = refusal.code if refusal.code in set(Why) else Why.REFUSED
    except (OperationalError, InterfaceError):
        raise  # The database is gone or busy: all of them come again.
    except Exception:
        logger.exception("bulk %s could not do ticket %s", item.bulk_id, item.ticket_id)
        item.state, item.why = State.REFUSED, Why.FAILED

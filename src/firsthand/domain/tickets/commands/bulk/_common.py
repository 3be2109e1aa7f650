"""What the commands about bulks share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events
from firsthand.domain.tickets.models import Bulk
from firsthand.domain.tickets.queries.bulk import tally

_bells: list[Callable[[], None]] = []


def ring_for_bulks(bell: Callable[[], None]) -> None:
    """Have `bell` called when a bulk has begun, once committed; set once."""
    _bells[:] = [bell]


def begin(bulk: Bulk, *, at: datetime) -> None:
    """Give a locked bulk to the worker, or end it at once if there is nothing to do."""
    bulk.state, bulk.started_at = Bulk.State.RUNNING, at
    waiting = tally(bulk).waiting
    journal.record(
        events.BULK_BEGUN,
        subject_id=bulk.pk,
        at=at,
        by=bulk.by,
        facts={"deed": bulk.deed, "tickets": waiting, "undoes": bulk.undoes_id},
    )
    if not waiting:
        end(bulk, Bulk.State.DONE, at=at)
        return
    bulk.save(update_fields=["state", "started_at"])
    for bell in _bells:
        transaction.on_commit(bell, robust=True)


def end(bulk: Bulk, state: Bulk.State, *, at: datetime) -> None:
    """Note that nothing more is done of a locked bulk; its text is kept no longer."""
    bulk.state, bulk.finished_at, bulk.note = state, at, ""
    bulk.save(update_fields=["state", "started_at", "finished_at", "note"])
    journal.record(
        events.BULK_ENDED,
        subject_id=bulk.pk,
        at=at,
        by=bulk.by,
        facts=dict(vars(tally(bulk))),
    )

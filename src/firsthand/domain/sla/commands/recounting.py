"""Hold all open tickets against changed policies, a batch at a time.

Which tickets there are is known above this area: the loop is theirs, the bookmark ours.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from firsthand.domain.journal import commands as journal
from firsthand.domain.sla import events
from firsthand.domain.sla.models import Recount


def next_to_recount() -> Recount | None:
    """Return the recount at hand, locked until the commit; None when there is none.

    Whoever changes a policy meanwhile begins another one: this one is gone then, and
    counting on from its bookmark would leave out what was counted before the change.
    """
    assert connection.in_atomic_block
    unfinished = Recount.objects.select_for_update(skip_locked=True).filter(done_at=None)
    return unfinished.order_by("-pk").first()


def recounted(recount: Recount, *, up_to: int | None, tickets: int, at: datetime) -> None:
    """Move the bookmark past the tickets just counted; None: there are no more."""
    recount.tickets += tickets
    if up_to is not None:
        recount.after_ticket_id = up_to
    else:
        recount.done_at = at
        journal.record(
            events.RECOUNTED,
            subject_id=recount.pk,
            at=at,
            by=None,
            facts={"tickets": recount.tickets},
        )
    recount.save()

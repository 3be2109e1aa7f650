"""Tell somebody before a clock runs out, and note when it did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from firsthand.domain.journal import commands as journal
from firsthand.domain.sla import events
from firsthand.domain.sla.commands.clocks import facts_of
from firsthand.domain.sla.models import Clock

BATCH = 200


@transaction.atomic
def escalate_due(*, at: datetime, limit: int = BATCH) -> int:
    """Escalate the clocks whose warning is due; return how many, `limit` at most.

    The clock's own row says that it was: never twice, whoever runs this beside us. Call
    until 0.
    """
    due = _taken(Clock.objects.filter(escalated_at=None, warn_at__lte=at), "warn_at", limit)
    for clock in due:
        clock.escalated_at = at
        clock.escalated_to = clock.policy.escalate_to
        clock.save(update_fields=["escalated_at", "escalated_to"])
        _record(events.ESCALATED, clock, at=at, facts={"to": clock.escalated_to})
    return len(due)


@transaction.atomic
def note_missed(*, at: datetime, limit: int = BATCH) -> int:
    """Note the running clocks that have run out; return how many, `limit` at most."""
    out = _taken(Clock.objects.filter(missed_at=None, due_at__lt=at), "due_at", limit)
    for clock in out:
        assert clock.due_at is not None
        clock.missed_at = clock.due_at
        clock.save(update_fields=["missed_at"])
        _record(events.MISSED, clock, at=clock.due_at, facts={})
    return len(out)


def _taken(clocks: QuerySet[Clock], by: str, limit: int) -> list[Clock]:
    """Return running clocks, locked; those that somebody else keeps are left for later."""
    return list(
        clocks.filter(ended_at=None)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("policy")
        .order_by(by)[:limit]
    )


def _record(kind: str, clock: Clock, *, at: datetime, facts: dict[str, object]) -> None:
    journal.record(
        kind,
        subject_id=clock.pk,
        at=at,
        by=None,
        about=journal.About(store_id=clock.store_id, ticket_id=clock.ticket_id),
        facts=facts_of(clock) | facts,
    )

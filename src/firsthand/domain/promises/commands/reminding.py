"""Tell who has to see to a promise before it is due, and note when it was broken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet

from firsthand.domain.promises import events
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.models import Promise
from firsthand.domain.promises.queries import owed

BATCH = 200
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def remind_due(*, at: datetime, limit: int = BATCH) -> list[Promise]:
    """Note which promises their keepers are to be reminded of now; return those.

    Each once: whoever calls has to tell, and a failure is not made good.
    """
    due = owed().filter(reminded_at=None, remind_at__lte=at, due_at__gt=at)
    return _note(due, "reminded_at", events.REMINDED, at=at, limit=limit)


@transaction.atomic
def escalate_due(*, at: datetime, limit: int = BATCH) -> list[Promise]:
    """Note which promises are about to be broken; return those, to tell the leads."""
    due = owed().filter(escalated_at=None, escalate_at__lte=at, due_at__gt=at)
    return _note(due, "escalated_at", events.ESCALATED, at=at, limit=limit)


@transaction.atomic
def note_broken(*, at: datetime, limit: int = BATCH) -> int:
    """Note the promises whose time and grace have passed; return how many, call until 0."""
    end = ExpressionWrapper(
        F("due_at") + F("grace_minutes") * _MINUTE, output_field=DateTimeField()
    )
    out = owed().filter(broken_at=None, due_at__lt=at).alias(end=end).filter(end__lt=at)
    found = _taken(out, limit)
    for promise in found:
        assert promise.due_at is not None
        promise.broken_at = promise.due_at + promise.grace_minutes * _MINUTE
        promise.save(update_fields=["broken_at"])
        _common.record(events.BROKEN, promise, at=promise.broken_at, by=None)
    return len(found)


def _note(
    due: QuerySet[Promise], field: str, kind: str, *, at: datetime, limit: int
) -> list[Promise]:
    found = _taken(due, limit)
    for promise in found:
        setattr(promise, field, at)
        promise.save(update_fields=[field])
        facts = {"keeper": promise.keeper_id}
        _common.record(kind, promise, at=at, by=None, facts=facts)
    return found


def _taken(due: QuerySet[Promise], limit: int) -> list[Promise]:
    """Return promises, locked; those that somebody else works on are left for later."""
    locked = due.select_for_update(skip_locked=True, of=("self",))
    return list(locked.select_related("store", "keeper").order_by("due_at", "pk")[:limit])

"""Remind those who hold a claim of its deadline, before it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.claims import events, queries
from firsthand.domain.claims.models import Reminder
from firsthand.domain.claims.rules import reminders
from firsthand.domain.journal import commands as journal

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Setback

# What was over longer ago is no reminder any more: imports bring history, too.
_TOO_LATE = timedelta(hours=24)


@transaction.atomic
def remind(*, at: datetime) -> list[Reminder]:
    """Note of which claims half, four fifths or all of the time has passed; return those.

    Each is told at most once: whoever calls has to tell, and a failure is not made good. Of
    several that are due at once only the latest counts.

    Args:
        at: when (UTC).
    """
    found = queries.near_their_deadline(at=at, since=_TOO_LATE)
    told: dict[tuple[int, datetime], int] = {}
    for each in Reminder.objects.filter(
        setback__in=[setback for setback, _by in found]
    ).order_by("percent"):
        told[each.setback_id, each.respond_by] = each.percent
    made = []
    for setback, by in found:
        percent = reminders.reached(setback.happened_at, by, at=at)
        if percent is not None and percent > told.get((setback.pk, by), 0):
            made.append(_note(setback, by, percent, at=at))
    return [each for each in made if each is not None]


def _note(
    setback: Setback, respond_by: datetime, percent: int, *, at: datetime
) -> Reminder | None:
    order = setback.order
    claim = getattr(setback, "claim", None)
    is_assumed = claim is None or claim.respond_by is None
    reminder, is_new = Reminder.objects.get_or_create(
        setback=setback,
        respond_by=respond_by,
        percent=percent,
        defaults={"store_id": order.store_id, "is_assumed": is_assumed, "at": at},
    )
    if not is_new:
        return None  # Somebody else did so this very moment.
    journal.record(
        events.REMINDED,
        subject_id=setback.pk,
        at=at,
        by=None,
        about=journal.About(
            store_id=order.store_id,
            buyer_id=order.buyer_id,
            ticket_id=claim.ticket_id if claim is not None else None,
        ),
        facts={
            "respond_by": respond_by.isoformat(),
            "is_assumed": is_assumed,
            "percent": percent,
        },
    )
    return reminder

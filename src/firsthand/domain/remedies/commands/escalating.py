"""Ask the role above when nobody decides in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from firsthand.domain.journal import commands as journal
from firsthand.domain.remedies import events
from firsthand.domain.remedies.commands._audit import write_audit
from firsthand.domain.remedies.commands._moving import locked
from firsthand.domain.remedies.commands.deciding import AT_ONCE, proposal_to_approve
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Ladder
from firsthand.domain.remedies.rules.states import State


def escalate_due(*, ladder: Ladder, at: datetime) -> int:
    """Ask the next role about each request that has waited half of its life; how many.

    That one has half of what is left, and so on, until nobody is above. Whoever was asked
    before may still decide.

    Args:
        ladder: says who comes next.
        at: when (UTC).
    """
    due = Remedy.objects.filter(
        state=State.PENDING_APPROVAL, asks_next_at__lte=at, expires_at__gt=at
    )
    count = 0
    for remedy_id in due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            remedy = locked(remedy_id)
            # Somebody may have decided while we waited for the lock.
            if due.filter(pk=remedy_id).exists():
                count += _ask_next(remedy, ladder, at=at)
    return count


def _ask_next(remedy: Remedy, ladder: Ladder, *, at: datetime) -> bool:
    asked = remedy.approval_by
    role = ladder.next_above(proposal_to_approve(remedy, at=at), role=asked)[:40]
    assert remedy.expires_at is not None
    remedy.asks_next_at = at + (remedy.expires_at - at) / 2 if role else None
    remedy.approval_by = role or asked
    remedy.save(update_fields=["approval_by", "asks_next_at"])
    if role:
        _note(remedy, asked, at=at)
    return bool(role)


def _note(remedy: Remedy, asked: str, *, at: datetime) -> None:
    facts = {
        "key": str(remedy.key),
        "order": remedy.ledger_id,
        "from": asked,
        "to": remedy.approval_by,
    }
    journal.record(
        events.ESCALATED,
        subject_id=remedy.pk,
        at=at,
        by=None,
        about=journal.About(
            store_id=remedy.store_id,
            buyer_id=remedy.ledger.order.buyer_id,
            ticket_id=remedy.ticket_id,
        ),
        facts=facts,
    )
    write_audit(
        "remedy.escalated",
        subject=str(remedy.key),
        actor_id=None,
        store_id=remedy.store_id,
        facts=facts,
    )


@transaction.atomic
def next_to_tell(*, at: datetime) -> Remedy | None:
    """Return a request whose role has not been told that it is asked; that is noted now.

    Told at most once: whoever asks has to tell, and a failure is not made good.
    """
    untold = Remedy.objects.filter(state=State.PENDING_APPROVAL, expires_at__gt=at)
    untold = untold.exclude(approval_by=F("told_role")).order_by("pk")
    remedy_id = untold.values_list("pk", flat=True).first()
    if remedy_id is None:
        return None
    remedy = locked(remedy_id)
    if not untold.filter(pk=remedy_id).exists():
        return None
    remedy.told_role = remedy.approval_by
    remedy.save(update_fields=["told_role"])
    return remedy

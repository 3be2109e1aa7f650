"""Take in what a marketplace writes to us about an order, whether it is known or not."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders.models import Notice, Order
from firsthand.domain.orders.ports import NoticeFacts


@transaction.atomic
def record_notice(
    *,
    store_id: int,
    order_number: str,
    kind: str,
    facts: NoticeFacts,
    mail_id: str,
    ticket_message_id: int,
    sent_at: datetime,
) -> Notice | None:
    """Note one mail of a marketplace about an order; None: it was noted before.

    Args:
        store_id: of the mailbox it came to.
        order_number: the marketplace's.
        kind: a `Notice.Kind`.
        facts: what the mail says. A sum that is not above nothing is none.
        mail_id: its Message-ID: the same mail in another mailbox is the same notice.
        ticket_message_id: the message it became.
        sent_at: when (UTC).
    """
    refund = facts.refund if kind == Notice.Kind.REFUND else None
    if refund is not None and refund.minor_units <= 0:
        refund = None
    notice, is_new = Notice.objects.get_or_create(
        store_id=store_id,
        order_number=order_number[:40],
        kind=Notice.Kind(kind),
        mail_hash=hashlib.sha256(mail_id.encode()).hexdigest(),
        defaults={
            "ticket_message_id": ticket_message_id,
            "sent_at": sent_at,
            "refund_minor_units": refund.minor_units if refund else None,
            "currency": refund.currency if refund else "",
            "quantity": facts.quantity,
            "carrier": facts.carrier[:80],
            "tracking_number": facts.tracking_number[:60],
            "reason_text": facts.reason[:500],
            "comment": facts.comment[:500],
        },
    )
    if not is_new:
        return None
    _record(notice)
    return notice


def _record(notice: Notice) -> None:
    order = Order.objects.filter(store_id=notice.store_id, number=notice.order_number)
    journal.record(
        "orders.notice_taken",
        subject_id=notice.pk,
        at=notice.sent_at,
        by=None,
        about=journal.About(
            store_id=notice.store_id,
            buyer_id=order.values_list("buyer_id", flat=True).first(),
        ),
        facts={
            "what": str(notice.kind),
            "message": notice.ticket_message_id,
            "quantity": notice.quantity,
            "minor_units": notice.refund_minor_units,
            "currency": notice.currency or None,
        },
    )

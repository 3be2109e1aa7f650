"""What follows from a marketplace's own mail, besides the message it becomes."""

from __future__ import annotations

from datetime import datetime, timedelta

from firsthand.domain.mail import commands as mail_commands
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import ParsedMail, RelayKind
from firsthand.domain.orders import commands as orders
from firsthand.domain.tickets.commands.delivery import mark_delivery
from firsthand.domain.tickets.models import Message, Ticket

# What orders call these notices.
_NOTICES = {
    RelayKind.RETURN_REQUEST: "return",
    RelayKind.REFUND_ISSUED: "refund",
    RelayKind.CANCEL_REQUEST: "cancel",
}
_UNDELIVERED = (RelayKind.BUYER_OPTED_OUT, RelayKind.SENDER_NOT_APPROVED)
# A refusal that does not name our mail is of one that left shortly before.
_REFUSED_WITHIN = timedelta(hours=24)
# The copy of a reply may come long after it: mailboxes stand still.
_ECHOED_WITHIN = timedelta(days=2)


def record_notice(ticket: Ticket, message: Message, mail: ParsedMail) -> None:
    """Have a notice known where orders are. One that names several orders is of none."""
    relay = mail.relay
    kind = _NOTICES.get(relay.kind) if relay is not None else None
    if relay is None or kind is None or relay.notice is None:
        return
    if len(relay.order_numbers) != 1:
        return
    orders.record_notice(
        store_id=ticket.store_id,
        order_number=relay.order_numbers[0],
        kind=kind,
        facts=relay.notice,
        mail_id=mail.message_id,
        ticket_message_id=message.pk,
        sent_at=message.sent_at,
    )


def reply_echoed(ticket: Ticket, mail: ParsedMail, *, sent_at: datetime) -> Message | None:
    """Return the reply of ours that the marketplace only sends a copy of, if it is one."""
    if mail.relay is None or mail.relay.kind != RelayKind.OWN_REPLY_COPY:
        return None
    said = _squeezed(mail.text)
    written = ticket.messages.filter(
        direction=Message.Direction.OUTBOUND,
        author__isnull=False,
        sent_at__range=(sent_at - _ECHOED_WITHIN, sent_at + timedelta(hours=1)),
    )
    same = (reply for reply in written.order_by("-sent_at") if said)
    return next((reply for reply in same if _squeezed(reply.body) == said), None)


def note_undelivered(ticket: Ticket, mail: ParsedMail, *, mailbox_id: int) -> None:
    """Note that the marketplace did not pass a reply of ours on to the buyer.

    By the mail it names, else the only one about its order that left within a day before;
    of several that can be meant none is marked, and a person reads the notice.
    """
    relay = mail.relay
    if relay is None or relay.kind not in _UNDELIVERED:
        return
    at = ticket.last_message_at if mail.sent_at is None else mail.sent_at
    if relay.kind == RelayKind.SENDER_NOT_APPROVED:
        mail_commands.note_refused_sender(mailbox_id, at=at)
    bounced = None
    for ids in (mail.bounced_message_ids, _only_reply(ticket, relay.order_numbers, at)):
        bounced = bounced or mail_commands.note_bounce(
            message_ids=ids, mailbox_id=mailbox_id, permanent=True, at=at
        )
    if bounced is not None and bounced.ticket_message_id is not None:
        mark_delivery(
            message_id=bounced.ticket_message_id,
            delivery=Message.Delivery.BOUNCED,
            at=at,
        )


def _only_reply(
    ticket: Ticket, order_numbers: tuple[str, ...], at: datetime
) -> tuple[str, ...]:
    if not order_numbers:
        return ()
    about = Ticket.objects.filter(
        store_id=ticket.store_id, order_number__in=order_numbers
    ).values("pk")
    replies = Message.objects.filter(
        ticket__in=about,
        direction=Message.Direction.OUTBOUND,
        delivery__in=(Message.Delivery.SENT, Message.Delivery.UNKNOWN),
        author__isnull=False,
        sent_at__range=(at - _REFUSED_WITHIN, at),
    )
    found = [mail_queries.outbound_of(reply.pk) for reply in replies[:2]]
    return (found[0].message_id,) if len(found) == 1 and found[0] is not None else ()


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()

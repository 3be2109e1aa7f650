"""Ask a warehouse or a supplier about a ticket, where the buyer never sees it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _side, _ticket
from firsthand.domain.tickets.commands.answer import (
    NothingToSay,
    StoreClosed,
    key_used_elsewhere,
)
from firsthand.domain.tickets.commands.contacts import refuse_buyers
from firsthand.domain.tickets.models import (
    Contact,
    Message,
    SideConversation,
    SideMessage,
    Ticket,
)

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LOST = (Message.Delivery.FAILED, Message.Delivery.BOUNCED)


@transaction.atomic
def begin_side(
    *,
    ticket_id: int,
    contact_id: int,
    subject: str,
    body: str,
    by: Person,
    at: datetime,
    idempotency_key: UUID,
) -> SideMessage:
    """Ask somebody about a ticket; the worker sends the mail, from the store's mailbox.

    Args:
        ticket_id: the ticket.
        contact_id: whom, one of the ticket's store.
        subject: of the mail, at most 200 characters.
        body: plain text, as it will leave.
        by: who asks.
        at: when (UTC).
        idempotency_key: the same key again returns the first message.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        Contact.DoesNotExist: the ticket's store has no such contact in use.
        KeyUsedElsewhere: the key belongs to another text.
        NothingToSay: subject or text are empty.
        ContactIsBuyer: a buyer reads at the contact's address by now.
        StoreClosed: the store is closed.
        mail.NoMailbox: the store has no mailbox to send from.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    known = _written_before(ticket, by, idempotency_key)
    if known is not None:
        return known
    contacts = Contact.objects.filter(store_id=ticket.store_id, archived_at=None)
    contact = contacts.get(pk=contact_id)
    subject = " ".join(subject.split())[:200]
    _check(ticket, contact, body)
    if not subject:
        raise _nothing()
    conversation = SideConversation.objects.create(
        ticket=ticket, contact=contact, subject=subject, begun_at=at
    )
    return _write(ticket, conversation, body, by=by, at=at, key=idempotency_key)


@transaction.atomic
def write_side(
    *,
    ticket_id: int,
    side_id: int,
    body: str,
    by: Person,
    at: datetime,
    idempotency_key: UUID,
) -> SideMessage:
    """Write on in a side conversation.

    Raises:
        SideConversation.DoesNotExist: this ticket has none of that number.
        Refused: as `begin_side`.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    known = _written_before(ticket, by, idempotency_key)
    if known is not None:
        return known
    conversation = ticket.sides.select_related("contact").get(pk=side_id)
    _check(ticket, conversation.contact, body)
    return _write(ticket, conversation, body, by=by, at=at, key=idempotency_key)


@transaction.atomic
def settle_side(*, ticket_id: int, side_id: int, by: Person, at: datetime) -> None:
    """Say that nothing more is expected of a side conversation, or that it was read.

    Raises:
        SideConversation.DoesNotExist: this ticket has none of that number.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    conversation = ticket.sides.get(pk=side_id)
    if conversation.answered_at is None and not conversation.waits:
        return
    conversation.answered_at, conversation.waits = None, False
    conversation.save(update_fields=["answered_at", "waits"])
    _side.show(ticket)
    journal.record(
        events.SIDE_SETTLED,
        subject_id=conversation.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
    )


@transaction.atomic
def mark_side_delivery(*, side_message_id: int, delivery: str) -> None:
    """Set how a message beside the thread fared; the same again changes nothing."""
    message = SideMessage.objects.get(pk=side_message_id)
    ticket, conversation = _side.locked_with(message.conversation_id)
    message.delivery = Message.Delivery(delivery)
    message.save(update_fields=["delivery"])
    if message.delivery in _LOST and conversation.waits:
        conversation.waits = False
        conversation.save(update_fields=["waits"])
    _side.show(ticket)


def _write(
    ticket: Ticket,
    conversation: SideConversation,
    body: str,
    *,
    by: Person,
    at: datetime,
    key: UUID,
) -> SideMessage:
    earlier = conversation.messages.order_by("sent_at", "pk").values_list("pk", flat=True)
    before = list(earlier)
    message = SideMessage.objects.create(
        conversation=conversation,
        author=by,
        body=body.strip(),
        delivery=Message.Delivery.WAITING,
        sent_at=at,
        recorded_at=at,
        idempotency_key=key,
    )
    subject = conversation.subject
    mail.enqueue_beside(
        store_id=ticket.store_id,
        conversation_id=conversation.pk,
        side_message_id=message.pk,
        earlier_side_ids=before,
        recipient=conversation.contact.address,
        subject=f"Re: {subject}" if before else subject,
        body=message.body,
        at=at,
    )
    conversation.answered_at, conversation.waits = None, True
    conversation.save(update_fields=["answered_at", "waits"])
    _ticket.will_hold_words(ticket)
    _side.show(ticket)
    journal.record(
        events.SIDE_WRITTEN,
        subject_id=message.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"conversation": conversation.pk, "contact": conversation.contact_id},
    )
    return message


def _check(ticket: Ticket, contact: Contact, body: str) -> None:
    if not body.strip():
        raise _nothing()
    if ticket.store.closed_at is not None:
        raise StoreClosed(_("This store is closed. Nothing was sent; your text is kept."))
    refuse_buyers(contact.address, besides=ticket.reply_address)


def _nothing() -> NothingToSay:
    return NothingToSay(_("There is no text to send."), fix=_("Write something first."))


def _written_before(ticket: Ticket, by: Person, key: UUID) -> SideMessage | None:
    known = (
        SideMessage.objects.filter(idempotency_key=key)
        .select_related("conversation")
        .first()
    )
    if known is None:
        return None
    if (known.conversation.ticket_id, known.author_id) != (ticket.pk, by.pk):
        raise key_used_elsewhere()
    return known

"""Answers that come back beside the thread, and what the ticket shows of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail_commands
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import ParsedMail
from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _snooze, _ticket
from firsthand.domain.tickets.models import SideConversation, SideMessage, Snooze, Ticket

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox


def place(mail: ParsedMail, mailbox: Mailbox) -> SideConversation | None:
    """Return the side conversation a mail answers; None: it is none of theirs.

    By our own marks only, and never what a buyer writes, should a mail of ours have been
    passed on to him: his words belong into his thread.
    """
    if mail.relay is not None:
        return None
    pointers = list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    known = mail_queries.side_messages_of(pointers, mailbox_id=mailbox.pk)
    here = SideConversation.objects.filter(
        ticket__store_id=mailbox.store_id
    ).select_related("ticket", "contact")
    for pointer in pointers:
        number = mail_queries.conversation_of_token(pointer)
        if number is None and pointer not in known:
            continue
        is_it = Q(pk=number) if number is not None else Q(messages=known[pointer])
        found = here.filter(is_it).first()
        if found is not None:
            return None if _is_buyers(mail, found) else found
    return None


def _is_buyers(mail: ParsedMail, conversation: SideConversation) -> bool:
    if mail.from_address.lower() == conversation.contact.address:
        return False
    return bool(orders.buyers_known_by_address(mail.from_address))


def take(
    found: SideConversation, mail: ParsedMail, *, identity_id: int, at: datetime
) -> SideMessage:
    """Write an answer into a side conversation. No clock and no figure moves.

    A ticket that is snoozed wakes, unless only a program answered.
    """
    ticket, conversation = locked_with(found.pk)
    is_contact = mail.from_address.lower() == conversation.contact.address
    message = SideMessage.objects.create(
        conversation=conversation,
        sender="" if is_contact else mail.from_address[:320],
        body=mail.text or mail.full_text,
        sent_at=rules.event_time(mail.sent_at, taken_at=at),
        recorded_at=at,
    )
    mail_commands.link_beside(identity_id, side_message_id=message.pk)
    mail_commands.attach(mail.attachments, side_message_id=message.pk, at=at)
    _ticket.will_hold_words(ticket)
    if mail.machine is None:
        conversation.answered_at, conversation.waits = at, False
        conversation.save(update_fields=["answered_at", "waits"])
        _snooze.end(ticket, Snooze.Woken.ANSWER, at=at)
        _ticket.keep_team_clocks(ticket, at=at)
        ticket.save(update_fields=["team_due_at", "team_target"])
    show(ticket)
    journal.record(
        events.SIDE_ANSWERED,
        subject_id=message.pk,
        at=at,
        by=None,
        about=_ticket.about(ticket),
        facts={
            "conversation": conversation.pk,
            "by_machine": mail.machine is not None,
        },
    )
    return message


def locked_with(conversation_id: int) -> tuple[Ticket, SideConversation]:
    """Return a conversation with its ticket locked; a merge may move it while we wait."""
    while True:
        sides = SideConversation.objects.select_related("contact")
        conversation = sides.get(pk=conversation_id)
        ticket = Ticket.objects.select_for_update(of=("self",)).get(
            pk=conversation.ticket_id
        )
        if sides.get(pk=conversation_id).ticket_id == ticket.pk:
            return ticket, conversation


def show(ticket: Ticket) -> None:
    """Bring what the queue says of a ticket's side conversations up to date."""
    stands = list(ticket.sides.values_list("answered_at", "waits"))
    state = Ticket.SideState.SETTLED.value if stands else ""
    if any(answered_at is not None for answered_at, _waits in stands):
        state = Ticket.SideState.ANSWERED
    elif any(waits for _answered_at, waits in stands):
        state = Ticket.SideState.ASKED
    ticket.side_state = state
    ticket.save(update_fields=["side_state"])
    _ticket.touch(ticket)

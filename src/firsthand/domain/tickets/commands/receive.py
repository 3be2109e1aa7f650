"""Turn one mail into a message on the right ticket, exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail_commands
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import MachineKind, ParsedMail, RelayKind
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import (
    _given,
    _market,
    _side,
    _snooze,
    _thread,
    _ticket,
)
from firsthand.domain.tickets.commands import merge as _merge
from firsthand.domain.tickets.commands.delivery import mark_delivery
from firsthand.domain.tickets.models import Cycle, Message, Snooze, Ticket

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox

Nature = Message.Nature
_BY_MACHINES = (Nature.NOTICE, Nature.AUTO_REPLY)
_MACHINE_NATURE = {
    MachineKind.BOUNCE: Nature.NOTICE,
    MachineKind.AUTO_REPLY: Nature.AUTO_REPLY,
    MachineKind.LIST: Nature.NOTICE,
    MachineKind.NOTICE: Nature.NOTICE,
}

_OF_CLAIMS = {RelayKind.CLAIM_OPENED: "opened", RelayKind.CLAIM_CLOSED: "closed"}


@dataclass(frozen=True)
class Received:
    """What a mail became. A duplicate has no ids: it changed nothing.

    Nor has a probe, a mail of our own that only asked whether the mailbox is reached.
    """

    outcome: Literal["message", "own_reply", "bounce", "duplicate", "probe", "side"]
    ticket_id: int | None = None
    message_id: int | None = None


@transaction.atomic
def receive(*, mailbox_id: int, mail: ParsedMail, raw: bytes, at: datetime) -> Received:
    """Take one mail: identity, raw bytes, message, ticket, clock and journal together.

    Fetching the same mail again changes nothing. A mail without a certain place in an
    existing conversation begins a new ticket: a wrong join shows one buyer's words to
    another, a missed one costs a click.

    Args:
        mailbox_id: where it came in.
        mail: what the parser made of it.
        raw: its bytes.
        at: when we took it (UTC).
    """
    if mail_commands.note_probe(mailbox_id, message_id=mail.message_id, at=at):
        return Received("probe")
    taken = mail_commands.take(
        mailbox_id=mailbox_id,
        message_id=mail.message_id,
        raw=raw,
        at=at,
        refers_to=mail.references,
        answers=mail.in_reply_to[0] if mail.in_reply_to else "",
    )
    if taken is None:
        return Received("duplicate")
    mailbox = mail_queries.mailbox(mailbox_id)
    beside = _side.place(mail, mailbox)
    is_buyers = beside is None and _is_buyers(mail)
    wrote_at = rules.event_time(mail.sent_at, taken_at=at) if is_buyers else None
    mail_commands.note_arrival(mailbox_id, at=at, wrote_at=wrote_at)
    bounced = _bounce(mail, mailbox_id, at)
    if bounced is not None:
        mail_commands.link(taken.identity_id, ticket_message_id=bounced.message_id or 0)
        return bounced
    if beside is not None:
        _side.take(beside, mail, identity_id=taken.identity_id, at=at)
        return Received("side", beside.ticket_id)
    return _receive_message(mail, mailbox, taken, at=at)


def _receive_message(
    mail: ParsedMail, mailbox: Mailbox, taken: mail_commands.Taken, *, at: datetime
) -> Received:
    placed = _thread.place(mail, mailbox, at=at)
    ticket, home_id = _joined(placed, at) or (
        _flooded(mail, mailbox, at) or _new_ticket(mail, mailbox, placed, at),
        None,
    )
    message = _write(ticket, mail, at)
    echoed = _market.reply_echoed(ticket, mail, sent_at=message.sent_at)
    if echoed is not None:
        mail_commands.link(taken.identity_id, ticket_message_id=echoed.pk)
        return Received("own_reply", ticket.pk, echoed.pk)
    _know_order(ticket, placed, at)
    message.home_id = home_id
    message.flag = _flag(mail, placed, is_variant=taken.is_variant)
    message.save()
    mail_commands.link(taken.identity_id, ticket_message_id=message.pk)
    mail_commands.attach(mail.attachments, ticket_message_id=message.pk, at=at)
    _record(ticket, message, mail)
    _record_claim(ticket, message, mail)
    _market.record_notice(ticket, message, mail)
    _update(ticket, message, mail, at)
    _market.note_undelivered(ticket, mail, mailbox_id=mailbox.pk)
    is_own = message.direction == Message.Direction.OUTBOUND
    return Received("own_reply" if is_own else "message", ticket.pk, message.pk)


def _flag(mail: ParsedMail, placed: _thread.Place, *, is_variant: bool) -> str:
    if mail.is_called_forged:
        return Message.Flag.SENDER_FORGED
    return Message.Flag.SAME_ID_OTHER_CONTENT if is_variant else placed.flag


def _joined(placed: _thread.Place, at: datetime) -> tuple[Ticket, int | None] | None:
    """Return the ticket of the mail, and the merged one it came for; None: there is none.

    A mail that shows two tickets to be one conversation merges them, as long as one of
    them is as it came: where people have worked on both, they are shown and decide.
    """
    ticket, home_id = placed.ticket, placed.home_id
    if ticket is None:
        return None
    for other in placed.also:
        if _merge.is_as_it_came(other):
            _merge.join(other, ticket, by=None, at=at)
        elif _merge.is_as_it_came(ticket):
            home_id = home_id or ticket.pk
            ticket = _merge.join(ticket, other, by=None, at=at)
    return ticket, home_id


def _bounce(mail: ParsedMail, mailbox_id: int, at: datetime) -> Received | None:
    """Settle a bounce of our own mail; None when it is not one."""
    if mail.machine != MachineKind.BOUNCE or not mail.bounced_message_ids:
        return None
    bounced = mail_commands.note_bounce(
        message_ids=mail.bounced_message_ids,
        mailbox_id=mailbox_id,
        permanent=mail.bounce_is_permanent,
        at=at,
    )
    if bounced is None:
        return None
    message_id = bounced.ticket_message_id
    if message_id is None:
        return Received("bounce")  # Of a side conversation, which hears of it as of all.
    if mail.bounce_is_permanent:
        mark_delivery(message_id=message_id, delivery=Message.Delivery.BOUNCED, at=at)
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    return Received("bounce", ticket_id, message_id)


def _flooded(mail: ParsedMail, mailbox: Mailbox, at: datetime) -> Ticket | None:
    """Return the ticket that takes the rest of a machine's flood; None while it is none.

    Two programs that answer each other would fill the desk. Their mail is all kept, but
    past the day's cap on the correspondent's newest filed ticket. A marketplace's notices
    are many and each is about something else: they are not capped.
    """
    if mail.machine is None or mail.relay is not None:
        return None
    filed = Ticket.objects.filter(
        store_id=mailbox.store_id,
        buyer_id__in=order_queries.buyer_ids_known_by(_thread.identities(mail)),
        state=Ticket.State.SOLVED,
    )
    mails = Message.objects.filter(
        ticket__in=filed,
        nature__in=_BY_MACHINES,
        recorded_at__gt=at - rules.FLOOD_WITHIN,
    )
    if mails.count() < rules.FLOOD_OF:
        return None
    newest = filed.select_for_update(of=("self",)).order_by("-last_message_at", "-pk")
    return next((ticket for ticket in newest[:5] if _is_only_machine_mail(ticket)), None)


def _new_ticket(
    mail: ParsedMail, mailbox: Mailbox, placed: _thread.Place, at: datetime
) -> Ticket:
    buyer = placed.buyer or orders.buyer_for(
        _thread.identities(mail), name=mail.from_name, language=mail.language, at=at
    )
    when = rules.event_time(mail.sent_at, taken_at=at)
    ticket = Ticket.objects.create(
        store_id=mailbox.store_id,
        buyer=buyer,
        order_id=placed.order_id,
        order_number=placed.order_number,
        channel="amazon" if mail.relay else "email",
        subject=mail.subject[:500],
        language=mail.language,
        opened_at=when,
        last_message_at=when,
        relay_alias_hash=placed.alias_hash,
        relay_case_id=mail.relay.case_id[:64] if mail.relay else "",
    )
    Cycle.objects.create(ticket=ticket, opened_at=when)
    return ticket


def _write(ticket: Ticket, mail: ParsedMail, at: datetime) -> Message:
    is_own = mail.relay is not None and mail.relay.kind == RelayKind.OWN_REPLY_COPY
    return Message(
        ticket=ticket,
        direction=Message.Direction.OUTBOUND if is_own else Message.Direction.INBOUND,
        author_name=mail.from_name[:200],
        body=mail.text,
        html=mail.html,
        language=mail.language,
        nature="" if is_own else _nature(mail),
        reply_kind=Message.ReplyKind.RESOLUTION if is_own else "",
        delivery=Message.Delivery.SENT if is_own else "",
        sent_at=rules.event_time(mail.sent_at, taken_at=at),
        recorded_at=at,
    )


def _is_buyers(mail: ParsedMail) -> bool:
    """Say whether a buyer wrote this, and neither a program nor the marketplace."""
    is_relayed = mail.relay is None or mail.relay.kind == RelayKind.BUYER_MESSAGE
    return is_relayed and mail.machine is None


def _nature(mail: ParsedMail) -> Message.Nature:
    if mail.relay is not None and mail.relay.kind != RelayKind.BUYER_MESSAGE:
        return Nature.NOTICE
    if mail.machine is not None:
        return _MACHINE_NATURE[mail.machine]
    return Nature.QUESTION


def _asins(ticket: Ticket, mail: ParsedMail) -> tuple[str, ...]:
    """Return what it is about: as the order says, before there is one as the mail does."""
    if ticket.order_id:
        return tuple(order_queries.asins_of(ticket.order_id))
    return mail.relay.asins if mail.relay is not None else ()


def _record(ticket: Ticket, message: Message, mail: ParsedMail) -> None:
    if message.direction == Message.Direction.OUTBOUND:
        kind, facts, version = events.OWN_REPLY_COPIED, {"kind": message.reply_kind}, 1
    else:
        event = events.MessageReceived(
            nature=message.nature,
            channel=ticket.channel,
            order_id=ticket.order_id,
            asins=_asins(ticket, mail),
        )
        kind, facts, version = event.kind, event.facts(), event.version
    journal.record(
        kind,
        subject_id=message.pk,
        at=message.sent_at,
        by=None,
        # As of the ticket it came for, so that parting the two again parts their entries.
        about=_ticket.about(message.home or ticket),
        facts=facts,
        version=version,
    )


def _record_claim(ticket: Ticket, message: Message, mail: ParsedMail) -> None:
    what = _OF_CLAIMS.get(mail.relay.kind) if mail.relay is not None else None
    if what is None:
        return
    journal.record(
        events.CLAIM_MAIL_TAKEN,
        subject_id=message.pk,
        at=message.sent_at,
        by=None,
        about=_ticket.about(message.home or ticket),
        facts={"what": what},
    )


def _update(ticket: Ticket, message: Message, mail: ParsedMail, at: datetime) -> None:
    """Bring the ticket up to date with its newest message."""
    is_inbound = message.direction == Message.Direction.INBOUND
    is_latest = message.sent_at >= ticket.last_message_at or not ticket.gist
    ticket.last_message_at = max(ticket.last_message_at, message.sent_at)
    ticket.opened_at = min(ticket.opened_at, message.sent_at)
    ticket.purged_at = None  # There are words to forget again.
    _know_case(ticket, mail)
    _ticket.reset_clock(ticket)
    duty = stores.reply_duty(ticket.channel)
    if message.nature in rules.needing_answer(duty):
        if is_latest:  # Mails come late and out of order.
            ticket.gist = rules.gist(mail.text or mail.subject)
            ticket.reply_address = _answered_at(mail)
            link = mail.relay.no_response_link if mail.relay else ""
            ticket.no_response_link = link[:2000]
        if ticket.state == Ticket.State.SOLVED:
            _ticket.begin_cycle(ticket, at=message.sent_at, by=None)
    elif not ticket.gist:
        ticket.gist = rules.gist(mail.text or mail.subject)
        ticket.reply_address = ticket.reply_address or _answered_at(mail)
    by_machine = is_inbound and message.nature in _BY_MACHINES
    ticket.machine_only = by_machine and _is_only_machine_mail(ticket)
    if ticket.machine_only and ticket.state == Ticket.State.OPEN:
        _ticket.end_cycle(ticket, at=at, by=None, sheet=None)
    if is_inbound and message.nature != Nature.AUTO_REPLY:
        _snooze.end(ticket, Snooze.Woken.MESSAGE, at=at)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()
    if ticket.unanswered_count == 1 and is_inbound:
        _given.ring(ticket)


def _answered_at(mail: ParsedMail) -> str:
    """Return where the writer is answered; empty for a marketplace, which reads nothing.

    A buyer behind a relay is answered only there, with the case his address names.
    """
    if mail.relay is None:
        return (mail.reply_to or mail.from_address)[:320]
    is_buyers = mail.relay.kind == RelayKind.BUYER_MESSAGE
    return mail.from_address[:320] if is_buyers else ""


def _know_case(ticket: Ticket, mail: ParsedMail) -> None:
    """Remember what the marketplace calls the conversation, as soon as a mail says it."""
    case_id = mail.relay.case_id if mail.relay is not None else ""
    is_same = ticket.relay_alias_hash == _thread.alias_hash_of(mail)
    if case_id and is_same and not ticket.relay_case_id:
        ticket.relay_case_id = case_id[:64]


def _know_order(ticket: Ticket, placed: _thread.Place, at: datetime) -> None:
    """Remember which order a conversation is about, as soon as a mail of it says so."""
    if ticket.order_number or not placed.order_number:
        return
    ticket.order_number = placed.order_number
    if ticket.order_id is None and placed.order_id is not None:
        ticket.order_id = placed.order_id
        journal.record(
            events.ORDER_LINKED,
            subject_id=ticket.pk,
            at=at,
            by=None,
            about=_ticket.about(ticket),
            facts={"order_id": ticket.order_id},
        )


def _is_only_machine_mail(ticket: Ticket) -> bool:
    """Say whether nobody wrote here: such a ticket is filed, not queued."""
    return not ticket.messages.exclude(
        direction=Message.Direction.INBOUND, nature__in=_BY_MACHINES
    ).exists()

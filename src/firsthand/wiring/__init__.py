"""The only place that joins ports to connectors, and events to what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.imap import ImapMailbox
from firsthand.connectors.email.outgoing import compose as compose_mail
from firsthand.connectors.email.parse import parse as parse_mail
from firsthand.connectors.email.smtp import SmtpServer
from firsthand.connectors.email.sources import mails_in, mails_of
from firsthand.connectors.sandbox.mail import AcceptsEverything, MailInMemory
from firsthand.connectors.tables.opening import open_table
from firsthand.connectors.tables.writing import csv_lines, write_xlsx
from firsthand.domain.claims import commands as claims
from firsthand.domain.journal.models import Entry
from firsthand.domain.macros import commands as macros
from firsthand.domain.mail.ports import MailSender, MailSource, MailUnreachable, NotSent
from firsthand.domain.promises import commands as promises
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets import queries as ticket_queries
from firsthand.foundation import secrets
from firsthand.foundation.errors import Refused
from firsthand.settings import environment
from firsthand.wiring.authority import PolicyInForce, give_back_authority
from firsthand.wiring.channels import (
    NoChannel,
    channel_of,
    remedy_channel,
    sandbox_trouble,
)
from firsthand.wiring.erasing import erase_buyer
from firsthand.wiring.health import import_performance_report, import_votes
from firsthand.wiring.remedies import (
    ChannelCannot,
    Foreseen,
    foresee,
    possibilities,
    require_channel,
)

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox

__all__ = [
    "REACTIONS",
    "ChannelCannot",
    "Foreseen",
    "NoChannel",
    "PolicyInForce",
    "audit_heads",
    "channel_of",
    "compose_mail",
    "csv_lines",
    "erase_buyer",
    "foresee",
    "import_performance_report",
    "import_votes",
    "mail_sender",
    "mail_source",
    "mails_in",
    "mails_of",
    "open_table",
    "parse_mail",
    "possibilities",
    "remedy_channel",
    "require_channel",
    "sandbox_trouble",
    "write_xlsx",
]


def mail_source(mailbox: Mailbox) -> MailSource:
    """Return the way to read a mailbox; in the demo there is nothing to read.

    Raises:
        MailUnreachable: it has no server to read from.
        CannotDecrypt: its password was encrypted with other keys than ours.
    """
    if environment.DEMO:
        return MailInMemory()
    if not mailbox.imap_host:
        raise MailUnreachable(
            f"Mailbox {mailbox.address} has no IMAP server.",
            fix="Enter one in the mailbox settings.",
        )
    access = Access(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=Security(mailbox.imap_security),
        user=mailbox.user_name,
        password=_password(mailbox),
    )
    return ImapMailbox(access, address=mailbox.address, folder=mailbox.imap_folder)


def mail_sender(mailbox: Mailbox) -> MailSender:
    """Return the way to send for a mailbox; the demo sends to nobody.

    Raises:
        NotSent: it has no server to send with, or its password cannot be read.
    """
    if environment.DEMO:
        return AcceptsEverything()
    if not mailbox.smtp_host:
        raise NotSent(
            f"Mailbox {mailbox.address} has no SMTP server. "
            "Enter one in the mailbox settings.",
            permanent=False,
        )
    try:
        password = _password(mailbox)
    except Refused as refusal:
        raise NotSent(str(refusal), permanent=False) from refusal
    access = Access(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=Security(mailbox.smtp_security),
        user=mailbox.user_name,
        password=password,
    )
    return SmtpServer(access, address=mailbox.address)


def audit_heads() -> Path:
    """Return where the heads of the audit log are signed: outside the database."""
    return environment.DATA_DIR / "audit"


def _password(mailbox: Mailbox) -> str:
    encrypted = mailbox.password_encrypted
    return secrets.decrypt(encrypted) if encrypted else ""


def _tell_reply(delivery: str) -> Callable[[Entry], None]:
    """Return the reaction that tells a reply how its mail fared."""

    def tell(entry: Entry) -> None:
        beside = entry.facts.get("side_message_id")
        if beside is not None:
            tickets.mark_side_delivery(side_message_id=beside, delivery=delivery)
            return
        tickets.mark_delivery(
            message_id=entry.facts["ticket_message_id"],
            delivery=delivery,
            at=entry.happened_at,
        )

    tell.__qualname__ = f"tell_reply_{delivery}"  # Parked reactions are found by name.
    return tell


def _take_claim_mail(entry: Entry) -> None:
    """Have what a marketplace wrote about a claim known where claims are answered."""
    is_decision = entry.facts.get("what") == "closed"
    claims.take_mail(message_id=entry.subject_id, is_decision=is_decision)


def _take_claims_of_order(entry: Entry) -> None:
    """Do the same for mails that came before their order was known."""
    if entry.ticket_id is not None:
        claims.take_order(ticket_id=entry.ticket_id)


def _take_promises(entry: Entry) -> None:
    """Note what a reply of ours keeps, and what it promises."""
    promises.take_reply(message_id=entry.subject_id)


def _owe_again(entry: Entry) -> None:
    """Note that a reply never left us or came back: it has kept nothing."""
    message_id = entry.facts.get("ticket_message_id")
    if message_id is not None:
        promises.reopen_kept_by(message_id=message_id, at=entry.happened_at)


def _link_order(entry: Entry) -> None:
    """Link tickets to an order that has become known after them."""
    if entry.store_id is not None:
        tickets.link_recorded(
            store_id=entry.store_id, order_id=entry.subject_id, at=entry.recorded_at
        )


def _link_message(entry: Entry) -> None:
    """Link a ticket whose order became known while its mail was being taken."""
    if entry.ticket_id is not None and entry.facts.get("order_id") is None:
        tickets.link_named(ticket_id=entry.ticket_id, at=entry.recorded_at)


def _note_macro_sent(entry: Entry) -> None:
    """Note how much of the macros is in what left, and do what was to be done with it."""
    if entry.ticket_id is None or entry.actor_id is None:
        return
    message = ticket_queries.message_of(entry.ticket_id, entry.subject_id)
    if message is not None:
        macros.note_sent(
            ticket_id=entry.ticket_id,
            person_id=entry.actor_id,
            message_id=message.pk,
            text=message.body,
            at=entry.happened_at,
            reply_key=message.idempotency_key,
        )


# What follows from what: kind of journal entry -> what is done about it, in this order.
# Each runs on its own; one that fails is tried again and then waits for a person.
REACTIONS: Mapping[str, tuple[Callable[[Entry], None], ...]] = {
    "mail.sent": (_tell_reply("sent"),),
    "mail.failed": (_tell_reply("failed"), _owe_again),
    "mail.unknown": (_tell_reply("unknown"),),
    "mail.bounced": (_tell_reply("bounced"), _owe_again),
    "orders.recorded": (_link_order,),
    "tickets.message_received": (_link_message,),
    "tickets.reply_written": (_take_promises, _note_macro_sent),
    "tickets.claim_mail_taken": (_take_claim_mail,),
    "tickets.order_linked": (_take_claims_of_order,),
    **dict.fromkeys(
        (
            "remedies.rejected",
            "remedies.expired",
            "remedies.cancelled",
            "remedies.failed",
        ),
        (give_back_authority,),
    ),
}

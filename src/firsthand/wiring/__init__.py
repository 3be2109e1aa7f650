"""The only place that joins ports to connectors, and events to what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.imap import ImapMailbox
from firsthand.connectors.email.outgoing import compose as compose_mail
from firsthand.connectors.email.parse import parse as parse_mail
from firsthand.connectors.email.smtp import SmtpServer
from firsthand.connectors.email.sources import mails_in, mails_of
from firsthand.connectors.sandbox.channels.line import Access as SandboxAccess
from firsthand.connectors.sandbox.channels.opening import open_channel
from firsthand.connectors.sandbox.mail import AcceptsEverything, MailInMemory
from firsthand.connectors.sandbox.marketplace.running import Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import Kind as SandboxKind
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.connectors.tables.opening import open_table
from firsthand.connectors.tables.writing import csv_lines, write_xlsx
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.ports import MailSender, MailSource, MailUnreachable, NotSent
from firsthand.domain.remedies.ports import Channel, ChannelMissing
from firsthand.domain.stores.queries import store_numbered
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation import secrets
from firsthand.foundation.errors import Refused
from firsthand.settings import environment
from firsthand.wiring.authority import PolicyInForce, give_back_authority
from firsthand.wiring.erasing import erase_buyer

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.stores.models import Store

__all__ = [
    "REACTIONS",
    "PolicyInForce",
    "audit_heads",
    "channel_of",
    "compose_mail",
    "csv_lines",
    "erase_buyer",
    "mail_sender",
    "mail_source",
    "mails_in",
    "mails_of",
    "open_table",
    "parse_mail",
    "remedy_channel",
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


class NoChannel(Refused):
    code = "wiring.no_channel"


# Which kind of marketplace the sandbox plays for a store; imported ones have none.
_PLAYED = {
    "amazon": SandboxKind.FEED,
    "ebay": SandboxKind.ASYNC,
    "walmart": SandboxKind.MARKET,
    "shopify": SandboxKind.SHOP,
    "shop": SandboxKind.SHOP,
}


def channel_of(store: Store) -> Channel:
    """Return the way to do something for a store's buyers; in the demo, at the sandbox.

    Raises:
        NoChannel: the store has none, or the sandbox was never started.
    """
    kind = _PLAYED.get(store.channel)
    if kind is None or not environment.DEMO:
        raise NoChannel(
            _("%(store)s is not connected to its marketplace.") % {"store": store.name},
            fix=_("Do it in the marketplace's own pages, and note it on the ticket."),
        )
    found = Whereabouts.of(environment.SANDBOX_STATE)
    if found is None:
        raise NoChannel(
            _("The demonstration's marketplace has not been started."),
            fix=_("Start it: firsthand serve."),
        )
    account = str(store.pk)
    return open_channel(SandboxAccess(found.address, kind, account, f"of {account}"))


def remedy_channel(account: str) -> Channel:
    """Return the way to have remedies carried out by an account: a store's, by its number.

    Raises:
        ChannelMissing: no connector can do that for it; its remedies wait.
    """
    if not account.isdecimal():
        raise ChannelMissing(account)
    try:
        return channel_of(store_numbered(int(account)))
    except NoChannel as problem:
        raise ChannelMissing(account) from problem


def audit_heads() -> Path:
    """Return where the heads of the audit log are signed: outside the database."""
    return environment.DATA_DIR / "audit"


def sandbox_trouble() -> str:
    """Return what is wrong with the demonstration's marketplace; empty: nothing."""
    found = Whereabouts.of(environment.SANDBOX_STATE)
    if found is None:
        return "It has not been started."
    try:
        Steering(found).health()
    except NotSteered as problem:
        return str(problem)
    return ""


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


# What follows from what: kind of journal entry -> what is done about it, in this order.
# Each runs on its own; one that fails is tried again and then waits for a person.
REACTIONS: Mapping[str, tuple[Callable[[Entry], None], ...]] = {
    "mail.sent": (_tell_reply("sent"),),
    "mail.failed": (_tell_reply("failed"),),
    "mail.unknown": (_tell_reply("unknown"),),
    "mail.bounced": (_tell_reply("bounced"),),
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

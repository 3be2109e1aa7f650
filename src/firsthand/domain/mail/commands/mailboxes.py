"""Give a store an address to be written to and to answer from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.stores import queries as stores
from firsthand.foundation import secrets
from firsthand.foundation.errors import Refused


class MailboxAddressTaken(Refused):
    code = "mail.mailbox_address_taken"


@dataclass(frozen=True)
class MailboxSettings:
    """How to reach a mailbox: reading by IMAP, sending by SMTP, one log-in for both."""

    address: str
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Mailbox.Security = Mailbox.Security.TLS
    imap_folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: Mailbox.Security = Mailbox.Security.TLS
    user_name: str = ""
    is_watched: bool = True


@transaction.atomic
def add_mailbox(
    *,
    store_id: int,
    settings: MailboxSettings,
    password: str,
    by: Person,
    at: datetime,
) -> Mailbox:
    """Let a store read and write mail at an address.

    Args:
        store_id: the store, one that `by` may see.
        settings: how to reach the mailbox.
        password: kept encrypted, never shown again.
        by: who adds it.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not manage stores.
        Store.DoesNotExist: there is no such store among those `by` may see.
        MailboxAddressTaken: another mailbox has this address.
    """
    require(by, Right.MANAGE_STORES)
    store = stores.stores_of(by).get(pk=store_id)
    mailbox = Mailbox(store=store)
    _fill(mailbox, settings)
    mailbox.password_encrypted = secrets.encrypt(password) if password else ""
    mailbox.save()
    _record("mail.mailbox_added", mailbox, by=by, at=at)
    return mailbox


@transaction.atomic
def change_mailbox(
    *,
    mailbox_id: int,
    settings: MailboxSettings,
    password: str | None,
    is_active: bool,
    by: Person,
    at: datetime,
) -> Mailbox:
    """Change how a mailbox is reached, or rest it.

    Args:
        mailbox_id: the mailbox, of a store that `by` may see.
        settings: how to reach it from now on.
        password: a new one; None keeps the one there is.
        is_active: whether mail is fetched from it and sent through it.
        by: who changes it.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not manage stores.
        Mailbox.DoesNotExist: there is no such mailbox in the stores `by` may see.
        MailboxAddressTaken: another mailbox has this address.
    """
    require(by, Right.MANAGE_STORES)
    mailbox = Mailbox.objects.visible_to(by).select_for_update().get(pk=mailbox_id)
    server_before = (mailbox.imap_host, mailbox.imap_folder, mailbox.user_name)
    _fill(mailbox, settings)
    if server_before != (mailbox.imap_host, mailbox.imap_folder, mailbox.user_name):
        # Another place: its numbers mean nothing here, so everything is read again.
        mailbox.uid_validity = mailbox.last_uid = mailbox.suspected_uid = 0
    if password is not None:
        mailbox.password_encrypted = secrets.encrypt(password) if password else ""
    mailbox.is_active = is_active
    mailbox.problem = ""
    mailbox.save()
    _record("mail.mailbox_changed", mailbox, by=by, at=at)
    return mailbox


def _fill(mailbox: Mailbox, settings: MailboxSettings) -> None:
    address = settings.address.strip().lower()
    if Mailbox.objects.filter(address=address).exclude(pk=mailbox.pk).exists():
        raise MailboxAddressTaken(
            _("%(address)s belongs to another mailbox.") % {"address": address},
            fix=_("A mailbox belongs to one store; change it there."),
        )
    for name, value in asdict(settings).items():
        setattr(mailbox, name, value)
    mailbox.address = address


def _record(kind: str, mailbox: Mailbox, *, by: Person, at: datetime) -> None:
    journal.record(
        kind,
        subject_id=mailbox.pk,
        at=at,
        by=by,
        about=journal.About(store_id=mailbox.store_id),
    )

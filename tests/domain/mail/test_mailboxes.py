from __future__ import annotations

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import commands, queries
from firsthand.domain.mail.commands import MailboxSettings
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.foundation import secrets
from tests.people import NOON, lin, maya, store, wen

pytestmark = pytest.mark.django_db
SECRET = "s3cret"
HERE = MailboxSettings(address="Support@Example.com", imap_host="imap.example.com")


def added(owner: Person, store_id: int, password: str = SECRET) -> Mailbox:
    return commands.add_mailbox(
        store_id=store_id, settings=HERE, password=password, by=owner, at=NOON
    )


def changed(
    mailbox: Mailbox, by: Person, password: str | None = None, **to: str
) -> Mailbox:
    known = {"address": "support@example.com", "imap_host": "imap.example.com"}
    return commands.change_mailbox(
        mailbox_id=mailbox.pk,
        settings=MailboxSettings(**known | to),
        password=password,
        is_active=True,
        by=by,
        at=NOON,
    )


def test_the_password_is_kept_encrypted_and_is_in_no_entry() -> None:
    mailbox = added(wen(), store().pk)
    assert "s3cret" not in mailbox.password_encrypted
    assert secrets.decrypt(mailbox.password_encrypted) == "s3cret"
    entry = Entry.objects.get(kind="mail.mailbox_added")
    assert entry.store_id == mailbox.store_id
    assert entry.facts == {}


def test_changing_something_else_keeps_the_password() -> None:
    owner = wen()
    mailbox = changed(added(owner, store().pk), owner, user_name="support")
    assert secrets.decrypt(mailbox.password_encrypted) == "s3cret"
    mailbox = changed(mailbox, owner, password="new one")
    assert secrets.decrypt(mailbox.password_encrypted) == "new one"


def test_another_server_is_read_from_its_beginning_and_the_same_one_is_not() -> None:
    owner = wen()
    mailbox = added(owner, store().pk)
    Mailbox.objects.update(uid_validity=7, last_uid=42)
    assert changed(mailbox, owner, smtp_host="smtp.example.com").last_uid == 42
    moved = changed(mailbox, owner, imap_host="other.example.com")
    assert (moved.uid_validity, moved.last_uid) == (0, 0)


def test_an_address_belongs_to_one_mailbox_in_whatever_case() -> None:
    owner, german, japanese = wen(), store("DE"), store("JP")
    added(owner, german.pk)
    with pytest.raises(commands.MailboxAddressTaken):
        added(owner, japanese.pk)


def test_only_owners_add_and_change_mailboxes() -> None:
    german = store()
    mailbox = added(wen(), german.pk)
    for somebody in (lin(german), maya(german)):
        with pytest.raises(NotAllowed):
            added(somebody, german.pk)
        with pytest.raises(NotAllowed):
            changed(mailbox, somebody)


def test_mailboxes_are_listed_for_those_who_see_the_store() -> None:
    german, japanese = store("DE"), store("JP")
    mailbox = added(wen(), german.pk)
    assert list(queries.mailboxes_for(lin(german))) == [mailbox]
    assert list(queries.mailboxes_for(maya(japanese))) == []

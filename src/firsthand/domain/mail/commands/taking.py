"""Take mail in, once and for good."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import rules
from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    MailIdentity,
    Quarantined,
    RawMail,
)
from firsthand.domain.mail.ports import ParsedAttachment


@dataclass(frozen=True)
class Taken:
    """A mail that is new to us. `is_variant`: its Message-ID is not, but its content is."""

    identity_id: int
    is_variant: bool


def take(
    *,
    mailbox_id: int,
    message_id: str,
    raw: bytes,
    at: datetime,
    refers_to: Sequence[str] = (),
    answers: str = "",
) -> Taken | None:
    """Keep the raw bytes and claim the identity; None when this mail was taken before.

    Belongs inside the transaction that makes something of the mail: both or neither.

    Args:
        mailbox_id: where it came in.
        message_id: its Message-ID.
        raw: its bytes.
        at: when we took it (UTC).
        refers_to: the Message-IDs of its thread as it names them, the first mail's first.
        answers: the Message-ID it answers.
    """
    assert connection.in_atomic_block
    digest = hashlib.sha256(rules.canonical(raw)).hexdigest()
    _lock(mailbox_id, message_id)
    known = set(
        MailIdentity.objects.filter(
            mailbox_id=mailbox_id, message_id=message_id
        ).values_list("content_sha256", flat=True)
    )
    if digest in known:
        return None
    identity = MailIdentity.objects.create(
        mailbox_id=mailbox_id,
        message_id=message_id,
        content_sha256=digest,
        raw=_keep(raw, digest, at),
        taken_at=at,
        thread_root=(refers_to[0] if refers_to else answers)[:500],
        answers=(answers or (refers_to[-1] if refers_to else ""))[:500],
    )
    return Taken(identity.pk, is_variant=bool(known))


def was_taken(mailbox_id: int, *, raw: bytes) -> bool:
    """Say whether these very bytes were taken before, by a look at their Message-ID alone.

    A mailbox whose mails were renumbered is read again from its beginning: nothing has to
    be made of all those mails to know them again. "No" may be wrong; `take` is not.
    """
    message_id = rules.written_message_id(raw)
    if not message_id:
        return False
    digests = MailIdentity.objects.filter(
        mailbox_id=mailbox_id, message_id=message_id
    ).values_list("content_sha256", flat=True)
    # Most mails are new: their digest need not be worked out twice.
    return bool(digests) and hashlib.sha256(rules.canonical(raw)).hexdigest() in digests


def link(identity_id: int, *, ticket_message_id: int) -> None:
    """Remember which ticket message a mail became."""
    MailIdentity.objects.filter(pk=identity_id).update(ticket_message_id=ticket_message_id)


def link_beside(identity_id: int, *, side_message_id: int) -> None:
    """Remember which message of a side conversation a mail became."""
    MailIdentity.objects.filter(pk=identity_id).update(side_message_id=side_message_id)


def attach(
    files: Sequence[ParsedAttachment],
    *,
    at: datetime,
    ticket_message_id: int | None = None,
    side_message_id: int | None = None,
) -> list[int]:
    """Store files of a message; equal bytes are stored once. Return their numbers.

    Without a message they wait for `give_files`, or are dropped.
    """
    numbers = []
    for file in files:
        digest = hashlib.sha256(file.content).hexdigest()
        Blob.objects.bulk_create(
            [
                Blob(
                    sha256=digest,
                    size=len(file.content),
                    content=file.content,
                    purge_on=rules.purge_on(at),
                )
            ],
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["content", "purge_on"],
        )
        stored = Attachment.objects.create(
            ticket_message_id=ticket_message_id,
            side_message_id=side_message_id,
            blob=Blob.objects.only("pk").get(sha256=digest),
            name=file.name,
            content_type=file.content_type[:120],
        )
        numbers.append(stored.pk)
    return numbers


def give_files(
    attachment_ids: Sequence[int], *, ticket_message_id: int, at: datetime
) -> None:
    """Hang files that waited on the message they leave with; they are kept from now on."""
    waiting = Attachment.objects.filter(
        pk__in=attachment_ids, ticket_message_id=None, side_message_id=None
    )
    blob_ids = list(waiting.values_list("blob_id", flat=True))
    waiting.update(ticket_message_id=ticket_message_id)
    Blob.objects.filter(pk__in=blob_ids).update(purge_on=rules.purge_on(at))


def drop_files(attachment_ids: Sequence[int]) -> None:
    """Delete files that hang on no message; bytes that another one has too are kept."""
    waiting = Attachment.objects.filter(
        pk__in=attachment_ids, ticket_message_id=None, side_message_id=None
    )
    blob_ids = list(waiting.values_list("blob_id", flat=True))
    waiting.delete()
    shared = Attachment.objects.filter(blob_id__in=blob_ids).values("blob_id")
    Blob.objects.filter(pk__in=blob_ids).exclude(pk__in=shared).update(content=None)


@transaction.atomic
def quarantine(
    *, mailbox_id: int, raw: bytes, why: str, at: datetime
) -> Quarantined | None:
    """Set a mail aside that we could not turn into a message; None if it already is.

    The bytes are kept exactly, of a mail that is too large its beginning; it shows as
    quarantined until a person settles it.
    """
    raw = rules.kept_in_quarantine(raw)
    digest = hashlib.sha256(rules.canonical(raw)).hexdigest()
    _lock(mailbox_id, digest)
    if Quarantined.objects.filter(mailbox_id=mailbox_id, raw__sha256=digest).exists():
        return None
    item = Quarantined.objects.create(
        mailbox_id=mailbox_id, raw=_keep(raw, digest, at), why=why[:300], at=at
    )
    journal.record("mail.quarantined", subject_id=item.pk, at=at, by=None)
    return item


def _keep(raw: bytes, digest: str, at: datetime) -> RawMail:
    return RawMail.objects.create(
        sha256=digest,
        size=len(raw),
        content=raw,
        received_at=at,
        purge_on=rules.purge_on(at),
    )


def _lock(mailbox_id: int, key: str) -> None:
    """Let one worker at a time decide about one mail, until the commit."""
    number = int.from_bytes(
        hashlib.sha256(f"{mailbox_id}:{key}".encode()).digest()[:8], "big", signed=True
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])

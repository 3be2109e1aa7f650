"""Questions about mail. Nothing here writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from firsthand.domain.mail import rules
from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    Mailbox,
    MailIdentity,
    OutboundMail,
    Quarantined,
    Silence,
)
from firsthand.foundation.keys import is_signature
from firsthand.foundation.postgres.standing import standing_cursor
from firsthand.foundation.scoping import Everything, SeesStores

__all__ = [
    "Mailbox",
    "attachments_of",
    "conversation_of_token",
    "kin_of",
    "mailbox",
    "mailboxes_for",
    "mailboxes_to_fetch",
    "message_ids_of",
    "outbound_of",
    "quarantined_for",
    "silences",
    "ticket_messages_of",
    "ticket_of_token",
]

# ASCII: other letters count as equal to ours when case is ignored.
_OURS = re.compile(
    r"^fh\.(\d{1,18})\.([0-9a-f]{12})\.([a-z2-7]{24})@", re.IGNORECASE | re.ASCII
)


# The same for side conversations, signed for another purpose: neither passes for the other.
_BESIDE = re.compile(
    r"^fs\.(\d{1,18})\.([0-9a-f]{12})\.([a-z2-7]{24})@", re.IGNORECASE | re.ASCII
)


def ticket_of_token(message_id: str) -> int | None:
    """Return the ticket a Message-ID of ours names; None unless we signed it."""
    return _signed_number(_OURS.match(message_id), purpose="thread")


def conversation_of_token(message_id: str) -> int | None:
    """Return the side conversation a Message-ID of ours names; None unless we signed it."""
    return _signed_number(_BESIDE.match(message_id), purpose="side")


def _signed_number(match: re.Match[str] | None, *, purpose: str) -> int | None:
    if match is None:
        return None
    number, nonce, token = match.groups()
    if not is_signature(token, f"{number}.{nonce.lower()}", purpose=purpose):
        return None
    return int(number)


def ticket_messages_of(message_ids: Sequence[str], *, mailbox_id: int) -> dict[str, int]:
    """Return by Message-ID the ticket messages these became or were, in this mailbox."""
    if not message_ids:
        return {}
    here = {"message_id__in": message_ids, "mailbox_id": mailbox_id}
    came_in = MailIdentity.objects.filter(**here, ticket_message_id__isnull=False)
    went_out = OutboundMail.objects.filter(**here, ticket_message_id__isnull=False)
    found: dict[str, int] = {}
    for mails in (came_in.order_by("pk"), went_out):
        for message_id, message in mails.values_list("message_id", "ticket_message_id"):
            found.setdefault(message_id, message or 0)
    return found


def kin_of(message_id: str, *, mailbox_id: int, most: int) -> list[int]:
    """Return the ticket messages of mails that belong to this one's thread by themselves.

    They answer it or begin with it, or name the same first mail, which may never have come
    here: so it does not matter in which order the mails of a thread arrive. Newest first.
    """
    mine = MailIdentity.objects.filter(message_id=message_id, mailbox_id=mailbox_id)
    root = mine.values_list("thread_root", flat=True).order_by("-pk").first()
    roots = [message_id, root] if root else [message_id]
    kin = MailIdentity.objects.filter(
        Q(thread_root__in=roots) | Q(answers=message_id),
        mailbox_id=mailbox_id,
        ticket_message_id__isnull=False,
    ).exclude(message_id=message_id)
    found = kin.order_by("-pk").values_list("ticket_message_id", flat=True)[:most]
    return [message for message in found if message]


def message_ids_of(ticket_message_ids: Sequence[int]) -> list[str]:
    """Return the Message-IDs of these ticket messages, oldest first, for References."""
    came_in = MailIdentity.objects.filter(
        ticket_message_id__in=ticket_message_ids
    ).values_list("ticket_message_id", "message_id")
    went_out = OutboundMail.objects.filter(
        ticket_message_id__in=ticket_message_ids
    ).values_list("ticket_message_id", "message_id")
    return [message_id for _, message_id in sorted({*came_in, *went_out})]


def side_messages_of(message_ids: Sequence[str], *, mailbox_id: int) -> dict[str, int]:
    """Return by Message-ID the messages of side conversations these were, here."""
    here = {
        "message_id__in": message_ids,
        "mailbox_id": mailbox_id,
        "side_message_id__isnull": False,
    }
    found: dict[str, int] = {}
    for mails in (MailIdentity.objects.filter(**here), OutboundMail.objects.filter(**here)):
        for message_id, message in mails.values_list("message_id", "side_message_id"):
            found.setdefault(message_id, message or 0)
    return found


def message_ids_beside(side_message_ids: Sequence[int]) -> list[str]:
    """Return the Message-IDs of these messages of a side conversation, oldest first."""
    order = {message: n for n, message in enumerate(side_message_ids)}
    found: set[tuple[int, str]] = set()
    for mails in (MailIdentity.objects, OutboundMail.objects):
        rows = mails.filter(side_message_id__in=side_message_ids)
        for message, message_id in rows.values_list("side_message_id", "message_id"):
            found.add((order[message or 0], message_id))
    return [message_id for _, message_id in sorted(found)]


def files_beside(side_message_ids: Sequence[int]) -> QuerySet[Attachment]:
    """Return the files of these messages, with their size but without their bytes."""
    return (
        Attachment.objects.filter(side_message_id__in=side_message_ids)
        .select_related("blob")
        .defer("blob__content")
        .order_by("pk")
    )


def file_beside(
    attachment_id: int, *, side_message_ids: QuerySet[Any]
) -> Attachment | None:
    """Return one file with its bytes, if it hangs on one of these messages."""
    found = Attachment.objects.filter(
        pk=attachment_id, side_message_id__in=side_message_ids
    )
    return found.select_related("blob").first()


def is_mailbox(address: str) -> bool:
    """Say whether this is an address of ours."""
    return Mailbox.objects.filter(address__iexact=address).exists()


def mailbox(mailbox_id: int) -> Mailbox:
    """Return one mailbox."""
    return Mailbox.objects.get(pk=mailbox_id)


def mailboxes_for(person: SeesStores) -> QuerySet[Mailbox]:
    """Return the mailboxes of the stores `person` may see, by address."""
    return Mailbox.objects.all().visible_to(person).order_by("address")


def active_mailboxes() -> QuerySet[Mailbox]:
    """Return the mailboxes in use, by address."""
    return Mailbox.objects.filter(is_active=True).order_by("address")


def mailboxes_to_fetch() -> QuerySet[Mailbox]:
    """Return the active mailboxes that have a server to read from."""
    return Mailbox.objects.filter(is_active=True).exclude(imap_host="").order_by("pk")


def attachments_of(ticket_message_ids: Sequence[int]) -> QuerySet[Attachment]:
    """Return the files of these messages, with their size but without their bytes."""
    return (
        Attachment.objects.filter(ticket_message_id__in=ticket_message_ids)
        .select_related("blob")
        .defer("blob__content")
        .order_by("pk")
    )


def files_numbered(attachment_ids: Collection[int]) -> QuerySet[Attachment]:
    """Return these files, with their size but without their bytes.

    Whoever asks has been shown what they belong to.
    """
    found = Attachment.objects.filter(pk__in=attachment_ids).select_related("blob")
    return found.defer("blob__content").order_by("pk")


def sizes_of(attachment_ids: Collection[int]) -> dict[int, int]:
    """Return how large these files are, in bytes."""
    found = Attachment.objects.filter(pk__in=attachment_ids)
    return dict(found.values_list("pk", "blob__size"))


def files_with_bytes(attachment_ids: Collection[int]) -> set[int]:
    """Return those of these files whose bytes were not forgotten."""
    kept = Attachment.objects.filter(pk__in=attachment_ids, blob__content__isnull=False)
    return set(kept.values_list("pk", flat=True))


def files_to_send(mail: OutboundMail) -> list[Attachment]:
    """Return the files that leave with a mail, with their bytes as far as they are kept."""
    if mail.ticket_message_id is None:
        return []
    found = Attachment.objects.filter(ticket_message_id=mail.ticket_message_id)
    return list(found.select_related("blob").order_by("pk"))


def portions_of(blob_id: int, *, size: int = 1024 * 1024) -> Iterator[bytes]:
    """Yield the bytes of a stored file, at most `size` at a time; none if it has none."""
    start = 1  # SQL counts from one.
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT substring(content FROM %s FOR %s) FROM mail_blob WHERE id = %s",
                [start, size, blob_id],
            )
            row = cursor.fetchone()
            if row is None or not row[0]:
                return
            yield bytes(row[0])
            start += size


def has_bytes_among(blob_ids: Collection[int]) -> set[int]:
    """Return those of these stored files whose bytes were not forgotten."""
    kept = Blob.objects.filter(pk__in=blob_ids, content__isnull=False)
    return set(kept.values_list("pk", flat=True))


def image_messages(ticket_message_ids: QuerySet[Any, int]) -> QuerySet[Attachment, Any]:
    """Return the ids of those messages that carry a picture, for a query inside another."""
    found = Attachment.objects.filter(ticket_message_id__in=ticket_message_ids)
    return found.filter(content_type__startswith="image/").values("ticket_message_id")


def quarantined_for(person: SeesStores) -> QuerySet[Quarantined]:
    """Return what waits in quarantine in the mailboxes `person` may see, newest first."""
    mailboxes = Mailbox.objects.all().visible_to(person)
    return (
        Quarantined.objects.filter(mailbox__in=mailboxes, settled_at=None)
        .select_related("mailbox", "raw")
        .defer("raw__content")
        .order_by("-at")
    )


def quarantined_count(person: SeesStores, *, most: int) -> int:
    """Return how many wait there, counted to `most`."""
    stores = person.visible_store_ids()
    with standing_cursor() as cursor:  # Every desk page asks.
        cursor.execute(
            """SELECT count(*) FROM (
                       SELECT FROM mail_quarantined AS waiting
                         JOIN mail_mailbox AS mailbox ON mailbox.id = waiting.mailbox_id
                        WHERE waiting.settled_at IS NULL AND (%(stores)s::bigint[] IS NULL
                              OR mailbox.store_id = ANY(%(stores)s::bigint[]))
                        LIMIT %(most)s) AS counted""",
            {"stores": None if stores is None else sorted(stores), "most": most},
        )
        return int(cursor.fetchone()[0])


def file_of(attachment_id: int, *, ticket_message_ids: QuerySet[Any]) -> Attachment | None:
    """Return one file with its bytes, if it hangs on one of these messages."""
    return (
        Attachment.objects.filter(
            pk=attachment_id, ticket_message_id__in=ticket_message_ids
        )
        .select_related("blob")
        .first()
    )


def is_file_of(attachment_id: int, *, ticket_message_ids: QuerySet[Any]) -> bool:
    """Say whether a file hangs on one of these messages, without reading its bytes."""
    found = Attachment.objects.filter(
        pk=attachment_id, ticket_message_id__in=ticket_message_ids
    )
    return found.exists()


def quarantined_mail(person: SeesStores, quarantined_id: int) -> Quarantined | None:
    """Return one mail in quarantine or settled, with its bytes, if `person` sees it."""
    return (
        Quarantined.objects.filter(
            pk=quarantined_id, mailbox__in=Mailbox.objects.all().visible_to(person)
        )
        .select_related("mailbox", "raw")
        .first()
    )


@dataclass(frozen=True)
class Standing:
    """How mail stands, for operators. `outbox` counts what is not finished, by state."""

    mailboxes: list[Mailbox]
    outbox: Counter[str]
    quarantined: int
    silences: list[Silence]


def standing() -> Standing:
    """Return how reading, sending and the quarantine stand over all mailboxes."""
    unfinished = OutboundMail.objects.exclude(state=OutboundMail.State.SENT)
    states = unfinished.values_list("state").annotate(count=Count("pk"))
    return Standing(
        mailboxes=list(active_mailboxes()),
        outbox=Counter(dict(states)),
        quarantined=Quarantined.objects.filter(settled_at=None).count(),
        silences=silences(Everything()),
    )


def silences(person: SeesStores) -> list[Silence]:
    """Return the alarms that stand now on mailboxes `person` may see, oldest first."""
    return list(
        Silence.objects.all()
        .visible_to(person)
        .filter(ended_at=None)
        .select_related("mailbox", "store")
        .order_by("raised_at", "pk")
    )


def refused_senders(*, at: datetime) -> list[Mailbox]:
    """Return the mailboxes whose replies a marketplace refused within the last week.

    Because it does not know their address; who knows it now is not refused again.
    """
    found = active_mailboxes().filter(sender_refused_at__gt=at - rules.REFUSAL_SHOWN)
    return list(found.order_by("pk"))


def outbound_of(ticket_message_id: int) -> OutboundMail | None:
    """Return the mail that carries this reply."""
    return OutboundMail.objects.filter(ticket_message_id=ticket_message_id).first()

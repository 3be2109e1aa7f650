"""Forget: bytes past their date, and everything of one buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import BinaryField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Lower

from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    MailIdentity,
    OutboundMail,
    Quarantined,
    RawMail,
)


@transaction.atomic
def purge_due(*, on: date, at: datetime) -> dict[str, int]:
    """Empty raw mail and files whose purge date has come; return how many of each."""
    raw = RawMail.objects.filter(purge_on__lte=on, purged_at=None).update(
        content=None, purged_at=at
    )
    blobs = Blob.objects.filter(purge_on__lte=on, content__isnull=False).update(
        content=None
    )
    return {"raw_mails": raw, "attachments": blobs}


@transaction.atomic
def erase_mail_of(ticket_message_ids: Sequence[int], *, at: datetime) -> None:
    """Empty raw bytes, attachments and sent copies of these messages, whatever their date.

    A file that another buyer's message carries too is kept for that one.
    """
    _erase(Q(ticket_message_id__in=ticket_message_ids), at=at)


@transaction.atomic
def erase_mail_beside(side_message_ids: Sequence[int], *, at: datetime) -> None:
    """Empty the same of these messages of side conversations."""
    _erase(Q(side_message_id__in=side_message_ids), at=at)


def _erase(mine: Q, *, at: datetime) -> None:
    identities = MailIdentity.objects.filter(mine)
    RawMail.objects.filter(pk__in=identities.values("raw_id")).update(
        content=None, purged_at=at
    )
    files = Attachment.objects.filter(mine)
    blob_ids = list(files.values_list("blob_id", flat=True))
    files.delete()
    shared = Attachment.objects.filter(blob_id__in=blob_ids).values("blob_id")
    Blob.objects.filter(pk__in=blob_ids).exclude(pk__in=shared).update(content=None)
    outbound = OutboundMail.objects.filter(mine)
    # What still waits has lost its recipient: it is never sent.
    outbound.filter(state=OutboundMail.State.WAITING).update(
        state=OutboundMail.State.FAILED, finished_at=at
    )
    outbound.update(recipient="", subject="", body="", answer="")


@transaction.atomic
def erase_quarantined_of(addresses: Sequence[str], *, at: datetime) -> int:
    """Empty mails in quarantine that name one of these addresses; return how many.

    They belong to no ticket, so only their bytes can tell whose they are.
    """
    names_him = Q()
    found = RawMail.objects.filter(pk__in=Quarantined.objects.values("raw_id"))
    for number, address in enumerate(filter(None, addresses)):
        place = Func(
            _without_case(Value(address.encode(), output_field=BinaryField())),
            _without_case(F("content")),
            template="position(%(expressions)s)",
            arg_joiner=" in ",
            output_field=IntegerField(),
        )
        found = found.alias(**{f"place_{number}": place})
        names_him |= Q(**{f"place_{number}__gt": 0})
    if not names_him:
        return 0
    ids = list(found.filter(names_him).values_list("pk", flat=True))
    return RawMail.objects.filter(pk__in=ids).update(content=None, purged_at=at)


def _without_case(content: F | Value) -> Lower:
    """Return bytes as letters in lower case, the others as numbers: addresses vary."""
    return Lower(
        Func(content, Value("escape"), function="encode", output_field=TextField())
    )

"""Write an evidence pack: a zip for a marketplace or bank, and who took it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import translation

from firsthand.domain.claims import events
from firsthand.domain.claims.models import PackExport
from firsthand.domain.claims.queries import packs
from firsthand.domain.claims.queries.pack_json import json_lines
from firsthand.domain.claims.queries.pack_page import PAGES, page
from firsthand.domain.claims.queries.packs import Choice, Pack, PackedFile
from firsthand.domain.claims.rules import files as rules
from firsthand.domain.claims.rules.files import LeftOut
from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import queries as mail
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands as remedies
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Attachment
    from firsthand.domain.people.models import Person


@transaction.atomic
def export_pack(
    target: IO[bytes], *, order_id: int, choice: Choice, by: Person | None, at: datetime
) -> PackExport:
    """Write the pack of an order and note that it was taken; both or neither count.

    In memory there is never more than a megabyte of a file and some messages. A file that
    is not in the pack is named in its index, with the reason.

    Args:
        target: where to; binary, read and written from its beginning. What is in it after
            a failure is no pack.
        order_id: the order.
        choice: what it holds besides.
        by: who takes it; None for the operator on the command line.
        at: when (UTC).

    Raises:
        NotAllowed: the role may not.
        ObjectDoesNotExist: there is no such order in the stores `by` may see.
    """
    if by is not None:
        require(by, Right.EXPORT_PACKS)
    pack = packs.pack_of(by or Everything(), order_id, choice=choice, at=at)
    if pack is None:
        raise ObjectDoesNotExist
    _write(pack, target)
    export = PackExport.objects.create(
        store=pack.store,
        order=pack.order,
        by=by,
        at=at,
        with_notes=choice.with_notes,
        with_names=choice.with_names,
        files=sum(not each.left_out for each in pack.files),
        left_out=sum(bool(each.left_out) for each in pack.files),
        messages=len(pack.message_ids),
        sha256=_hash_of(target),
    )
    _record(export, pack)
    return export


def _write(pack: Pack, target: IO[bytes]) -> None:
    target.seek(0)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        entries = _Entries(archive, pack.at)
        for number, attachment in enumerate(packs.attachments_in(pack), start=1):
            pack.files.append(_packed(entries, number, attachment))
        entries.add("pack.json", (line.encode() for line in json_lines(pack)))
        for language, name in PAGES.items():
            with translation.override(language):
                entries.add(name, (part.encode() for part in page(pack, language)))
        sums = "".join(f"{sha256}  {name}\n" for name, sha256 in entries.sums.items())
        entries.add("SHA256SUMS", [sums.encode()])


class _Entries:
    """The entries of a zip, with the SHA-256 of each. They carry the time of the pack."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime) -> None:
        self.archive = archive
        self.when = at.astimezone(UTC).timetuple()[:6]
        self.sums: dict[str, str] = {}

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Write one entry, part by part."""
        info = zipfile.ZipInfo(name, self.when)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        # How long it gets is not known before: the form for long files is always right.
        with self.archive.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                digest.update(part)
                entry.write(part)
        self.sums[name] = digest.hexdigest()


def _packed(entries: _Entries, number: int, attachment: Attachment) -> PackedFile:
    """Put one file in, or say why not. It is read twice: first to see whether it may."""
    blob = attachment.blob
    told = (
        attachment.pk,
        attachment.ticket_message_id or 0,
        attachment.name,
        attachment.content_type,
        blob.size,
        blob.sha256,
    )
    why = _left_out(attachment)
    if why is not None:
        return PackedFile(*told, left_out=why)
    path = rules.name_in_pack(number, attachment.name)
    entries.add(path, mail.portions_of(blob.pk))
    return PackedFile(*told, path=path)


def _left_out(attachment: Attachment) -> LeftOut | None:
    digest, head = hashlib.sha256(), b""
    if not mail.has_bytes_among([attachment.blob_id]):
        return LeftOut.GONE
    for portion in mail.portions_of(attachment.blob_id):
        head = head or portion[: rules.HEAD]
        digest.update(portion)
    if rules.is_dangerous(attachment.name, head):
        return LeftOut.DANGEROUS
    is_whole = digest.hexdigest() == attachment.blob.sha256
    return None if is_whole else LeftOut.DAMAGED


def _hash_of(target: IO[bytes]) -> str:
    target.seek(0)
    return hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]


def _record(export: PackExport, pack: Pack) -> None:
    """Note it in the journal and, held until the commit, at the end of the audit log."""
    facts = {
        "order": export.order_id,
        "with_notes": export.with_notes,
        "with_names": export.with_names,
        "files": export.files,
        "left_out": export.left_out,
        "messages": export.messages,
        "sha256": export.sha256,
    }
    journal.record(
        events.PACK_EXPORTED,
        subject_id=export.order_id,
        at=export.at,
        by=export.by,
        about=journal.About(store_id=export.store_id, buyer_id=pack.order.buyer_id),
        facts=facts,
    )
    remedies.write_audit(
        events.PACK_EXPORTED,
        subject=f"order {export.order_id}",
        actor_id=export.by_id,
        store_id=export.store_id,
        facts=facts,
    )

"""Files that leave with a reply: added while it is written, sent with it or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.mail import commands as mail
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import HeldReply, Message, ReplyFile, Ticket
from firsthand.domain.tickets.rules import reply_files as rules
from firsthand.domain.tickets.rules.reply_files import Lack, Purpose
from firsthand.foundation.errors import Refused
from firsthand.foundation.file_kinds import kind_of, plain_name

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NotToBeAttached(Refused):
    code = "tickets.not_to_be_attached"


class FileGone(Refused):
    code = "tickets.file_gone"


_LACKS: Mapping[Lack, tuple[Promise, Promise]] = {
    Lack.EMPTY: (
        gettext_lazy("There is no file, or nothing in it."),
        gettext_lazy("Choose a file first."),
    ),
    Lack.KIND: (
        gettext_lazy("This kind of file is not sent, or it is not what its name says."),
        gettext_lazy("Send PDF, JPEG, PNG, TIFF, plain text or Word."),
    ),
    Lack.TOO_LARGE: (
        gettext_lazy("The files are larger than 10 MB together."),
        gettext_lazy("Marketplaces take no more in one message: make them smaller."),
    ),
    Lack.TOO_MANY: (
        gettext_lazy("A reply takes five files at most."),
        gettext_lazy("Remove one, or put them together."),
    ),
    Lack.NOBODY_ASKED: (
        gettext_lazy("No question of the buyer waits, so Amazon lets only product "
                     "instructions, warranties and invoices be sent."),
        gettext_lazy("Remove the file, or say which of these it is."),
    ),
}  # fmt: skip


@transaction.atomic
def add_file(
    *, ticket_id: int, name: str, content: bytes, purpose: str, by: Person, at: datetime
) -> ReplyFile:
    """Add a file to the reply that somebody is writing.

    Args:
        ticket_id: the ticket.
        name: of the file, as the buyer will see it.
        content: all of it.
        purpose: a `ReplyFile.Purpose`.
        by: who writes.
        at: when (UTC).

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        NotToBeAttached: it may not leave.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    mine = _waiting(ticket, by).values_list("attachment_id", flat=True)
    sizes = mail_queries.sizes_of(list(mine))
    lack = rules.lack_of(name, content, before=list(sizes.values()))
    if lack is None:
        lack = _unasked([purpose], ticket)
    if lack is not None:
        raise NotToBeAttached(str(_LACKS[lack][0]), fix=str(_LACKS[lack][1]))
    called = plain_name(name)
    kind = kind_of(called, content, rules.KINDS)
    assert kind is not None, "it was checked"
    file = ParsedAttachment(called, kind.content_type, content)
    [attachment_id] = mail.attach((file,), at=at)
    _ticket.will_hold_words(ticket)
    return ReplyFile.objects.create(
        ticket=ticket,
        person=by,
        purpose=Purpose(purpose).value,
        attachment_id=attachment_id,
        added_at=at,
    )


@transaction.atomic
def remove_file(*, ticket_id: int, file_id: int, by: Person) -> None:
    """Take a file away again that somebody has added to his reply.

    Raises:
        Ticket.DoesNotExist, ReplyFile.DoesNotExist: there is none of his.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    forget([_waiting(ticket, by).get(pk=file_id)])


def check_files(ticket: Ticket, file_ids: Sequence[int], *, by: Person) -> list[ReplyFile]:
    """Return the files that are to leave with a reply, in the order they were added.

    Raises:
        FileGone: one was removed, sent or forgotten meanwhile.
        NotToBeAttached: one may not leave as things stand by now.
    """
    if not file_ids:
        return []
    theirs = _waiting(ticket, by).filter(pk__in=file_ids)
    files = list(theirs)
    kept = mail_queries.files_with_bytes([one.attachment_id for one in files])
    if len(files) != len(set(file_ids)) or len(kept) != len(files):
        raise FileGone(
            _("A file of this reply was removed, sent or forgotten meanwhile."),
            fix=_("Reload the page, and add it again."),
        )
    lack = _unasked([one.purpose for one in files], ticket)
    if lack is not None:
        raise NotToBeAttached(str(_LACKS[lack][0]), fix=str(_LACKS[lack][1]))
    return files


def hold_files(files: Sequence[ReplyFile], held: HeldReply) -> None:
    """Have files wait with a held reply: they are no part of the next one."""
    ReplyFile.objects.filter(pk__in=[one.pk for one in files]).update(held=held)


def release_files(held: HeldReply) -> None:
    """Give the files of a held reply back to its writer."""
    ReplyFile.objects.filter(held=held).update(held=None)


def send_files(files: Sequence[ReplyFile], message: Message, *, at: datetime) -> None:
    """Hang files on the message they leave with."""
    numbers = [one.attachment_id for one in files]
    mail.give_files(numbers, ticket_message_id=message.pk, at=at)
    ReplyFile.objects.filter(pk__in=[one.pk for one in files]).delete()


def follow_files(ticket: Ticket, other: Ticket) -> None:
    """Move files of replies to the ticket that theirs is merged into."""
    ReplyFile.objects.filter(ticket=ticket).update(ticket=other)


def forget(files: Collection[ReplyFile]) -> None:
    """Delete files that were not sent, with their bytes."""
    mail.drop_files([one.attachment_id for one in files])
    ReplyFile.objects.filter(pk__in=[one.pk for one in files]).delete()


def _waiting(ticket: Ticket, by: Person) -> QuerySet[ReplyFile]:
    """Return what somebody has added here and that goes with no reply yet."""
    return ReplyFile.objects.filter(ticket=ticket, person=by, held=None).order_by("pk")


def _unasked(purposes: Sequence[str], ticket: Ticket) -> Lack | None:
    is_answer = ticket.unanswered_since is not None
    may = all(
        rules.may_be_sent(purpose, channel=ticket.channel, is_answer=is_answer)
        for purpose in purposes
    )
    return None if may else Lack.NOBODY_ASKED

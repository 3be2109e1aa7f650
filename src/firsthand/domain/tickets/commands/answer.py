"""Write to the buyer, or among ourselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import (
    _given,
    _guards,
    _sheet,
    _ticket,
    _told,
    reply_files,
)
from firsthand.domain.tickets.models import Draft, Message, Ticket
from firsthand.domain.tickets.rules import Sheet
from firsthand.foundation.errors import Refused
from firsthand.foundation.failpoints import fail_point

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NothingToSay(Refused):
    code = "tickets.nothing_to_say"


class NewerMessage(Refused):
    code = "tickets.newer_message"


class NobodyToAnswer(Refused):
    code = "tickets.nobody_to_answer"


class StoreClosed(Refused):
    code = "tickets.store_closed"


class KeyUsedElsewhere(Refused):
    code = "tickets.key_used_elsewhere"


@_guards.noting_blocked
@transaction.atomic
def reply(
    *,
    ticket_id: int,
    body: str,
    by: Person,
    at: datetime,
    idempotency_key: UUID,
    kind: str = Message.ReplyKind.RESOLUTION,
    seen_version: int | None = None,
    close_with: Sheet | None = None,
    keeps_draft: bool = False,
    files: Sequence[int] = (),
) -> Message:
    """Answer the buyer: the message and its mail are written together, sent by the worker.

    Args:
        ticket_id: the ticket to answer.
        body: plain text, as it will leave; nothing is added for marketplace mail.
        by: who answers.
        at: when (UTC).
        idempotency_key: made in the browser; the same key again returns the first reply.
        kind: what the reply does for the buyer, a `Message.ReplyKind`.
        seen_version: the ticket's version the writer saw; None skips the check.
        close_with: the sheet to close the ticket with; None leaves it as it is.
        keeps_draft: the text is none of the draft, which is the next one already.
        files: the numbers of the `ReplyFile`s that leave with it.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        KeyUsedElsewhere: the key belongs to another ticket, person or kind of text.
        NothingToSay: the body is empty.
        FileGone, NotToBeAttached: a file cannot leave with it.
        MergedMeanwhile: the ticket was merged into another one.
        NewerMessage: something was written to the ticket after `seen_version`.
        NobodyToAnswer: the buyer's address is not known, or was erased.
        StoreClosed: the store is closed.
        SheetIncomplete: the sheet does not say all three.
        LockedTextAltered: a locked part of a macro was changed.
        Blocked: a rule of the send gate forbids it; says which words, and what instead.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
        StepsOpen, ApprovalAwaited: it closes the ticket, and something is open on it.
        mail.NoMailbox: the store has no mailbox to send from.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    sent = written_before(ticket, Message.Direction.OUTBOUND, by, idempotency_key)
    if sent is not None:
        return sent
    if ticket.pk != ticket_id:
        raise _ticket.merged_into(ticket.pk)
    check(ticket, body, seen_version)
    leaving = reply_files.check_files(ticket, files, by=by)
    macro_id = _guards.macro_of(ticket, body, by, at=at, files=leaving, is_final=True)
    # Before the answer itself, so that the tag is in force when the answer resolves.
    tagged = None
    if close_with is not None:
        tagged = _sheet.put(ticket, _sheet.complete(close_with), by=by, at=at)

    earlier = list(ticket.messages.order_by("sent_at", "id").values_list("pk", flat=True))
    message = Message.objects.create(
        ticket=ticket,
        direction=Message.Direction.OUTBOUND,
        author=by,
        body=body.strip(),
        language=ticket.language,
        reply_kind=Message.ReplyKind(kind),
        delivery=Message.Delivery.WAITING,
        sent_at=at,
        recorded_at=at,
        idempotency_key=idempotency_key,
    )
    reply_files.send_files(leaving, message, at=at)
    mail.enqueue(
        store_id=ticket.store_id,
        ticket_id=ticket.pk,
        ticket_message_id=message.pk,
        earlier_message_ids=earlier,
        recipient=ticket.reply_address,
        subject=_reply_subject(ticket.subject),
        body=message.body,
        at=at,
    )
    journal.record(
        events.ReplyWritten.kind,
        subject_id=message.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts=events.ReplyWritten(message.reply_kind, macro_id).facts(),
    )
    _guards.tell_followers(message)
    if not keeps_draft:
        Draft.objects.filter(ticket=ticket, person=by, is_note=False).delete()
    _after_writing(ticket, by=by, at=at, tagged=tagged)
    transaction.on_commit(partial(fail_point, "tickets.reply.committed"))
    fail_point("tickets.reply.before_commit")
    return message


@transaction.atomic
def add_note(
    *, ticket_id: int, body: str, by: Person, at: datetime, idempotency_key: UUID
) -> Message:
    """Write an internal note; the buyer never sees it and no clock moves.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        KeyUsedElsewhere: the key belongs to another ticket, person or kind of text.
        NothingToSay: the body is empty.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    known = written_before(ticket, Message.Direction.NOTE, by, idempotency_key)
    if known is not None:
        return known
    _check_text(body)
    note = write_note(ticket, body, by=by, at=at, idempotency_key=idempotency_key)
    Draft.objects.filter(ticket=ticket, person=by, is_note=True).delete()
    return note


def write_note(
    ticket: Ticket, body: str, *, by: Person, at: datetime, idempotency_key: UUID
) -> Message:
    """Write a note on a locked ticket, and tell those it names."""
    _ticket.will_hold_words(ticket)
    note = Message.objects.create(
        ticket=ticket,
        direction=Message.Direction.NOTE,
        author=by,
        body=body.strip(),
        sent_at=at,
        recorded_at=at,
        idempotency_key=idempotency_key,
    )
    _ticket.touch(ticket)
    named = _told.tell(note, ticket, by=by, at=at)
    journal.record(
        events.NOTE_WRITTEN,
        subject_id=note.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"mentions": named} if named else {},
    )
    return note


def written_before(ticket: Ticket, direction: str, by: Person, key: UUID) -> Message | None:
    """Return what this key wrote here; refuse to show what it wrote elsewhere.

    Whoever guesses or repeats a key must learn nothing of a ticket he may not see.
    """
    known = Message.objects.filter(idempotency_key=key).first()
    if known is None:
        return None
    if (known.ticket_id, known.direction, known.author_id) != (ticket.pk, direction, by.pk):
        raise key_used_elsewhere()
    return known


def key_used_elsewhere() -> KeyUsedElsewhere:
    """Return the refusal of a key that wrote, or holds, something else."""
    return KeyUsedElsewhere(
        _("This key was already used for something else. Nothing was written."),
        fix=_("Make a new key for each text; in the browser, load the page again."),
    )


def check(ticket: Ticket, body: str, seen_version: int | None) -> None:
    """Refuse what cannot be sent, before anything is written."""
    _check_text(body)
    if seen_version is not None and seen_version < ticket.version:
        raise NewerMessage(
            _("Something was added to this ticket after you opened it. Nothing was sent."),
            fix=_("Read what is new; your text is kept. Then send again."),
        )
    if not ticket.reply_address:
        raise NobodyToAnswer(
            _("The buyer’s address is not known or was erased. Nothing was sent."),
            fix=_("Answer on the marketplace’s own pages."),
        )
    if ticket.store.closed_at is not None:
        raise StoreClosed(
            _("This store is closed. Nothing was sent; your text is kept."),
            fix=_("Answer on the marketplace’s own pages."),
        )


def _check_text(body: str) -> None:
    if not body.strip():
        raise NothingToSay(_("There is no text to send."), fix=_("Write something first."))


def _after_writing(
    ticket: Ticket, *, by: Person, at: datetime, tagged: events.Tagged | None
) -> None:
    ticket.last_message_at = max(ticket.last_message_at, at)
    ticket.purged_at = ticket.woke_at = None
    _given.take_by_answering(ticket, by=by, at=at)
    _ticket.reset_clock(ticket)
    if tagged is not None and ticket.state == Ticket.State.OPEN:
        _ticket.end_cycle(ticket, at=at, by=by, sheet=tagged)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()


def _reply_subject(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()

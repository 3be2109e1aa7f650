"""Ask for a reply to be sent: at once, after the seconds to undo it, or at a chosen time.

What waits is a `HeldReply`; `release` sends it when its time has come.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import commands as mail
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import (
    _guards,
    _held,
    _sheet,
    _ticket,
    answer,
    reply_files,
)
from firsthand.domain.tickets.models import Draft, HeldReply, Message, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

State = HeldReply.State


class ReplyUnderWay(Refused):
    code = "tickets.reply_under_way"


class WasTakenBack(Refused):
    code = "tickets.was_taken_back"


class NoSuchTime(Refused):
    code = "tickets.no_such_time"


class TooLateToUndo(Refused):
    code = "tickets.too_late_to_undo"


class Answer(NamedTuple):
    """What is to be sent, as `answer.reply` takes it."""

    body: str
    idempotency_key: UUID
    kind: str = Message.ReplyKind.RESOLUTION
    seen_version: int | None = None
    close_with: rules.Sheet | None = None
    files: tuple[int, ...] = ()


class Asked(NamedTuple):
    """What became of it: one of the two. `is_hurried`: it could not wait to be undone."""

    sent: Message | None
    held: HeldReply | None = None
    is_hurried: bool = False


@_guards.noting_blocked
@transaction.atomic
def send(
    *,
    ticket_id: int,
    reply: Answer,
    by: Person,
    at: datetime,
    undo_seconds: int = 0,
    send_at: datetime | None = None,
) -> Asked:
    """Have a reply sent. Whatever would be refused then is refused now.

    Args:
        ticket_id: the ticket to answer.
        reply: what is sent; its key again changes nothing and returns the first.
        by: who answers.
        at: when (UTC).
        undo_seconds: how long it waits, so that it can be taken back; 0 sends it at once,
            and so do the last two minutes of the marketplace clock.
        send_at: when to send it instead (UTC).

    Raises:
        ReplyUnderWay: another reply is about to leave, or is scheduled already.
        WasTakenBack: the key is that of a reply that was taken back or stopped.
        NoSuchTime: `send_at` is over, or too far away.
        MergedMeanwhile: the ticket was merged into another one.
        Refused: as `answer.reply`.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    known = _asked_before(ticket, by, reply.idempotency_key)
    if known is not None:
        return known
    if ticket.pk != ticket_id:
        raise _ticket.merged_into(ticket.pk)
    _refuse_two_at_once(ticket, at=at, is_scheduled=send_at is not None)
    is_hurried = not rules.may_hold(ticket.reply_due_at, now=at)
    if send_at is None and (undo_seconds == 0 or is_hurried):
        sent = answer.reply(ticket_id=ticket_id, by=by, at=at, **reply._asdict())
        _close_notices(ticket, by)
        return Asked(sent, is_hurried=is_hurried and undo_seconds > 0)
    answer.check(ticket, reply.body, reply.seen_version)
    leaving = reply_files.check_files(ticket, reply.files, by=by)
    _guards.macro_of(ticket, reply.body, by, at=at, files=leaving, is_final=False)
    mail.mailbox_to_send_from(ticket.store_id)
    if reply.close_with is not None:
        _sheet.complete(reply.close_with)
        _ticket.check_closable(ticket)
    _check_time(send_at, at=at)
    leaves_at = send_at or at + timedelta(seconds=undo_seconds)
    held = _hold(ticket, reply, by=by, at=at, send_at=leaves_at)
    reply_files.hold_files(leaving, held)
    if send_at is not None:
        held.is_scheduled = True
        held.save(update_fields=["is_scheduled"])
        _note_schedule(held, by=by, at=at)
    return Asked(None, held)


def _hold(
    ticket: Ticket, reply: Answer, *, by: Person, at: datetime, send_at: datetime
) -> HeldReply:
    sheet = reply.close_with or rules.Sheet()
    draft = Draft.objects.filter(ticket=ticket, person=by, is_note=False).first()
    held = HeldReply.objects.create(
        ticket=ticket,
        person=by,
        body=reply.body.strip(),
        in_own_language=draft.in_own_language if draft is not None else "",
        kind=Message.ReplyKind(reply.kind),
        reason=sheet.reason,
        truth=sheet.truth,
        resolution=sheet.resolution,
        seen_version=ticket.version,
        idempotency_key=reply.idempotency_key,
        asked_at=at,
        send_at=send_at,
    )
    Draft.objects.filter(ticket=ticket, person=by, is_note=False).delete()
    _close_notices(ticket, by)
    _ticket.will_hold_words(ticket)
    _held.ring_for(held)
    return held


@transaction.atomic
def reschedule(
    *, ticket_id: int, held_id: int, send_at: datetime, by: Person, at: datetime
) -> HeldReply:
    """Have a scheduled reply sent at another time.

    Raises:
        TooLateToUndo: it waits no more.
        NoSuchTime: that time is over, or too far away.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    held = _waiting(ticket, held_id, by)
    _check_time(send_at, at=at)
    held.send_at, held.is_scheduled = send_at, True
    held.save(update_fields=["send_at", "is_scheduled"])
    _note_schedule(held, by=by, at=at)
    _held.ring_for(held)
    return held


@transaction.atomic
def take_back(*, ticket_id: int, held_id: int, by: Person, at: datetime) -> HeldReply:
    """Undo sending: the text is its writer's draft again, and nothing was ever sent.

    The writer may, and whoever may give tickets to others.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        TooLateToUndo: it was sent, stopped or taken back before.
    """
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    held = _waiting(ticket, held_id, by)
    _held.to_draft(held, at=at)
    _held.is_over(held, State.TAKEN_BACK)
    journal.record(
        events.REPLY_TAKEN_BACK,
        subject_id=held.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
    )
    return held


@transaction.atomic
def close_notice(*, ticket_id: int, held_id: int, by: Person) -> None:
    """Put away the notice that a reply was stopped; its text stays its writer's draft."""
    ticket = _ticket.locked_where_it_is(by, ticket_id)
    held = ticket.held_replies.select_for_update().get(pk=held_id)
    if held.state == State.STOPPED:
        _held.is_over(held, State.DONE_WITH)


def _close_notices(ticket: Ticket, by: Person) -> None:
    """Whoever answers again has seen that the answer before was stopped."""
    stopped = ticket.held_replies.filter(person=by, state=State.STOPPED)
    stopped.update(state=State.DONE_WITH, body="", in_own_language="")


def _asked_before(ticket: Ticket, by: Person, key: UUID) -> Asked | None:
    """Return what this key asked for here; refuse to show what it did elsewhere."""
    sent = answer.written_before(ticket, Message.Direction.OUTBOUND, by, key)
    if sent is not None:
        return Asked(sent)
    held = HeldReply.objects.filter(idempotency_key=key).first()
    if held is None:
        return None
    if (held.ticket_id, held.person_id) != (ticket.pk, by.pk):
        raise answer.key_used_elsewhere()
    if held.state != State.WAITING:
        raise WasTakenBack(
            _("This reply was taken back or stopped before. Nothing was sent."),
            fix=_("Reload the page: your text is there. Then send it again."),
        )
    return Asked(None, held)


def _refuse_two_at_once(ticket: Ticket, *, at: datetime, is_scheduled: bool) -> None:
    """Let one reply at a time be under way, and one be scheduled."""
    waiting = ticket.held_replies.filter(state=State.WAITING, is_scheduled=is_scheduled)
    held = waiting.select_related("person").first()
    if held is None:
        return
    if is_scheduled:
        raise ReplyUnderWay(
            _("A reply by %(name)s is scheduled already.") % {"name": held.person.name},
            fix=_("Change its time or take it back first; your text is kept."),
        )
    seconds = max(1, round((held.send_at - at).total_seconds()))
    raise ReplyUnderWay(
        ngettext(
            "A reply by %(name)s leaves in %(n)s second. Yours was not sent.",
            "A reply by %(name)s leaves in %(n)s seconds. Yours was not sent.",
            seconds,
        )
        % {"name": held.person.name, "n": seconds},
        fix=_("Wait until it is sent, then decide again; your text is kept."),
    )


def _check_time(send_at: datetime | None, *, at: datetime) -> None:
    if send_at is None:
        return
    if send_at < at + rules.SOONEST_SCHEDULE:
        raise NoSuchTime(
            _("That time is over, or a moment away. Nothing was scheduled."),
            fix=_("Choose a later one, or send it now."),
        )
    if send_at > at + rules.LONGEST_SCHEDULE:
        days = rules.LONGEST_SCHEDULE.days
        raise NoSuchTime(
            _("A reply is scheduled for %(days)s days ahead at most.") % {"days": days},
            fix=_("Choose an earlier time."),
        )


def _waiting(ticket: Ticket, held_id: int, by: Person) -> HeldReply:
    held = ticket.held_replies.select_for_update().filter(pk=held_id).first()
    is_theirs = held is not None and (
        held.person_id == by.pk or by.may(Right.ASSIGN_OTHERS)
    )
    if held is None or not is_theirs:
        raise HeldReply.DoesNotExist
    if held.state == State.WAITING:
        return held
    raise TooLateToUndo(
        _("This reply has been sent already.")
        if held.state == State.SENT
        else _("This reply was taken back or stopped before."),
        fix=_("Reload the page."),
    )


def _note_schedule(held: HeldReply, *, by: Person, at: datetime) -> None:
    journal.record(
        events.REPLY_SCHEDULED,
        subject_id=held.pk,
        at=at,
        by=by,
        about=_ticket.about(held.ticket),
        facts={"for": held.send_at.isoformat()},
    )

"""The outbox: one row a mail, sent by one worker at a time, never twice by itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import queries, rules
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.foundation.errors import Refused
from firsthand.foundation.keys import signature
from firsthand.foundation.postgres import locks

State = OutboundMail.State
_EVENTS = {
    State.SENT: "mail.sent",
    State.FAILED: "mail.failed",
    State.UNKNOWN: "mail.unknown",
    State.BOUNCED: "mail.bounced",
}
_UNDER_WAY = (State.PREPARING, State.HANDED_OVER)
_NOT_KNOWN = (*_UNDER_WAY, State.UNKNOWN, State.WAITING)
_LOOK_AT = 20  # Due mails looked at to find one that nobody holds.


class NoMailbox(Refused):
    code = "mail.no_mailbox"


class NotUnknown(Refused):
    code = "mail.not_unknown"


class NotOurs(Exception):
    """The mail was taken from us while we prepared it: nothing may be sent."""


_after_enqueue: list[Callable[[], None]] = []


def ring_after_enqueue(bell: Callable[[], None]) -> None:
    """Have `bell` called after each commit that put mail into the outbox; set once."""
    _after_enqueue[:] = [bell]


def mailbox_to_send_from(store_id: int) -> Mailbox:
    """Return the mailbox a store's replies leave from.

    Raises:
        NoMailbox: it has no active one.
    """
    mailbox = (
        Mailbox.objects.filter(store_id=store_id, is_active=True).order_by("pk").first()
    )
    if mailbox is None:
        raise NoMailbox(
            _("This store has no mailbox to send from."),
            fix=_("Ask the owner to add one under Settings, Stores."),
        )
    return mailbox


def enqueue(
    *,
    store_id: int,
    ticket_id: int,
    ticket_message_id: int,
    earlier_message_ids: Sequence[int],
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
) -> OutboundMail:
    """Put a reply into the outbox, in the transaction that writes the reply.

    Its Message-ID carries a signed token of the ticket, so that the answer finds its way
    back whatever the mailer does to the subject.

    Raises:
        NoMailbox: the store has no active mailbox to send from.
    """
    mailbox = mailbox_to_send_from(store_id)
    mail = OutboundMail(
        mailbox=mailbox,
        ticket_message_id=ticket_message_id,
        message_id=new_message_id(ticket_id, mailbox.address.rpartition("@")[2]),
        recipient=recipient,
        subject=subject[:500],
        body=body,
    )
    return _put(mail, queries.message_ids_of(earlier_message_ids), at=at)


def enqueue_beside(
    *,
    store_id: int,
    conversation_id: int,
    side_message_id: int,
    earlier_side_ids: Sequence[int],
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
) -> OutboundMail:
    """Put a message of a side conversation into the outbox, as `enqueue` puts a reply.

    Its Message-ID and references are of that conversation only: no answer to it can find
    its way into the buyer's thread, nor the other way round.

    Raises:
        NoMailbox: the store has no active mailbox to send from.
    """
    mailbox = mailbox_to_send_from(store_id)
    domain = mailbox.address.rpartition("@")[2]
    mail = OutboundMail(
        mailbox=mailbox,
        side_message_id=side_message_id,
        message_id=_signed("fs", conversation_id, domain, purpose="side"),
        recipient=recipient,
        subject=subject[:500],
        body=body,
    )
    return _put(mail, queries.message_ids_beside(earlier_side_ids), at=at)


def _put(mail: OutboundMail, parents: Sequence[str], *, at: datetime) -> OutboundMail:
    assert connection.in_atomic_block
    for bell in _after_enqueue:
        transaction.on_commit(bell, robust=True)
    mail.in_reply_to = parents[-1] if parents else ""
    mail.references = " ".join(parents[-20:])
    mail.next_try_at = mail.created_at = at
    mail.save()
    return mail


def new_message_id(ticket_id: int, domain: str) -> str:
    """Return a fresh Message-ID that only we can have made for this ticket."""
    return _signed("fh", ticket_id, domain, purpose="thread")


def _signed(mark: str, number: int, domain: str, *, purpose: str) -> str:
    nonce = secrets.token_hex(6)
    token = signature(f"{number}.{nonce}", purpose=purpose)
    return f"{mark}.{number}.{nonce}.{token}@{domain}"


@transaction.atomic
def claim_next(*, at: datetime) -> OutboundMail | None:
    """Take the next due mail for this database session, or None when there is none.

    `SKIP LOCKED` keeps two workers apart while they choose. The session's lock on the mail,
    held until `let_go`, tells everybody else that its sender lives.
    """
    due = (
        OutboundMail.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=State.WAITING, next_try_at__lte=at)
        .select_related("mailbox")
        .order_by("next_try_at", "pk")[:_LOOK_AT]
    )
    # A mail whose last sender has not let go yet is left for the next round.
    mail = next((mail for mail in due if locks.try_hold(_lock_of(mail.pk))), None)
    if mail is None:
        return None
    mail.state = State.PREPARING
    mail.attempts += 1
    mail.save(update_fields=["state", "attempts"])
    return mail


@transaction.atomic
def hand_over(mail_id: int, *, attempt: int) -> None:
    """Note, before it happens, that the mail is about to leave: from here it may be out.

    Raises:
        NotOurs: this session lost its lock, or somebody else has taken the mail since.
            Nothing may be sent then.
    """
    mine = OutboundMail.objects.filter(
        pk=mail_id, state=State.PREPARING, attempts=attempt
    ).update(state=State.HANDED_OVER)
    if not mine or not locks.is_held(_lock_of(mail_id)):
        raise NotOurs(mail_id)


@transaction.atomic
def finish(
    mail_id: int, *, attempt: int, state: OutboundMail.State, answer: str, at: datetime
) -> None:
    """Record how an attempt ended: SENT, UNKNOWN, FAILED, or WAITING for another try.

    A mail that failed too often for another try becomes FAILED. An attempt that others
    gave up as dead meanwhile may still say that it sent the mail: knowing beats guessing,
    and a second copy is not sent. Anything else it says is out of date.
    """
    mail = OutboundMail.objects.select_for_update().get(pk=mail_id)
    believable = _NOT_KNOWN if state == State.SENT else _UNDER_WAY
    if mail.attempts != attempt or mail.state not in believable:
        return
    if state == State.WAITING:
        next_try = rules.next_try_at(mail.attempts, at)
        state = State.FAILED if next_try is None else State.WAITING
        mail.next_try_at = next_try or mail.next_try_at
    mail.state = state
    mail.answer = answer[:500]
    mail.finished_at = None if state == State.WAITING else at
    mail.save()
    if state in _EVENTS:
        _record(mail, state, at)


def let_go(mail_id: int) -> None:
    """Give up this session's lock on a mail, after `finish` is committed."""
    locks.release(_lock_of(mail_id))


@transaction.atomic
def release_dead(*, at: datetime) -> int:
    """Settle mails whose sender's session is gone; return how many.

    Still preparing: certainly not sent, tried again. Handed over: it may be out, and only
    a person may decide to send again.
    """
    stuck = [
        mail
        for mail in OutboundMail.objects.select_for_update(skip_locked=True).filter(
            state__in=_UNDER_WAY
        )
        if locks.is_free(_lock_of(mail.pk))
    ]
    for mail in stuck:
        was_handed_over = mail.state == State.HANDED_OVER
        mail.state = State.UNKNOWN if was_handed_over else State.WAITING
        mail.next_try_at = at
        mail.save()
        if was_handed_over:
            _record(mail, State.UNKNOWN, at)
    return len(stuck)


@transaction.atomic
def settle_unknown(
    mail_id: int, *, was_sent: bool, by: journal.Actor, at: datetime
) -> OutboundMail:
    """Let a person say whether an unknown mail went out; if not, it is sent again.

    Raises:
        NotUnknown: its state is known.
    """
    mail = OutboundMail.objects.select_for_update().get(pk=mail_id)
    if mail.state != State.UNKNOWN:
        raise NotUnknown(
            _("It is already known what became of this mail."), fix=_("Reload the page.")
        )
    mail.state = State.SENT if was_sent else State.WAITING
    mail.next_try_at = at
    mail.finished_at = at if was_sent else None
    mail.save()
    if was_sent:
        _record(mail, State.SENT, at, by=by)
    return mail


@transaction.atomic
def note_bounce(
    *, message_ids: Sequence[str], mailbox_id: int, permanent: bool, at: datetime
) -> OutboundMail | None:
    """Mark the mail a bounce speaks of, and return it; None if it is not ours.

    A warning that delivery is delayed changes nothing: only a permanent bounce does.
    """
    mail = (
        OutboundMail.objects.select_for_update()
        .filter(message_id__in=message_ids, mailbox_id=mailbox_id)
        .first()
    )
    if mail is None:
        return None
    if permanent and mail.state != State.BOUNCED:
        mail.state = State.BOUNCED
        mail.finished_at = at
        mail.save(update_fields=["state", "finished_at"])
        _record(mail, State.BOUNCED, at)
    return mail


def note_refused_sender(mailbox_id: int, *, at: datetime) -> None:
    """Remember that a marketplace passes nothing on that this mailbox sends.

    An older refusal that comes late changes nothing.
    """
    Mailbox.objects.filter(pk=mailbox_id).exclude(sender_refused_at__gte=at).update(
        sender_refused_at=at
    )


def _record(
    mail: OutboundMail,
    state: OutboundMail.State,
    at: datetime,
    *,
    by: journal.Actor | None = None,
) -> None:
    journal.record(
        _EVENTS[state],
        subject_id=mail.pk,
        at=at,
        by=by,
        facts={"ticket_message_id": mail.ticket_message_id}
        if mail.side_message_id is None
        else {"side_message_id": mail.side_message_id},
    )


def _lock_of(mail_id: int) -> str:
    return f"mail.outbox.{mail_id}"

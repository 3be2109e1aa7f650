"""Send what is due, one mail after the other, whatever dies or breaks on the way."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection

from firsthand.domain.mail import queries
from firsthand.domain.mail.commands import outbox
from firsthand.domain.mail.models import Attachment, Mailbox, OutboundMail
from firsthand.domain.mail.ports import (
    Letter,
    MailSender,
    NotSent,
    ParsedAttachment,
    SendingUnknown,
)
from firsthand.foundation.failpoints import fail_point

State = OutboundMail.State
logger = logging.getLogger(__name__)

SenderOf = Callable[[Mailbox], MailSender]
Compose = Callable[[Letter], bytes]
_TRIES_TO_RECORD = 30  # A second apart: longer than a database takes to restart.


def send_due(
    *, sender_of: SenderOf, compose: Compose, now: Callable[[], datetime]
) -> Counter[str]:
    """Send every mail that is due; return how many ended in which state.

    Mails of senders that died are settled first. May run in several workers at once.

    Args:
        sender_of: gives the way to send for a mailbox; may raise `NotSent`.
        compose: makes the bytes of a letter; may raise `NotSent`.
        now: the clock (UTC).
    """
    outbox.release_dead(at=now())
    ended: Counter[str] = Counter()
    while (mail := outbox.claim_next(at=now())) is not None:
        ended[_send(mail, sender_of=sender_of, compose=compose, now=now)] += 1
    return ended


def _send(
    mail: OutboundMail,
    *,
    sender_of: SenderOf,
    compose: Compose,
    now: Callable[[], datetime],
) -> str:
    try:
        fail_point("mail.send.claimed")
        try:
            state, answer = _attempt(mail, sender_of, compose)
        except outbox.NotOurs:
            logger.warning("outbound mail %s was taken over by another worker", mail.pk)
            return "taken_over"
        fail_point("mail.send.answered")
        _record(mail, state, answer, now)
        fail_point("mail.send.recorded")
        outbox.let_go(mail.pk)
    except BaseException:
        connection.close()  # The session's lock goes with it: others may take over.
        raise
    return state.value


def _attempt(
    mail: OutboundMail, sender_of: SenderOf, compose: Compose
) -> tuple[OutboundMail.State, str]:
    """Send one mail; return the state it is in afterwards and the server's words."""
    is_handed_over = False

    def hand_over() -> None:
        nonlocal is_handed_over
        fail_point("mail.send.ready")
        outbox.hand_over(mail.pk, attempt=mail.attempts)
        is_handed_over = True
        fail_point("mail.send.handed_over")

    try:
        answer = sender_of(mail.mailbox).send(
            sender=mail.mailbox.address,
            recipient=mail.recipient,
            raw=compose(_letter(mail)),
            before_handover=hand_over,
        )
    except NotSent as refusal:
        return State.FAILED if refusal.permanent else State.WAITING, str(refusal)
    except SendingUnknown as doubt:
        return State.UNKNOWN, str(doubt)
    except (DatabaseError, outbox.NotOurs):
        raise
    except Exception as fault:
        # One mail that trips a fault of ours must not hold up the others.
        logger.exception("sending outbound mail %s failed", mail.pk)
        return (
            State.UNKNOWN if is_handed_over else State.WAITING,
            f"Sending stopped on a fault of the program ({type(fault).__name__}).",
        )
    return State.SENT, answer


def _record(
    mail: OutboundMail, state: OutboundMail.State, answer: str, now: Callable[[], datetime]
) -> None:
    """Write down how it ended, and wait for a database that is restarting.

    The mail is out or not: this is the only place that knows, so it does not give up soon.
    """
    for left in range(_TRIES_TO_RECORD, -1, -1):
        try:
            outbox.finish(
                mail.pk, attempt=mail.attempts, state=state, answer=answer, at=now()
            )
        except OperationalError:
            if not left:
                raise
            connection.close()
            time.sleep(1)
        else:
            return


def _letter(mail: OutboundMail) -> Letter:
    """Return a mail as it is to be written.

    Raises:
        NotSent: a file of it was forgotten before it could leave.
    """
    return Letter(
        message_id=mail.message_id,
        sender=mail.mailbox.address,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        written_at=mail.created_at,
        in_reply_to=mail.in_reply_to,
        references=tuple(mail.references.split()),
        files=tuple(_file(each) for each in queries.files_to_send(mail)),
    )


def _file(attachment: Attachment) -> ParsedAttachment:
    content = attachment.blob.content
    if content is None:
        raise NotSent("A file of this reply was deleted on its date.", permanent=True)
    return ParsedAttachment(attachment.name, attachment.content_type, bytes(content))

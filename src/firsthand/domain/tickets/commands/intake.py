"""Take whole mailboxes in: every mail becomes a message or waits in quarantine."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction

from firsthand.domain.mail import commands as mail_commands
from firsthand.domain.mail.ports import (
    FetchedMail,
    MailParser,
    MailSource,
    MailUnreachable,
    ParsedMail,
    Unreadable,
)
from firsthand.domain.tickets.commands.receive import receive
from firsthand.foundation.errors import Refused
from firsthand.foundation.failpoints import fail_point

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox

logger = logging.getLogger(__name__)
UNREACHABLE, QUARANTINED, DUPLICATE = "unreachable", "quarantined", "duplicate"


class _Untakeable(Exception):
    """No message can be made of a mail; the text says why, to operators."""


def _nothing() -> None:
    """Stand for no step."""


def read_mailbox(
    mailbox: Mailbox,
    *,
    source_of: Callable[[Mailbox], MailSource],
    parse: MailParser,
    now: Callable[[], datetime],
) -> Counter[str]:
    """Take every mail that is new in a mailbox; return how many became what.

    What goes wrong with the server is written to the mailbox, for people to see; what was
    taken before that stays taken, and the next reading goes on behind it.

    Args:
        mailbox: which one.
        source_of: gives the way to read it.
        parse: makes a mail of bytes.
        now: the clock (UTC).
    """
    became: Counter[str] = Counter()
    try:
        with closing(source_of(mailbox)) as source:
            _read(source, mailbox.pk, parse=parse, now=now, became=became)
    except MailUnreachable as problem:
        trouble = f"{problem} {problem.fix}"
    except Refused as problem:
        trouble = str(problem)
    else:
        mail_commands.note_fetched(mailbox.pk, at=now())
        return became
    logger.warning("mailbox %s could not be read", mailbox.pk)
    mail_commands.note_fetched(mailbox.pk, at=now(), problem=trouble)
    became[UNREACHABLE] += 1
    return became


def take_in(
    *,
    mailbox_id: int,
    raw: bytes,
    parse: MailParser,
    at: datetime,
    not_whole: str = "",
    in_same_transaction: Callable[[], None] = _nothing,
) -> str:
    """Make a message of one mail, or set it aside; return what it became.

    Args:
        mailbox_id: where it came in.
        raw: its bytes.
        parse: makes a mail of bytes.
        at: when we took it (UTC).
        not_whole: why `raw` is not the whole mail; such a mail goes to quarantine.
        in_same_transaction: what is committed with it, or not at all.

    Returns:
        A `Received.outcome`, or "quarantined"; "duplicate" if it was taken before.

    Raises:
        OperationalError: the database is gone. The mail is where it was.
    """
    fail_point("mail.take.begun")
    try:
        if not not_whole:
            return _receive(mailbox_id, raw, parse, at, in_same_transaction)
        why = not_whole
    except _Untakeable as reason:
        why = str(reason)
    with transaction.atomic():
        item = mail_commands.quarantine(mailbox_id=mailbox_id, raw=raw, why=why, at=at)
        in_same_transaction()
        fail_point("mail.take.set_aside")
    return QUARANTINED if item else DUPLICATE


def _read(
    source: MailSource,
    mailbox_id: int,
    *,
    parse: MailParser,
    now: Callable[[], datetime],
    became: Counter[str],
) -> None:
    validity = source.uid_validity()
    after = mail_commands.begin_reading(mailbox_id, uid_validity=validity)
    for mail in source.mail_after(after):
        became[
            take_in(
                mailbox_id=mailbox_id,
                raw=mail.raw,
                parse=parse,
                at=now(),
                not_whole=mail.not_whole,
                in_same_transaction=_moving(mailbox_id, validity, mail),
            )
        ] += 1


def _moving(mailbox_id: int, validity: int, mail: FetchedMail) -> Callable[[], None]:
    def move() -> None:
        mail_commands.move_on(mailbox_id, uid_validity=validity, uid=mail.uid)

    return move


def _receive(
    mailbox_id: int,
    raw: bytes,
    parse: MailParser,
    at: datetime,
    in_same_transaction: Callable[[], None],
) -> str:
    """Make a message of a mail and return its outcome, or raise `_Untakeable`.

    A database that is gone or chose us as a deadlock's victim gets a second try; what
    fails twice is raised as the mail's own fault, and if it was the database's after all,
    the quarantine cannot be written either and the mail stays where it was.
    """
    try:
        mail = parse(raw)
        try:
            return _commit(mailbox_id, mail, raw, at, in_same_transaction)
        except OperationalError as problem:
            logger.warning("the database failed on a mail: %s", type(problem).__name__)
            connection.close()
            return _commit(mailbox_id, mail, raw, at, in_same_transaction)
    except Unreadable as unreadable:
        raise _Untakeable(f"This cannot be read as a mail: {unreadable}.") from unreadable
    except Exception as fault:
        # Whatever it was, the mail is kept for a person and the others go on.
        logger.exception("taking a mail of mailbox %s failed", mailbox_id)
        name = type(fault).__name__
        raise _Untakeable(f"Taking it in failed on a fault of ours ({name}).") from fault


def _commit(
    mailbox_id: int,
    mail: ParsedMail,
    raw: bytes,
    at: datetime,
    in_same_transaction: Callable[[], None],
) -> str:
    with transaction.atomic():
        received = receive(mailbox_id=mailbox_id, mail=mail, raw=raw, at=at)
        in_same_transaction()
        fail_point("mail.take.before_commit")
    fail_point("mail.take.committed")
    return received.outcome

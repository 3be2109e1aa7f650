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
from firsthand.foundation.postgres import locks

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Mailbox

logger = logging.getLogger(__name__)
UNREACHABLE, QUARANTINED, DUPLICATE = "unreachable", "quarantined", "duplicate"
_DEADLY = "The program ended twice, without a word, over this mail. It is not tried again."
DISK_FULL = "53100"
# Classes of SQLSTATE that say nothing about the mail: connection, resources, operators,
# the system. Source: PostgreSQL, appendix A.
_OF_THE_DATABASE = ("08", "53", "57", "58")


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
    name = f"mail.reading.{mailbox.pk}"
    if not locks.try_hold(name):
        return became  # Another worker is still reading it.
    try:
        trouble = _trouble_of_reading(mailbox, source_of, parse, now, became)
        mail_commands.note_fetched(mailbox.pk, at=now(), problem=trouble)
        locks.release(name)
    except BaseException:
        connection.close()  # The session's lock goes with it: others may go on.
        raise
    if trouble:
        logger.warning("mailbox %s could not be read", mailbox.pk)
        became[UNREACHABLE] += 1
    return became


def take_in(
    *,
    mailbox_id: int,
    raw: bytes,
    parse: MailParser,
    at: datetime,
    set_aside_because: str = "",
    in_same_transaction: Callable[[], None] = _nothing,
) -> str:
    """Make a message of one mail, or set it aside; return what it became.

    Args:
        mailbox_id: where it came in.
        raw: its bytes.
        parse: makes a mail of bytes.
        at: when we took it (UTC).
        set_aside_because: why no message is to be made of it; it goes to quarantine.
        in_same_transaction: what is committed with it, or not at all.

    Returns:
        A `Received.outcome`, or "quarantined"; "duplicate" if it was taken before.

    Raises:
        OperationalError: the database is gone. The mail is where it was.
    """
    fail_point("mail.take.begun")
    try:
        if not set_aside_because:
            return _receive(mailbox_id, raw, parse, at, in_same_transaction)
        why = set_aside_because
    except _Untakeable as reason:
        why = str(reason)
    with transaction.atomic():
        item = mail_commands.quarantine(mailbox_id=mailbox_id, raw=raw, why=why, at=at)
        in_same_transaction()
        fail_point("mail.take.set_aside")
    return QUARANTINED if item else DUPLICATE


def _trouble_of_reading(
    mailbox: Mailbox,
    source_of: Callable[[Mailbox], MailSource],
    parse: MailParser,
    now: Callable[[], datetime],
    became: Counter[str],
) -> str:
    """Read a mailbox, count in `became`; return what went wrong, in words for people."""
    try:
        with closing(source_of(mailbox)) as source:
            _read(source, mailbox.pk, parse=parse, now=now, became=became)
    except MailUnreachable as problem:
        return f"{problem} {problem.fix}"
    except Refused as problem:
        return str(problem)
    except OperationalError as problem:
        if _sqlstate(problem) != DISK_FULL:
            raise  # It is gone: it could not keep a note of that either.
        return (
            "The database has no space left on its disk. Make room there; the mail waits"
            " on its server and is fetched then."
        )
    return ""


def _read(
    source: MailSource,
    mailbox_id: int,
    *,
    parse: MailParser,
    now: Callable[[], datetime],
    became: Counter[str],
) -> None:
    validity = source.uid_validity()
    reading = mail_commands.begin_reading(mailbox_id, uid_validity=validity)
    is_first = True
    for mail in source.mail_after(reading.after_uid):
        deadly = is_first and _is_deadly(mailbox_id, reading, mail)
        is_first = False
        became[
            take_in(
                mailbox_id=mailbox_id,
                raw=mail.raw,
                parse=parse,
                at=now(),
                set_aside_because=_DEADLY if deadly else mail.not_whole,
                in_same_transaction=_moving(mailbox_id, validity, mail),
            )
        ] += 1


def _is_deadly(mailbox_id: int, reading: mail_commands.Reading, mail: FetchedMail) -> bool:
    """Say whether two processes died over this mail; after one death, suspect it."""
    if not reading.was_cut_off:
        return False
    if mail.uid == reading.suspected_uid:
        return True
    mail_commands.suspect(mailbox_id, uid=mail.uid)
    return False


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

    A database that is gone or chose us as a deadlock's victim gets a second try. If it is
    gone or full then as well, the mail stays where it was; anything else that fails twice
    is the mail's own fault.
    """
    try:
        if mail_commands.was_taken(mailbox_id, raw=raw):
            with transaction.atomic():
                in_same_transaction()
            return DUPLICATE
        mail = parse(raw)
        try:
            return _commit(mailbox_id, mail, raw, at, in_same_transaction)
        except OperationalError as problem:
            logger.warning("the database failed on a mail: %s", type(problem).__name__)
            connection.close()
            return _commit(mailbox_id, mail, raw, at, in_same_transaction)
    except OperationalError as problem:
        if _is_of_the_database(problem):
            raise
        raise _fault_of_ours(mailbox_id, problem) from problem
    except Unreadable as unreadable:
        raise _Untakeable(f"This cannot be read as a mail: {unreadable}.") from unreadable
    except Exception as fault:
        # Whatever it was, the mail is kept for a person and the others go on.
        raise _fault_of_ours(mailbox_id, fault) from fault


def _fault_of_ours(mailbox_id: int, fault: Exception) -> _Untakeable:
    logger.error("taking a mail of mailbox %s failed", mailbox_id, exc_info=fault)
    name = type(fault).__name__
    return _Untakeable(f"Taking it in failed on a fault of ours ({name}).")


def _is_of_the_database(problem: OperationalError) -> bool:
    state = _sqlstate(problem)
    return state is None or state.startswith(_OF_THE_DATABASE)


def _sqlstate(problem: OperationalError) -> str | None:
    """Return PostgreSQL's code for what went wrong; None if it did not answer at all."""
    return getattr(problem.__cause__, "sqlstate", None)


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

"""Keep in mind how far each mailbox was read, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from firsthand.domain.mail.models import Mailbox


@dataclass(frozen=True)
class Reading:
    """Where a reading begins, and how the one before ended.

    After a death the first mail is suspected. A process that dies over a suspected mail
    has died over it twice: `suspected_uid` names it to the reading after that.
    """

    after_uid: int
    was_cut_off: bool
    suspected_uid: int


@transaction.atomic
def begin_reading(mailbox_id: int, *, uid_validity: int) -> Reading:
    """Note that a reading begins, and say after which uid.

    After 0 when the server renumbered its mail: everything is read again then, and
    identities make that harmless.
    """
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    reading_before_was_cut_off = mailbox.is_being_read
    if mailbox.uid_validity != uid_validity:
        mailbox.uid_validity = uid_validity
        mailbox.last_uid = mailbox.suspected_uid = 0
    mailbox.is_being_read = True
    mailbox.save(
        update_fields=["uid_validity", "last_uid", "suspected_uid", "is_being_read"]
    )
    return Reading(mailbox.last_uid, reading_before_was_cut_off, mailbox.suspected_uid)


def suspect(mailbox_id: int, *, uid: int) -> None:
    """Remember that a process may die over this mail, before anything is done with it."""
    Mailbox.objects.filter(pk=mailbox_id).update(suspected_uid=uid)


def move_on(mailbox_id: int, *, uid_validity: int, uid: int) -> None:
    """Remember that everything up to `uid` was taken; never moves backwards.

    Belongs into the transaction that takes the mail, so that a crash repeats both or
    neither.
    """
    Mailbox.objects.filter(
        pk=mailbox_id, uid_validity=uid_validity, last_uid__lt=uid
    ).update(last_uid=uid)


def note_fetched(mailbox_id: int, *, at: datetime, problem: str = "") -> None:
    """Remember how the last reading went; an empty `problem` clears an earlier one.

    The time of the last good reading stays while there is a problem.
    """
    ended = {"is_being_read": False, "suspected_uid": 0, "problem": problem[:500]}
    if not problem:
        ended["fetched_at"] = at
    Mailbox.objects.filter(pk=mailbox_id).update(**ended)

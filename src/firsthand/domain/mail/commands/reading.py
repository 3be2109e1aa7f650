"""Keep in mind how far each mailbox was read, and what was wrong with it."""

from __future__ import annotations

from datetime import datetime

from firsthand.domain.mail.models import Mailbox


def begin_reading(mailbox_id: int, *, uid_validity: int) -> int:
    """Return the uid after which to read: 0 when the server renumbered its mail.

    Everything is read again then; identities make that harmless.
    """
    Mailbox.objects.filter(pk=mailbox_id).exclude(uid_validity=uid_validity).update(
        uid_validity=uid_validity, last_uid=0
    )
    return Mailbox.objects.values_list("last_uid", flat=True).get(pk=mailbox_id)


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
    if problem:
        Mailbox.objects.filter(pk=mailbox_id).update(problem=problem[:500])
    else:
        Mailbox.objects.filter(pk=mailbox_id).update(problem="", fetched_at=at)

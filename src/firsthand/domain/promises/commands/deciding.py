"""Promise, confirm, keep, withdraw: what people decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.promises import events, rules
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.commands._common import NotATimeToCome
from firsthand.domain.promises.models import Promise
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

__all__ = ["NotATimeToCome"]


class AlreadyDue(Refused):
    code = "promises.already_due"


class NotOwed(Refused):
    code = "promises.not_owed"


@dataclass(frozen=True)
class Place:
    """Where a promise stands: in which reply, from where to where its time is named."""

    message_id: int
    begins: int
    ends: int


@transaction.atomic
def declare(
    *,
    ticket_id: int,
    due_at: datetime | None,
    by: Person,
    at: datetime,
    place: Place | None = None,
) -> Promise:
    """Promise something on a ticket; at the same place of a reply again it is the same.

    Args:
        ticket_id: the ticket it is made on.
        due_at: by when; None where no time was named.
        by: who promises, and has to see to it.
        at: when (UTC).
        place: the words of a reply that say it; None: said otherwise.

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see, or no such
            reply on it.
        NotAllowed: `by` may not work it.
        NotATimeToCome: `due_at` has passed, or is more than a year ahead.
    """
    ticket = _common.workable(by, ticket_id)
    if place is not None:
        if tickets.message_of(ticket.pk, place.message_id) is None:
            raise ObjectDoesNotExist
        found = Promise.objects.select_for_update().filter(
            message_id=place.message_id, begins=place.begins
        )
        if (before := found.first()) is not None:
            return _confirmed(before, due_at, by=by, at=at)
    _common.check_to_come(due_at, at)
    promise = Promise(
        ticket_id=ticket.pk,
        message_id=None if place is None else place.message_id,
        begins=None if place is None else place.begins,
        ends=None if place is None else place.ends,
        store_id=ticket.store_id,
        origin=Promise.Origin.DECLARED,
        promised_by=by,
        keeper=by,
        made_at=at,
        due_at=due_at,
        buyer_zone=ticket.store.time_zone,
        grace_minutes=rules.grace_in(ticket.store.marketplace) // timedelta(minutes=1),
    )
    _common.count_from(promise, by=by, at=at)
    return promise


@transaction.atomic
def confirm(
    *, promise_id: int, by: Person, at: datetime, due_at: datetime | None = None
) -> Promise:
    """Confirm what was found in a reply; said again it stays as it is.

    Args:
        promise_id: what was found.
        by: who confirms; if nobody is known to have promised it, he did.
        at: when (UTC).
        due_at: by when, where it was read wrongly; None: as it was read.

    Raises:
        ObjectDoesNotExist: there is no such promise in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
        NotATimeToCome: a corrected time is more than a year ahead.
        NotOwed: it is over, or was dismissed.
    """
    promise = _common.locked(by, promise_id)
    return _confirmed(promise, due_at or promise.due_at, by=by, at=at)


def _confirmed(
    promise: Promise, due_at: datetime | None, *, by: Person, at: datetime
) -> Promise:
    if promise.confirmed_at is None:
        if promise.dismissed_at is not None:
            raise _not_owed()
        _common.check_to_come(due_at, promise.made_at)
        promise.due_at = due_at
        _common.count_from(promise, by=by, at=at)
    return promise


@transaction.atomic
def dismiss(*, promise_id: int, by: Person, at: datetime) -> None:
    """Note that what was found in a reply is no promise; said again, nothing changes.

    Raises:
        ObjectDoesNotExist: there is no such promise in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
        NotOwed: it is confirmed, and may only be withdrawn.
    """
    promise = _common.locked(by, promise_id)
    if promise.confirmed_at is not None:
        raise _not_owed()
    if promise.dismissed_at is None:
        promise.dismissed_at = at
        promise.save(update_fields=["dismissed_at"])
        _common.record(events.DISMISSED, promise, at=at, by=by)


@transaction.atomic
def mark_kept(*, promise_id: int, by: Person, at: datetime) -> Promise:
    """Note that a promise was kept now, where no reply says so.

    Raises:
        ObjectDoesNotExist: there is no such promise in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
        NotOwed: it is not confirmed, or over.
    """
    promise = _common.locked(by, promise_id)
    _require_owed(promise)
    _common.keep(promise, by=by, at=at, message_id=None)
    return promise


@transaction.atomic
def withdraw(*, promise_id: int, by: Person, at: datetime) -> Promise:
    """Take a promise back, as long as it is not due; the buyer has to be told apart.

    Raises:
        ObjectDoesNotExist: there is no such promise in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
        NotOwed: it is not confirmed, or over.
        AlreadyDue: its time has passed.
    """
    promise = _common.locked(by, promise_id)
    _require_owed(promise)
    if promise.due_at is not None and promise.due_at <= at:
        raise AlreadyDue(
            _("The promise is due and cannot be taken back any more."),
            fix=_("Keep it late: write to the buyer."),
        )
    promise.withdrawn_at = at
    promise.save(update_fields=["withdrawn_at"])
    _common.show_on_ticket(promise)
    _common.record(events.WITHDRAWN, promise, at=at, by=by)
    return promise


@transaction.atomic
def move(
    *, promise_id: int, due_at: datetime, reason: str, by: Person, at: datetime
) -> Promise:
    """Change the time of a promise before it is due; the buyer has to be told apart.

    From then on the new time counts. To the time it has already nothing changes.

    Args:
        promise_id: which.
        due_at: by when it will be kept instead.
        reason: why, a `Promise.MoveReason`.
        by: who changes it.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such promise in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
        NotOwed: it is not confirmed, or over.
        AlreadyDue: its time has passed.
        NotATimeToCome: the new time has passed, or is more than a year ahead.
    """
    promise = _common.locked(by, promise_id)
    _require_owed(promise)
    if promise.due_at is not None and promise.due_at <= at:
        raise AlreadyDue(
            _("The promise is due and cannot be moved any more."),
            fix=_("Keep it late: write to the buyer."),
        )
    _common.check_to_come(due_at, at)
    before = promise.due_at
    if before == due_at:
        return promise
    promise.due_at, promise.moves = due_at, promise.moves + 1
    promise.reminded_at = promise.escalated_at = None
    _common.set_alarms(promise, since=at)
    promise.save(
        update_fields=[
            "due_at", "moves", "remind_at", "escalate_at", "reminded_at", "escalated_at",
        ]
    )  # fmt: skip
    _common.show_on_ticket(promise)
    facts = {
        "due_at": due_at.isoformat(),
        "before": before and before.isoformat(),
        "why": Promise.MoveReason(reason).value,
    }
    _common.record(events.MOVED, promise, at=at, by=by, facts=facts)
    return promise


def _require_owed(promise: Promise) -> None:
    if not promise.is_owed:
        raise _not_owed()


def _not_owed() -> NotOwed:
    return NotOwed(
        _("Nothing is owed on this promise."),
        fix=_("Load the page again to see what became of it."),
    )

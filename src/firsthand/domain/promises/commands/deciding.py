"""Promise, confirm, keep, withdraw: what people decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.promises import events, rules
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.models import Promise
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_FARTHEST = timedelta(days=366)


class AlreadyDue(Refused):
    code = "promises.already_due"


class NotOwed(Refused):
    code = "promises.not_owed"


class NotATimeToCome(Refused):
    code = "promises.not_a_time_to_come"


class CannotKeep(Refused):
    code = "promises.cannot_keep"


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
    _check_to_come(due_at, at)
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
        _check_to_come(due_at, promise.made_at)
        promise.due_at = due_at
        _common.count_from(promise, by=by, at=at)
    return promise


def _check_to_come(due_at: datetime | None, at: datetime) -> None:
    if due_at is not None and not at < due_at <= at + _FARTHEST:
        raise NotATimeToCome(
            _("That time is no time to come within a year."),
            fix=_("Name the time by which the buyer was told it would be done."),
        )


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
    _common.record(events.WITHDRAWN, promise, at=at, by=by)
    return promise


@transaction.atomic
def hand_over(*, promise_ids: Collection[int], to_id: int, by: Person, at: datetime) -> int:
    """Give promises to somebody else to see to, at the end of a shift; return how many.

    Those that are over, or that he has already, stay as they are.

    Args:
        promise_ids: which; all or none are given.
        to_id: who sees to them from now on.
        by: who gives them: his own, or anybody's if he may assign for others.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: one of them is not of the stores `by` may see.
        NotAllowed: `by` may not give away what another has to see to.
        CannotKeep: the other does not work tickets of one of the stores.
    """
    require(by, Right.WORK_TICKETS)
    found = list(
        Promise.objects.all()
        .visible_to(by)
        .filter(pk__in=promise_ids)
        .select_for_update()
        .order_by("pk")
    )
    if len(found) != len(set(promise_ids)):
        raise ObjectDoesNotExist
    if any(promise.keeper_id not in {None, by.pk} for promise in found):
        require(by, Right.ASSIGN_OTHERS)
    given = [one for one in found if one.is_owed and one.keeper_id != to_id]
    for promise in given:
        _give(promise, to_id, by=by, at=at)
    return len(given)


def _give(promise: Promise, to_id: int, *, by: Person, at: datetime) -> None:
    _common.workable(by, promise.ticket_id)
    to = people.colleagues_on(promise.store_id).filter(pk=to_id).first()
    if to is None:
        raise CannotKeep(
            _("That colleague does not work tickets of this store."),
            fix=_("Choose somebody who looks after the store."),
        )
    before, promise.keeper = promise.keeper_id, to
    promise.save(update_fields=["keeper"])
    facts = {"keeper": before, "to": to.pk}
    _common.record(events.HANDED_OVER, promise, at=at, by=by, facts=facts)


def _require_owed(promise: Promise) -> None:
    if not promise.is_owed:
        raise _not_owed()


def _not_owed() -> NotOwed:
    return NotOwed(
        _("Nothing is owed on this promise."),
        fix=_("Load the page again to see what became of it."),
    )

"""What the commands of this area share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.promises import events, rules
from firsthand.domain.promises.models import Promise
from firsthand.domain.tickets import commands as desk
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_FARTHEST = timedelta(days=366)


class NotATimeToCome(Refused):
    code = "promises.not_a_time_to_come"


def workable(by: Person, ticket_id: int) -> Ticket:
    """Return a ticket that `by` may work.

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NotAllowed: `by` may not work it.
    """
    require(by, Right.WORK_TICKETS)
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is None:
        raise ObjectDoesNotExist
    return ticket


def locked(by: Person, promise_id: int) -> Promise:
    """Return a promise of a ticket that `by` may work, locked.

    Raises:
        ObjectDoesNotExist: there is none in the stores `by` may see.
        NotAllowed: `by` may not work its ticket.
    """
    require(by, Right.WORK_TICKETS)
    promise = Promise.objects.all().visible_to(by).select_for_update().get(pk=promise_id)
    workable(by, promise.ticket_id)
    return promise


def count_from(promise: Promise, *, by: Person, at: datetime) -> None:
    """Confirm a promise that is not saved yet, or save it as confirmed."""
    promise.confirmed_at = at
    promise.promised_by = promise.promised_by or by
    if promise.due_at is not None:
        set_alarms(promise, since=promise.made_at)
    promise.save()
    show_on_ticket(promise)
    record(
        events.CONFIRMED,
        promise,
        at=at,
        by=by,
        facts={
            "due_at": promise.due_at and promise.due_at.isoformat(),
            "grace_minutes": promise.grace_minutes,
            "origin": str(promise.origin),
        },
    )


def keep(
    promise: Promise, *, by: Person | None, at: datetime, message_id: int | None
) -> None:
    """Note that a promise was kept at a moment, by a reply of ours or as somebody says."""
    late = 0
    if promise.due_at is not None:
        grace = timedelta(minutes=promise.grace_minutes)
        late = rules.kept(promise.due_at, at, grace).late_minutes
    promise.kept_at, promise.kept_by_message_id = at, message_id
    promise.save(update_fields=["kept_at", "kept_by_message_id"])
    show_on_ticket(promise)
    record(events.KEPT, promise, at=at, by=by, facts={"late_minutes": late})


def show_on_ticket(promise: Promise) -> None:
    """Have the ticket's lists know what is owed by when, or that nothing is any more."""
    if promise.is_owed and promise.due_at is not None:
        desk.owe(ticket_id=promise.ticket_id, promise_id=promise.pk, due_at=promise.due_at)
    else:
        desk.owe_no_more(promise_id=promise.pk)


def check_to_come(due_at: datetime | None, at: datetime) -> None:
    """Refuse a time that has passed, or is more than a year ahead.

    Raises:
        NotATimeToCome: it is.
    """
    if due_at is not None and not is_to_come(due_at, at):
        raise NotATimeToCome(
            _("That time is no time to come within a year."),
            fix=_("Name the time by which the buyer was told it would be done."),
        )


def is_to_come(due_at: datetime, at: datetime) -> bool:
    return at < due_at <= at + _FARTHEST


def set_alarms(promise: Promise, *, since: datetime) -> None:
    """Have its keeper reminded, and others told, anew for the time it has now."""
    assert promise.due_at is not None
    promise.remind_at = rules.remind_at(since, promise.due_at)
    promise.escalate_at = rules.escalate_at(since, promise.due_at)


def record(
    kind: str,
    promise: Promise,
    *,
    at: datetime,
    by: Person | None,
    facts: Mapping[str, object] | None = None,
) -> None:
    journal.record(
        kind,
        subject_id=promise.pk,
        at=at,
        by=by,
        about=journal.About(store_id=promise.store_id, ticket_id=promise.ticket_id),
        facts=facts,
    )

"""Take a ticket out of the queue for a while, and bring it back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _snooze, _ticket
from firsthand.domain.tickets.commands.hold import NoSuchTime
from firsthand.domain.tickets.models import Snooze, Ticket
from firsthand.domain.tickets.rules import Preset
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

logger = logging.getLogger(__name__)
Until, Woken = Snooze.Until, Snooze.Woken
_WAITS = (Until.DELIVERY, Until.MESSAGE)


class NotOpen(Refused):
    code = "tickets.not_open"


class ClockRunsOut(Refused):
    code = "tickets.clock_runs_out"


class NoParcelUnderWay(Refused):
    code = "tickets.no_parcel_under_way"


@transaction.atomic
def snooze(
    *,
    ticket_id: int,
    until: str,
    by: Person,
    at: datetime,
    wakes_at: datetime | None = None,
) -> Ticket:
    """Take an open ticket out of the queue until something happens.

    A message of the buyer brings it back in every case, and so does the marketplace clock
    before it runs out. The same again while it is snoozed chooses anew.

    Args:
        ticket_id: the ticket.
        until: what it waits for, a `Snooze.Until`.
        by: whose decision it is; it stands in his list.
        at: when (UTC).
        wakes_at: for `Until.TIME`: when it comes back (UTC).

    Returns:
        The ticket; `snoozed_until` says when it comes back at the latest, which may be
        before `wakes_at`.

    Raises:
        NotOpen: it is closed.
        ClockRunsOut: the marketplace clock has less left than is needed to answer.
        NoSuchTime: `wakes_at` is missing, over, or too far away.
        NoParcelUnderWay: it has no order, or the order was delivered.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    kind = Until(until)
    _refuse_what_must_be_seen(ticket, at=at)
    wanted = _wanted(ticket, kind, wakes_at, at=at)
    _snooze.end(ticket, Woken.PERSON, at=at, by=by)
    ticket.snoozed_until = rules.wakes_at(
        wanted,
        reply_due_at=ticket.reply_due_at,
        promised_at=_snooze.promised_at(ticket),
        now=at,
    )
    ticket.snoozed_for, ticket.woke_at = kind.value, None
    ticket.save(update_fields=["snoozed_until", "snoozed_for", "woke_at"])
    Snooze.objects.create(
        ticket=ticket, person=by, until=kind, asked_at=at, wakes_at=ticket.snoozed_until
    )
    journal.record(
        events.SNOOZED,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"until": kind.value, "wakes_at": ticket.snoozed_until.isoformat()},
    )
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save(update_fields=["team_due_at", "team_target"])
    return ticket


def _refuse_what_must_be_seen(ticket: Ticket, *, at: datetime) -> None:
    if ticket.state != Ticket.State.OPEN:
        raise NotOpen(
            _("This ticket is closed. Only an open one can be snoozed."),
            fix=_("A new message from the buyer opens it again by itself."),
        )
    back = rules.back_by(ticket.reply_due_at)
    if back is not None and back < at + rules.SOONEST_WAKE:
        raise ClockRunsOut(
            _("Less than two hours are left on the marketplace clock. It stays in sight."),
            fix=_("Answer the buyer first; then it can be snoozed."),
        )


def _wanted(
    ticket: Ticket, kind: Snooze.Until, wakes_at: datetime | None, *, at: datetime
) -> datetime:
    """Return when it comes back if nothing else happens."""
    if kind == Until.MORNING:
        return rules.presets(at, ZoneInfo(ticket.store.time_zone))[Preset.MORNING]
    if kind in _WAITS:
        if kind == Until.DELIVERY:
            _check_parcel(ticket)
        return at + rules.LONGEST_WAIT
    if wakes_at is None or wakes_at < at + rules.SOONEST_WAKE:
        raise NoSuchTime(
            _("That time is over, or a moment away. Nothing was snoozed."),
            fix=_("Choose a later one."),
        )
    if wakes_at > at + rules.LONGEST_SNOOZE:
        days = rules.LONGEST_SNOOZE.days
        raise NoSuchTime(
            _("A ticket is snoozed for %(days)s days at most.") % {"days": days},
            fix=_("Choose an earlier time."),
        )
    return wakes_at


def _check_parcel(ticket: Ticket) -> None:
    order_id = ticket.order_id
    if order_id is None or orders.delivered_among([order_id]):
        raise NoParcelUnderWay(
            _("No parcel is under way: there is no order, or it was delivered."),
            fix=_("Link the order, or choose a time."),
        )


@transaction.atomic
def wake(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Bring a snoozed ticket back; one that is awake stays as it is."""
    ticket = _ticket.locked_for(by, ticket_id)
    _wake(ticket, Woken.PERSON, at=at, by=by)
    return ticket


def wake_due(*, now: Callable[[], datetime]) -> int:
    """Bring back every ticket whose time or parcel has come; return how many.

    Each is a transaction of its own. What was brought back already stays as it is, so that
    two workers, or one that died and begins again, do it once.
    """
    woken = 0
    for ticket_id, is_delivered in _due(now()).items():
        try:
            woken += _wake_if_due(ticket_id, is_delivered=is_delivered, at=now())
        except (OperationalError, InterfaceError):
            raise  # The database is gone or busy: all of them come again.
        except Exception:
            logger.exception("ticket %s could not be woken", ticket_id)
    return woken


def _due(at: datetime) -> dict[int, bool]:
    """Return the tickets to bring back, and of each whether its parcel is the reason."""
    timed = Ticket.objects.filter(snoozed_until__lte=at)
    waiting = Snooze.objects.filter(
        ended_at=None, until=Until.DELIVERY, ticket__order__isnull=False
    ).values_list("ticket_id", "ticket__order_id")
    order_of = {ticket_id: order_id or 0 for ticket_id, order_id in waiting}
    delivered = orders.delivered_among(set(order_of.values()))
    ids = timed.order_by("snoozed_until", "pk").values_list("pk", flat=True)
    due = dict.fromkeys(ids, False)
    return due | {pk: True for pk, order_id in order_of.items() if order_id in delivered}


@transaction.atomic
def _wake_if_due(ticket_id: int, *, is_delivered: bool, at: datetime) -> bool:
    tickets = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    ticket = tickets.filter(pk=ticket_id, snoozed_until__isnull=False).first()
    if ticket is None or ticket.snoozed_until is None:
        return False  # Woken meanwhile, or somebody is at it: looked at again soon.
    waits = ticket.snoozed_for == Until.DELIVERY and is_delivered
    if not waits and ticket.snoozed_until > at:
        return False  # Snoozed anew meanwhile.
    _wake(ticket, Woken.DELIVERY if waits else _why(ticket), at=at)
    return True


def _why(ticket: Ticket) -> Snooze.Woken:
    is_held_back = ticket.snoozed_until == rules.back_by(ticket.reply_due_at)
    return Woken.CLOCK if is_held_back else Woken.TIME


def _wake(
    ticket: Ticket, why: Snooze.Woken, *, at: datetime, by: Person | None = None
) -> None:
    _snooze.end(ticket, why, at=at, by=by)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save(update_fields=["team_due_at", "team_target"])

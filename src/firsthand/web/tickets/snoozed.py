"""How long a ticket is out of the queue, in words, and what may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Preset, Until
from firsthand.web.shared import formats
from firsthand.web.tickets import clocks

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import Ticket

_LATER_TODAY = timedelta(hours=3)


class Wanted(NamedTuple):
    """What was chosen: an `Until`, and a time where that is one."""

    until: str
    wakes_at: datetime | None


@dataclass(frozen=True)
class Choice:
    """One line of the sheet. `is_sooner`: a clock brings the ticket back before."""

    value: str
    name: str
    time: str
    is_sooner: bool


def words(snoozed_for: str, until: datetime) -> str:
    """Say for what a ticket is snoozed, and until when at the latest."""
    time = formats.moment(until)
    if snoozed_for == Until.DELIVERY:
        return _("until the parcel is delivered, at the latest %(time)s") % {"time": time}
    if snoozed_for == Until.MESSAGE:
        return _("until the buyer writes, at the latest %(time)s") % {"time": time}
    return _("until %(time)s") % {"time": time}


def choices(ticket: Ticket, *, at: datetime) -> Sequence[Choice]:
    """Return what the sheet offers, the buyer's times by his clock and ours by ours."""
    zone = ticket.store.time_zone
    morning = queries.presets(at, ZoneInfo(zone))[Preset.MORNING]
    mine = queries.presets(at, ZoneInfo(timezone.get_current_timezone_name()))
    times = [
        (_("In three hours"), at + _LATER_TODAY),
        (_("My next morning"), mine[Preset.MORNING]),
        (_("Next Monday"), mine.get(Preset.MONDAY, mine[Preset.MORNING])),
    ]
    found = [
        Choice(
            time.isoformat(), name, formats.moment(time), _wakes(ticket, time, at) < time
        )
        for name, time in times
        if time != morning
    ]
    shown = clocks.here_and_there(morning, zone)
    is_sooner = _wakes(ticket, morning, at) < morning
    found.insert(1, Choice(Until.MORNING, _("The buyer’s next morning"), shown, is_sooner))
    is_due = ticket.reply_due_at is not None
    if ticket.order_id and not orders.delivered_among([ticket.order_id]):
        found.append(Choice(Until.DELIVERY, _("Until the parcel is delivered"), "", is_due))
    found.append(Choice(Until.MESSAGE, _("Until the buyer writes"), "", is_due))
    return found


def _wakes(ticket: Ticket, wanted: datetime, at: datetime) -> datetime:
    return queries.wakes_at(wanted, reply_due_at=ticket.reply_due_at, now=at)


def wanted(button: str, typed: str) -> Wanted:
    """Read what was pressed: an `Until`, a time, or "chosen" with a time of one's own.

    A choice without a time is a time that is over: the command says so.

    Raises:
        ValueError: no browser sends that.
    """
    if button in set(Until) - {Until.TIME}:
        return Wanted(button, None)
    if button == "chosen" and not typed:
        return Wanted(Until.TIME, None)
    found = parse_datetime(typed if button == "chosen" else button)
    if found is None:
        raise ValueError(button)
    return Wanted(Until.TIME, found if found.tzinfo else timezone.make_aware(found))


def done(ticket: Ticket) -> str:
    """Say what came of it, and whether the clock brings the ticket back sooner."""
    assert ticket.snoozed_until is not None
    if ticket.snoozed_until == queries.back_by(ticket.reply_due_at):
        return _(
            "Snoozed until %(time)s at the latest: "
            "the marketplace clock runs out two hours later."
        ) % {"time": formats.moment(ticket.snoozed_until)}
    return _("Snoozed %(until)s.") % {
        "until": words(ticket.snoozed_for, ticket.snoozed_until)
    }

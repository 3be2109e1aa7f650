"""The times at which a reply may be sent later, by the buyer's clock."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Preset
from firsthand.web.tickets import clocks

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import Ticket

_NAMES = {
    Preset.MORNING: gettext_lazy("Next morning"),
    Preset.EVENING: gettext_lazy("Next evening"),
    Preset.MONDAY: gettext_lazy("Next Monday"),
}
CHOSEN = "chosen"  # What the button beside the free choice of a time says.


@dataclass(frozen=True)
class Offer:
    """A time to send at; `is_late`: the clock runs out before."""

    name: str
    at: datetime
    is_late: bool


def offers(ticket: Ticket, *, at: datetime) -> Sequence[Offer]:
    """Return the times offered for a reply, by the clock of the buyer's marketplace."""
    zone = zoneinfo.ZoneInfo(ticket.store.time_zone)
    due_at = ticket.reply_due_at
    return [
        Offer(str(_NAMES[preset]), time, due_at is not None and time > due_at)
        for preset, time in queries.presets(at, zone).items()
    ]


class LaterForm(forms.Form):
    """When to send: one of the times offered, or one of one's own by the buyer's clock."""

    send_at = forms.CharField(required=False, max_length=40)
    send_on = forms.CharField(required=False, max_length=20)

    def time(self, zone: str) -> datetime | None:
        """Return when to send; None for now.

        A choice without a time is a time that is over: the command says so.

        Raises:
            ValueError: no browser sends that.
        """
        button, chosen = self.cleaned_data["send_at"], self.cleaned_data["send_on"]
        if not button:
            return None
        if button == CHOSEN and not chosen:
            return timezone.now()
        found = parse_datetime(chosen if button == CHOSEN else button)
        if found is None:
            raise ValueError(button)
        return found if found.tzinfo else found.replace(tzinfo=zoneinfo.ZoneInfo(zone))


def scheduled(send_at: datetime, zone: str) -> str:
    """Return what is said of a reply that was scheduled."""
    return _("Scheduled for %(time)s.") % {"time": clocks.here_and_there(send_at, zone)}

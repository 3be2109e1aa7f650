"""The desk's lists by name, and how they stand in the rail of every desk page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Band, Counts, View

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from firsthand.domain.people.models import Person

CAP = 100
NAMES: dict[View, _StrPromise] = {
    View.OVERDUE: _("Overdue"),
    View.DUE_SOON: _("Due soon"),
    View.ESCALATED: _("Escalated"),
    View.MINE: _("Mine"),
    View.UNASSIGNED: _("Unassigned"),
    View.OPEN: _("All open"),
    View.NO_ORDER: _("No order linked"),
    View.WAITING: _("Waiting for buyer"),
    View.UNSENT: _("My unsent replies"),
    View.UNDELIVERED: _("Delivery in doubt"),
    View.FLAGGED: _("Flagged mail"),
    View.SOLVED: _("Closed"),
    View.NOTICES: _("Notices"),
}
ORDERS: dict[View, _StrPromise] = dict.fromkeys(NAMES, _("least time left first")) | {
    View.WAITING: _("latest message first"),
    View.SOLVED: _("latest closed first"),
    View.NOTICES: _("latest closed first"),
}
BANDS: dict[Band, _StrPromise] = {
    Band.OVERDUE: _("Overdue"),
    Band.HOUR: _("Within the hour"),
    Band.FOUR_HOURS: _("Within four hours"),
    Band.TODAY: _("Today"),
    Band.LATER: _("Later"),
    Band.NO_CLOCK: _("Nothing waits for us"),
}
_UNCOUNTED_FROM = 10  # The lists of what is done come last, after the quarantine.
_MARKS = {
    View.OVERDUE: "bad",
    View.DUE_SOON: "watch",
    View.ESCALATED: "bad",
    View.UNDELIVERED: "watch",
}


@dataclass(frozen=True)
class RailEntry:
    """One list in the rail. `count` is empty where nothing is counted."""

    name: str
    url: str
    count: str
    mark: str
    is_current: bool


def rail(
    person: Person, *, at: datetime, current: str = "", counts: Counts | None = None
) -> Sequence[RailEntry]:
    """Return the desk's lists for the rail, each with how much waits in it."""
    known = queries.desk_counts(person, at=at) if counts is None else counts
    named = [
        (view.value, str(name), reverse("queue_view", args=[view]), _MARKS.get(view, ""))
        for view, name in NAMES.items()
    ]
    named.insert(
        _UNCOUNTED_FROM,
        ("quarantine", str(_("Quarantine")), reverse("quarantine"), "watch"),
    )
    return [
        RailEntry(
            name=name,
            url=url,
            count=capped(known[key]) if key in known else "",
            mark=mark if known.get(key) else "",
            is_current=key == current,
        )
        for key, name, url, mark in named
    ]


def capped(count: int) -> str:
    """Return a count as shown: nothing is counted beyond 99."""
    return f"{CAP - 1}+" if count >= CAP else str(count)

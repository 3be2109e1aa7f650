"""The desk's lists by name, and how they stand in the rail of every desk page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Band, Counts, Sorting, View, Wanted
from firsthand.domain.tickets.rules.filters import NOTICE, OPEN, SNOOZED, SOLVED, Field

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from firsthand.domain.people.models import Person

CAP = 100
FOLLOWING, MENTIONS, QUARANTINE = "following", "mentions", "quarantine"
NAMES: dict[View, _StrPromise] = {
    View.OVERDUE: _("Overdue"),
    View.DUE_SOON: _("Due soon"),
    View.ESCALATED: _("Escalated"),
    View.MINE: _("Mine"),
    View.UNASSIGNED: _("Unassigned"),
    View.OPEN: _("All open"),
    View.NO_ORDER: _("No order linked"),
    View.WAITING: _("Awaiting buyer"),
    View.MY_SNOOZED: _("My snoozed"),
    View.SNOOZED: _("All snoozed"),
    View.APPROVAL: _("Waiting for approval"),
    View.UNSENT: _("My unsent replies"),
    View.UNDELIVERED: _("Delivery in doubt"),
    View.FLAGGED: _("Flagged mail"),
    View.SOLVED: _("Closed"),
    View.NOTICES: _("Notices"),
}
ORDERS: dict[View, _StrPromise] = dict.fromkeys(NAMES, _("least time left first")) | {
    View.WAITING: _("latest message first"),
    View.MY_SNOOZED: _("what wakes next first"),
    View.SNOOZED: _("what wakes next first"),
    View.SOLVED: _("latest closed first"),
    View.NOTICES: _("latest closed first"),
}
SORTINGS: dict[Sorting, _StrPromise] = {
    Sorting.DUE: _("least time left first"),
    Sorting.LATEST: _("latest message first"),
    Sorting.OLDEST: _("oldest message first"),
}
BANDS: dict[Band, _StrPromise] = {
    Band.OVERDUE: _("Overdue"),
    Band.HOUR: _("Within the hour"),
    Band.FOUR_HOURS: _("Within four hours"),
    Band.TODAY: _("Today"),
    Band.LATER: _("Later"),
    Band.NO_CLOCK: _("Nothing waits for us"),
}
_KEYS = {FOLLOWING: "f", MENTIONS: "m"}
_UNCOUNTED_FROM = 13  # The lists of what is done come last, after the quarantine.
# Under "More lists": some while nothing is in them, others always.
_SHOWN_IF_ANY = {
    *(View.ESCALATED, View.APPROVAL, View.UNSENT, View.UNDELIVERED, View.FLAGGED),
    *(FOLLOWING, MENTIONS, QUARANTINE),
}
_SELDOM = {View.SNOOZED, View.SOLVED, View.NOTICES}
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
    is_shown: bool  # Rather than found under "More lists".
    key: str = ""  # Pressed after G.


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
        (QUARANTINE, str(_("Quarantine")), reverse("quarantine"), "watch"),
    )
    mine = list(NAMES).index(View.MINE) + 1
    named[mine:mine] = [
        (FOLLOWING, str(_("I follow")), reverse("following"), ""),
        (MENTIONS, str(_("Mentions of me")), reverse("mentions"), "watch"),
    ]
    return [
        RailEntry(
            name=name,
            url=url,
            count=capped(known[key]) if key in known else "",
            mark=mark if known.get(key) else "",
            is_current=key == current,
            is_shown=key == current or _is_shown(key, known.get(key, 0)),
            key=_KEYS.get(key, ""),
        )
        for key, name, url, mark in named
    ]


def _is_shown(key: str, count: int) -> bool:
    return key not in _SELDOM and (count > 0 or key not in _SHOWN_IF_ANY)


def is_banded(wanted: Wanted) -> bool:
    """Say whether a list is parted by time left: of open tickets, in that order."""
    return wanted.sorting == Sorting.DUE and states_of(wanted) == {OPEN}


def order_of(wanted: Wanted) -> _StrPromise:
    """Return the order of a list in words: what is asked for orders open tickets only."""
    match sorted(states_of(wanted)):
        case [state] if state == SNOOZED:
            return ORDERS[View.SNOOZED]
        case [state] if state in {SOLVED, NOTICE}:
            return ORDERS[View.SOLVED]
    return SORTINGS[wanted.sorting]


def states_of(wanted: Wanted) -> set[str]:
    """Return the states a list names."""
    return {row.value for row in wanted.conditions if row.field == Field.STATE}


def capped(count: int) -> str:
    """Return a count as shown: nothing is counted beyond 99."""
    return f"{CAP - 1}+" if count >= CAP else str(count)

"""The ready-made views: what most desks ask for, without building it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.tickets.queries import Condition, Sorting, View, Wanted
from firsthand.web.tickets import lists, places
from firsthand.web.tickets.clocks import language_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_OPEN = Condition("state", "is", "open")


@dataclass(frozen=True)
class Ready:
    """One ready-made view. `save_url` is empty for those the rail has already."""

    name: str
    url: str
    save_url: str


# The desk's own lists, which stand in the rail.
_LISTS = (View.DUE_SOON, View.OVERDUE, View.NO_ORDER, View.MY_SNOOZED, View.APPROVAL)
# By conditions, each beside the state "open". A part of the desk that brings a field of its
# own adds its ready-made view here.
_BY_CONDITIONS: Sequence[tuple[_StrPromise, Sequence[Condition], Sorting]] = (
    (
        gettext_lazy("Due within the hour, with nobody"),
        (Condition("due", "within", "1h"), Condition("assignee", "is", "nobody")),
        Sorting.DUE,
    ),
    (
        gettext_lazy("Pressing"),
        (Condition("priority", "is", "high"), Condition("priority", "is", "urgent")),
        Sorting.DUE,
    ),
    (
        gettext_lazy("Open, and quiet for three days"),
        (Condition("last-message", "older", "3d"),),
        Sorting.OLDEST,
    ),
    (
        gettext_lazy("Without a reason"),
        (Condition("reason", "is", "none"),),
        Sorting.DUE,
    ),
)
# Also of closed tickets: what was promised is owed whether or not the ticket is open.
_OF_ANY_STATE: Sequence[tuple[_StrPromise, Condition]] = (
    (gettext_lazy("Promised today"), Condition("promise", "is", "today")),
    (gettext_lazy("Promises overdue"), Condition("promise", "is", "overdue")),
)


def ready_made(languages: Sequence[str]) -> list[Ready]:
    """Return the ready-made views, at the end one for each of these languages."""
    found = [
        Ready(str(lists.NAMES[view]), reverse("queue_view", args=[view]), "")
        for view in _LISTS
    ]
    found += [
        _ready(str(name), Wanted((_OPEN, *conditions), sorting))
        for name, conditions, sorting in _BY_CONDITIONS
    ]
    found += [_ready(str(name), Wanted((each,))) for name, each in _OF_ANY_STATE]
    return found + [
        _ready(
            _("Language: %(language)s") % {"language": language_name(code)},
            Wanted((_OPEN, Condition("language", "is", code))),
        )
        for code in languages
    ]


def _ready(name: str, wanted: Wanted) -> Ready:
    save = f"{reverse('queue_filter')}?{places.parameters(wanted)}"
    return Ready(name, places.address_of(wanted), save)

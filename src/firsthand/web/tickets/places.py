"""Which list a ticket was opened from, so that the next one comes from there too.

A list is named in addresses by a key: one of the desk's own ("due-soon"), a saved one
("saved-12"), or one somebody asked for ("asked~due~state.is~open").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Condition, Filters, Sorting, View, Wanted
from firsthand.domain.tickets.rules.filters import read, written

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_SAVED = re.compile(r"saved-([1-9][0-9]{0,17})")
_ASKED = re.compile(r"asked~(due|latest|oldest)((?:~[a-z-]+\.[a-z]+~[A-Za-z0-9.-]+){1,20})")
# What in an address asks for no ticket.
_ASIDE = frozenset({"order", "after", "saved", "q"})

# What the desk's own lists ask for, as far as conditions can say it.
_LIKE: dict[View, str] = {
    View.OVERDUE: "due.is=overdue",
    View.DUE_SOON: "due.within=4h",
    View.MINE: "assignee.is=me",
    View.UNASSIGNED: "assignee.is=nobody",
    View.NO_ORDER: "order.is=no",
    View.WAITING: "due.is=none",
}
_STATES = {
    View.MY_SNOOZED: "snoozed",
    View.SNOOZED: "snoozed",
    View.SOLVED: "solved",
    View.NOTICES: "notice",
}


def known(key: str) -> str:
    """Return the key of a list if it can be one, else nothing."""
    is_one = key in set(View) or _SAVED.fullmatch(key) or _ASKED.fullmatch(key)
    return key if is_one else ""


def key_of(wanted: Wanted) -> str:
    """Return the key of a list that was asked for."""
    parts = [part for pair in written(wanted.conditions) for part in pair]
    return "~".join(["asked", wanted.sorting, *parts])


def parameters(wanted: Wanted, **more: object) -> str:
    """Return what is asked for as the parameters of an address."""
    order = {} if wanted.sorting == Sorting.DUE else {"order": wanted.sorting.value}
    return urlencode([*written(wanted.conditions), *order.items(), *more.items()])


def address_of(wanted: Wanted) -> str:
    """Return the address of a list that is asked for: anybody can be given it."""
    return f"{reverse('queue_asked')}?{parameters(wanted)}"


def wanted_by(asked: QueryDict) -> Wanted:
    """Return what the parameters of an address ask for."""
    pairs = [
        (name, value)
        for name, values in asked.lists()
        if name not in _ASIDE
        for value in values
    ]
    order = asked.get("order", "")
    return Wanted(read(pairs), Sorting(order) if order in set(Sorting) else Sorting.DUE)


def like(view: View, filters: Filters, reason: str) -> str:
    """Return the address of the builder with what one of the desk's lists asks for."""
    asked = {
        "state.is": _STATES.get(view, "open"),
        "store.is": filters.store_id,
        "language.is": filters.language,
        "assignee.is": filters.assignee_id,
        "reason.is": reason if filters.reason_ids else "",
    }
    name, _equals, value = _LIKE.get(view, "").partition("=")
    pairs = [(key, each) for key, each in [*asked.items(), (name, value)] if each]
    return f"{reverse('queue_filter')}?{urlencode(pairs)}"


def after(key: str, person: Person, *, at: datetime, but: int) -> str:
    """Return where the work of a list goes on: its next ticket, or the list itself."""
    if key in set(View):
        home = reverse("queue_view", args=[key])
        found = queries.next_in(View(key), person, at=at, but=but)
    else:
        wanted, home = wanted_of(key, person)
        reading = queries.reading_of(wanted, person, at=at)
        found = queries.next_wanted(reading, person, but=but)
    return home if found is None else f"{reverse('ticket', args=[found])}?view={key}"


def wanted_of(key: str, person: Person) -> tuple[Wanted, str]:
    """Return what a saved list, or one that was asked for, asks for, and its address.

    A key of none, or of a view that is gone, asks for what there is not.
    """
    saved, asked = _SAVED.fullmatch(key), _ASKED.fullmatch(key)
    if saved:
        view = queries.view_for(person, int(saved[1]))
        if view is not None:
            return view.wanted, reverse("queue_saved", args=[view.pk])
    if asked:
        wanted = Wanted(_conditions(asked[2].split("~")[1:]), Sorting(asked[1]))
        return wanted, address_of(wanted)
    nothing = Wanted((Condition("", "", ""),))
    return nothing, reverse("queue")


def _conditions(parts: Sequence[str]) -> tuple[Condition, ...]:
    return read(zip(parts[::2], parts[1::2], strict=True))

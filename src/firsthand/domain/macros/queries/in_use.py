"""The macros buyers are answered with today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from firsthand.domain.macros import rules
from firsthand.domain.macros.models import MacroTrial
from firsthand.domain.macros.rules.trials import is_challenged
from firsthand.domain.reasons import queries as reasons

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

# From what a macro is suggested for; the more of it fits, the higher it stands.
_EXACT, _BRANCH, _STATE, _FULFILMENT = 8, 4, 2, 1


@dataclass(frozen=True)
class Ready:
    """One version in use. Where two are tried, the one that most get stands for both.

    Attributes:
        words: everything it is found by, in lower case.
    """

    macro_id: int
    version_id: int
    key: str
    sheet: rules.Sheet
    words: str


def ready(*, at: datetime) -> tuple[Ready, ...]:
    """Return what may be answered with now, by key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT version.id, macro.id, macro.key, version.expires_on,
                      version.sheet::text
                 FROM macros_macroversion version
                 JOIN macros_macro macro ON macro.id = version.macro_id
                WHERE version.state = 'published' AND macro.archived_at IS NULL
                  AND NOT EXISTS (SELECT FROM macros_macrotrial trial
                                   WHERE trial.challenger_id = version.id
                                     AND trial.ended_at IS NULL)
                ORDER BY macro.key"""
        )
        rows = tuple(cursor.fetchall())
    today = at.date()
    return tuple(
        each for each, expires_on in _read(rows) if not expires_on or today < expires_on
    )


@lru_cache(maxsize=4)
def _read(rows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Ready, date | None], ...]:
    """Return what these rows say: they are the same for hours."""
    return tuple(
        (_ready(version_id, macro_id, key, sheet), expires_on)
        for version_id, macro_id, key, expires_on, sheet in rows
    )


def _ready(version_id: int, macro_id: int, key: str, sheet: str) -> Ready:
    said = rules.read_sheet(json.loads(sheet))
    found_by = [*said.titles.values(), said.shortcut, *said.reasons, *said.texts.values()]
    return Ready(macro_id, version_id, key, said, " ".join(found_by).lower())


def fitting(
    macros: Iterable[Ready], ticket: Ticket, order: Order | None, person: Person
) -> list[Ready]:
    """Return those that may be used on a ticket by a person, the likeliest first.

    Likeliest is what answers the reason the ticket is tagged with or the nearest above it,
    then what is meant for the state the order is in, then for who delivers it.
    """
    allowed = [each for each in macros if _may_use(each.sheet, ticket, order, person)]
    path = _codes_above(ticket)
    return sorted(allowed, key=lambda each: (-_likeness(each.sheet, path, order), each.key))


def suggested(
    macros: Iterable[Ready], ticket: Ticket, order: Order | None, person: Person, most: int
) -> list[Ready]:
    """Return at most so many of `fitting` that answer the ticket's reason."""
    path = _codes_above(ticket)
    return [
        each
        for each in fitting(macros, ticket, order, person)
        if _nearness(each.sheet, path)
    ][:most]


def found_by(macros: Iterable[Ready], words: str) -> list[Ready]:
    """Return those in whose titles, shortcut, reasons or texts all the words stand.

    A shortcut that is said whole comes first, then what has them in its title.
    """
    wanted = words.lower().split()
    found = [each for each in macros if all(word in each.words for word in wanted)]

    def place(each: Ready) -> int:
        titles = " ".join(each.sheet.titles.values()).lower()
        if each.sheet.shortcut and [each.sheet.shortcut] == wanted:
            return 0
        return 1 if all(word in titles for word in wanted) else 2

    return sorted(found, key=place)  # Otherwise in the order they came in.


def drawn_for(macro: Ready, ticket_id: int) -> tuple[int, rules.Sheet]:
    """Return the version a conversation gets, and what it says: by lot while two are tried.

    Args:
        macro: which.
        ticket_id: the conversation's; the number it was merged into, where it was.
    """
    trial = (
        MacroTrial.objects.filter(macro=macro.macro_id, ended_at=None)
        .select_related("challenger")
        .first()
    )
    if trial is None or not is_challenged(trial.pk, ticket_id, trial.share):
        return macro.version_id, macro.sheet
    return trial.challenger_id, trial.challenger.read_sheet()


def _may_use(
    sheet: rules.Sheet, ticket: Ticket, order: Order | None, person: Person
) -> bool:
    store = ticket.store
    return (
        (not sheet.roles or person.role in sheet.roles)
        and (not sheet.channels or store.channel in sheet.channels)
        and (not sheet.marketplaces or store.marketplace in sheet.marketplaces)
        and (not sheet.fulfilment or order is None or order.fulfilment == sheet.fulfilment)
    )


def _codes_above(ticket: Ticket) -> list[str]:
    """Return the codes of the ticket's reason, from level 1 down to itself."""
    if ticket.reason is None:
        return []
    tree = reasons.taxonomy()
    return [node.code for node in tree.path(tree.today(ticket.reason.pk).id)]


def _nearness(sheet: rules.Sheet, path: list[str]) -> int:
    if path and path[-1] in sheet.reasons:
        return _EXACT
    above = {code.rsplit(".", 1)[0] for code in sheet.reasons if code.count(".") == 2}
    return _BRANCH if above & set(path[1:]) or set(sheet.reasons) & set(path) else 0


def _likeness(sheet: rules.Sheet, path: list[str], order: Order | None) -> int:
    fits = _nearness(sheet, path)
    if order is not None:
        fits += _STATE * (order.state in sheet.order_states)
        fits += _FULFILMENT * (order.fulfilment == sheet.fulfilment)
    return fits

"""Ask for a report: what somebody typed becomes what it is to be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from firsthand.domain.people.queries import Person, Right
from firsthand.domain.reports.queries.table import (
    Kept,
    NoSuchChoice,
    Wanted,
    visible_stores,
)
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import SeesStores

LONGEST_DAYS = 400
_LONGEST_SEARCH = 80


class NoSuchStore(Refused):
    code = "reports.no_such_store"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody typed.

    Attributes:
        store_id: of one store; None: of all he sees.
        channel: of stores; empty: all.
        days: how many; None: as many as is usual.
        last: the last of them; None: today.
        options: of the report, by name.
        after: where the page before ended.
    """

    store_id: int | None = None
    channel: str = ""
    days: int | None = None
    last: date | None = None
    options: Mapping[str, str]
    after: str = ""


def wanted(
    kept: Kept,
    asked: Asked,
    person: SeesStores,
    *,
    at: datetime,
    tz: ZoneInfo,
    size: int | None = 50,
) -> Wanted:
    """Return what a report is to be about.

    Raises:
        NoSuchStore: there is none, or not for this person.
        NoSuchChoice: the report does not know an option, or not this value of it.
    """
    stores = visible_stores(person, store_id=asked.store_id, channel=asked.channel)
    if stores is None:
        raise NoSuchStore(_("You look after no such store."), fix=_("Choose another."))
    days = kept.days if asked.days is None else asked.days
    if not 1 <= days <= LONGEST_DAYS:
        raise NoSuchChoice(
            _("A report is of 1 to %(days)d days.") % {"days": LONGEST_DAYS},
            fix=_("Choose another number of days."),
        )
    until = at
    if asked.last is not None:
        day_after = datetime.combine(asked.last, time(), tz) + timedelta(days=1)
        until = min(at, day_after)
    return Wanted(
        store_ids=stores,
        since=until - timedelta(days=days),
        until=until,
        at=at,
        tz=tz,
        options=_options(kept, asked.options, person),
        after=asked.after,
        size=size,
    )


def needed(kept: Kept, options: Mapping[str, str]) -> frozenset[Right]:
    """Return what somebody must be allowed to in order to read a report with options."""
    also = {
        right
        for choice in kept.choices
        for value, right in choice.rights.items()
        if options.get(choice.name) == value
    }
    return frozenset({kept.right, *also})


def may_read(person: Person, kept: Kept, options: Mapping[str, str]) -> bool:
    """Say whether somebody may read a report with these options."""
    return all(person.may(right) for right in needed(kept, options))


def _options(kept: Kept, typed: Mapping[str, str], person: SeesStores) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {choice.name: choice for choice in kept.choices}
    for name, value in typed.items():
        choice = known.get(name)
        if choice is None:
            raise NoSuchChoice(
                _("This report knows no “%(name)s”.") % {"name": name},
                fix=_("It knows: %(names)s.") % {"names": ", ".join(known) or "–"},
            )
        values = choice.values(person) if choice.values else ()
        if value and choice.values and value not in dict(values):
            raise NoSuchChoice(
                _("“%(name)s” cannot be “%(value)s”.") % {"name": name, "value": value},
                fix=_("Choose one of: %(names)s.")
                % {"names": ", ".join(key for key, _title in values) or "–"},
            )
        found[name] = value[:_LONGEST_SEARCH]
    return found

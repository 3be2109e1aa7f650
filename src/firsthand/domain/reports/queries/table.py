"""What every report is: columns, rows, and what has to be said beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import translation

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from firsthand.foundation.scoping import SeesStores

# How a cell is written: "share" is 0 to 1, "time" seconds, "points" a difference of shares.
Kind = Literal[
    "text", "long", "number", "decimal", "share", "points", "time", "moment", "money",
    "monies", "ticket", "mark",
]  # fmt: skip
Cell = str | int | float | datetime | Money | tuple[Money, ...] | None
Row = Mapping[str, Cell]
# What of a filter nobody said is this many days; a report may know its own.
DAYS = 30


@dataclass(frozen=True)
class Column:
    """One column: the key programs read it by, and what people read."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a report is to be about.

    Attributes:
        store_ids: of the stores looked at, all of which the reader may see.
        since, until: the period.
        at: now, up to when things are known.
        tz: in whose days.
        options: what only this report knows, by name.
        after: where the page before ended, as that said.
        size: rows on a page; None: all of them.
    """

    store_ids: frozenset[int]
    since: datetime
    until: datetime
    at: datetime
    tz: ZoneInfo
    options: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    size: int | None = 50

    def visible_store_ids(self) -> frozenset[int]:
        """Return the stores, as the view on whose behalf figures are made."""
        return self.store_ids

    def parameters(self, **more: object) -> dict[str, Any]:
        """Return what the SQL of reports refers to."""
        return {
            "stores": sorted(self.store_ids),
            "since": self.since,
            "until": self.until,
            "at": self.at,
            **more,
        }


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as it is: to be shown, given out as a table or sent to a program.

    Attributes:
        finding: the one sentence to take away; empty: there is none.
        notes: what has to be known to read it.
        next: where the next page begins; empty: there is none.
        funnel: (name, hits, n) of the groups to be drawn against what chance allows.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    finding: str = ""
    notes: Sequence[str] = ()
    next: str = ""
    funnel: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option of a report with the values it knows; the first is meant otherwise.

    Without values it is free text.
    """

    name: str
    title: _StrPromise
    values: Callable[[SeesStores], Sequence[tuple[str, _StrPromise | str]]] | None = None
    # What a value needs beside the report's own right, where it names people, say.
    rights: Mapping[str, Right] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """One report there is: its name, how it is made, who may read it, what it says."""

    name: str
    make: Callable[[Wanted], Report]
    right: Right
    title: _StrPromise
    says: _StrPromise
    _: KW_ONLY
    choices: tuple[Choice, ...] = ()
    days: int = DAYS
    has_pages: bool = False


class NoSuchChoice(Refused):
    code = "reports.no_such_choice"


class NotAPage(Refused):
    code = "reports.not_a_page"


def visible_stores(
    person: SeesStores, *, store_id: int | None = None, channel: str = ""
) -> frozenset[int] | None:
    """Return the stores somebody looks at; None: the one asked for is not his."""
    found = stores.stores_of(person)
    if store_id is not None:
        found = found.filter(pk=store_id)
        if not found:
            return None
    if channel:
        found = found.filter(channel=channel)
    return frozenset(found.values_list("pk", flat=True))


def channels_of(person: SeesStores) -> list[str]:
    """Return the channels of the stores somebody may see."""
    return sorted(set(stores.stores_of(person).values_list("channel", flat=True)))


def run(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a query by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(parameters))
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reason_name(code: str) -> str:
    """Return a reason as people call it, else its code."""
    node = reasons.taxonomy().by_code(code)
    if node is None:
        return code
    language = translation.get_language() or "en"
    return node.labels.get(language) or node.labels["en"]


def person_names(numbers: Sequence[int | None]) -> Mapping[int, str]:
    """Return the names of people by number."""
    return people.names_of([number for number in numbers if number])


def store_names() -> Mapping[int, str]:
    """Return the names of stores by number; whoever asks has picked his."""
    from firsthand.foundation.scoping import Everything

    return {each.pk: each.name for each in stores.stores_of(Everything())}


def given_out(report: Report) -> tuple[list[str], list[list[str | int | float | datetime]]]:
    """Return a report as a table for files: amounts as "USD 12.50", nothing as empty."""
    keys = [column.key for column in report.columns]
    return keys, [[_plain(row.get(key)) for key in keys] for row in report.rows]


def _plain(cell: Cell) -> str | int | float | datetime:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return f"{cell.currency} {cell.decimal()}"
    if isinstance(cell, tuple):
        return "; ".join(f"{each.currency} {each.decimal()}" for each in cell)
    return cell

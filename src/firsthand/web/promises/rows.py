"""The promises below a reply: what the text says, held against what its writer said."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from firsthand.domain.promises import queries
from firsthand.domain.promises.commands import MOST_PLANNED, Choice

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.promises.queries import Detected
    from firsthand.domain.tickets.models import Ticket

_LONGEST = 200


@dataclass(frozen=True)
class Given:
    """One row as it was filled in; `quote` empty: declared beside the words.

    Attributes:
        due: by the buyer's clock, as typed.
        was: what the field said before anybody typed.
    """

    quote: str
    due: str
    was: str
    is_kept: bool


@dataclass(frozen=True)
class Row:
    """One row as it is drawn, and what it says.

    Attributes:
        n: its number in the list.
        due_at: by when it counts; None: that has to be said.
        typed: its time by the buyer's clock, for the field.
        read: the same before anybody typed; empty: the text names no time to come.
        is_on_duty: whether somebody works then, as far as is known.
        is_on_shift: whether whoever writes works then, as far as is known.
    """

    n: int
    quote: str
    begins: int | None
    ends: int | None
    due_at: datetime | None
    typed: str
    read: str
    is_kept: bool
    is_on_duty: bool = True
    is_on_shift: bool = True

    @property
    def choice(self) -> Choice:
        """Return what is said of it; a time nobody changed is read as the reply leaves."""
        if not self.is_kept:
            return Choice(self.begins, self.ends, is_dropped=True)
        is_changed = self.begins is None or self.typed != self.read or not self.read
        return Choice(self.begins, self.ends, self.due_at if is_changed else None)


def given_in(data: QueryDict) -> list[Given]:
    """Return the rows that a form brings, as far as it brings any."""
    kept = set(data.getlist("promise_kept"))
    columns = zip(
        data.getlist("promise_quote"),
        data.getlist("promise_due"),
        data.getlist("promise_was"),
        strict=False,
    )
    return [
        Given(quote[:_LONGEST], due[:_LONGEST], was[:_LONGEST], str(n) in kept)
        for n, (quote, due, was) in enumerate(columns)
    ][:MOST_PLANNED]


def rows_of(
    ticket: Ticket, person: Person, text: str, given: Sequence[Given], *, at: datetime
) -> list[Row]:
    """Return the promises of a text, then those declared; each with what was said of it.

    Args:
        ticket: that is answered, with its store.
        person: who writes.
        text: without the spaces around it.
        given: what was filled in below the text as it was; told apart by their words.
        at: when the reply would leave (UTC).
    """
    zone = zoneinfo.ZoneInfo(ticket.store.time_zone)
    said = {(each.quote, n): each for each, n in _counted(given) if each.quote}
    seen: Counter[str] = Counter()
    rows: list[Row] = []
    for one in queries.read_in(ticket, text, "", at=at):
        known = said.get((one.quote, seen[one.quote]))
        seen[one.quote] += 1
        rows.append(_found(len(rows), one, known, zone, at))
    for each in given:
        if not each.quote and (each.is_kept or not each.due):
            due_at = _moment(each.due, zone)
            row = Row(len(rows), "", None, None, due_at, each.due, "", is_kept=True)
            rows.append(row)
    return _with_duty(rows[:MOST_PLANNED], ticket, person)


def choices_of(rows: Sequence[Row], given: Sequence[Given]) -> list[Choice]:
    """Return what was said: of rows that nobody was shown, nothing."""
    shown = Counter(each.quote for each in given)
    said = []
    for row in rows:
        if shown[row.quote] > 0:
            shown[row.quote] -= 1
            said.append(row.choice)
    return said


def _counted(given: Sequence[Given]) -> list[tuple[Given, int]]:
    seen: Counter[str] = Counter()
    counted = []
    for each in given:
        counted.append((each, seen[each.quote]))
        seen[each.quote] += 1
    return counted


def _found(
    n: int, one: Detected, known: Given | None, zone: zoneinfo.ZoneInfo, at: datetime
) -> Row:
    """Return a row for what is found: as it was filled in, or else as it is read."""
    is_to_come = one.due is not None and one.due > at
    read = _typed(one.due, zone) if is_to_come and one.due else ""
    is_changed = known is not None and known.due != known.was
    typed = known.due if known is not None and is_changed else read
    due_at = _moment(typed, zone) if is_changed else one.due if is_to_come else None
    is_kept = known is None or known.is_kept
    return Row(n, one.quote, one.start, one.end, due_at, typed, read, is_kept)


def _with_duty(rows: Sequence[Row], ticket: Ticket, person: Person) -> list[Row]:
    return [
        row
        if row.due_at is None
        else replace(
            row,
            is_on_duty=queries.is_on_duty(person, ticket, row.due_at),
            is_on_shift=queries.is_on_shift(person, row.due_at),
        )
        for row in rows
    ]


def _typed(due_at: datetime, zone: zoneinfo.ZoneInfo) -> str:
    return f"{due_at.astimezone(zone):%Y-%m-%dT%H:%M}"


def _moment(typed: str, zone: zoneinfo.ZoneInfo) -> datetime | None:
    """Return the time that a field says by the buyer's clock; None for none."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)

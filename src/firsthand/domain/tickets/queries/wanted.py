"""Lists of tickets that people ask for themselves: read, paged, counted.

Every condition is held against what there is today. One that names what is gone finds
nothing, rather than being left out: the list would be longer than what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, QuerySet

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries.conditions import Meaning, meanings
from firsthand.domain.tickets.queries.held import tickets_held_by
from firsthand.domain.tickets.queries.runs import Run, in_runs
from firsthand.domain.tickets.queries.views import PAGE, Page, page_along
from firsthand.domain.tickets.rules.filters import (
    MOST_CONDITIONS,
    NARROWING,
    NOTICE,
    OPEN,
    SNOOZED,
    SOLVED,
    Field,
    Sorting,
    Wanted,
)

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

CAP = 100
_LONGEST_ID = 19
_OPEN_RUNS = {
    Sorting.DUE: (Run.DUE, Run.QUIET),
    Sorting.LATEST: (Run.LATEST,),
    Sorting.OLDEST: (Run.OLDEST,),
}


@dataclass(frozen=True)
class Reading:
    """What was asked for, held against what there is.

    Attributes:
        rows: each condition with what it means today.
        runs: the parts of the list in order; none when it cannot be shown.
        where: what finds its tickets among those somebody may see.
        is_too_long: there are more conditions than anybody builds.
    """

    wanted: Wanted
    rows: Sequence[Meaning]
    runs: Sequence[Run]
    where: Q
    is_too_long: bool

    @property
    def problems(self) -> list[Meaning]:
        """Return the conditions that cannot be kept; with any of them nothing is shown."""
        return [row for row in self.rows if row.problem]

    @property
    def is_whole(self) -> bool:
        """Say whether the list is what was asked for."""
        return not self.is_too_long and not self.problems

    @property
    def counts_open(self) -> bool:
        """Say whether open tickets are in the list: only they are counted."""
        return self.is_whole and not set(self.runs).isdisjoint(
            {run for runs in _OPEN_RUNS.values() for run in runs}
        )


def reading_of(wanted: Wanted, person: Person, *, at: datetime) -> Reading:
    """Hold what is asked for against what there is, and what `person` may see."""
    return readings_of([wanted], person, at=at)[0]


def readings_of(wanted: Sequence[Wanted], person: Person, *, at: datetime) -> list[Reading]:
    """Return `reading_of` each; what they name is looked up once for all."""
    kept = [each.conditions[: MOST_CONDITIONS + 1] for each in wanted]
    everything = [condition for conditions in kept for condition in conditions]
    known = meanings(everything, person, at=at)
    return [
        _reading(each, [known[condition] for condition in conditions])
        for each, conditions in zip(wanted, kept, strict=True)
    ]


def page_wanted(
    reading: Reading, person: Person, *, after: str = "", size: int = PAGE
) -> Page:
    """Return one page of the list, as `page_of`; empty while it cannot be shown."""
    if not reading.is_whole:
        return Page([], "")
    return page_along(reading.runs, _found(reading, person), person, after=after, size=size)


def all_wanted(reading: Reading, person: Person) -> QuerySet[Ticket]:
    """Return all tickets of the list, in no order yet; none while it cannot be shown."""
    return in_runs(reading.runs, _found(reading, person))


def next_wanted(reading: Reading, person: Person, *, but: int) -> int | None:
    """Return the first ticket of the list other than `but`, as `next_in`."""
    passed_over = tickets_held_by(person.pk) | {but}
    rows = page_wanted(reading, person, size=len(passed_over) + 1).rows
    return next((row.id for row in rows if row.id not in passed_over), None)


def open_counts(readings: Sequence[Reading], person: Person) -> list[int | None]:
    """Return how many open tickets each list holds, all in one query; 100 means more.

    None where nothing is counted: the list cannot be shown, or has no open tickets.
    """
    counted = [n for n, reading in enumerate(readings) if reading.counts_open]
    parts: list[str] = []
    values: list[Any] = []
    for n in counted:
        waiting = _found(readings[n], person).filter(
            state=Ticket.State.OPEN, snoozed_until=None
        )
        sql, params = waiting.order_by().values("pk")[:CAP].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 -- Django's
        values += params
    found: list[int | None] = [None] * len(readings)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            for n, count in zip(counted, cursor.fetchone() or (), strict=True):
                found[n] = int(count)
    return found


def buyers_named(person: Person, text: str) -> list[int]:
    """Return the buyers an e-mail address or a number ("#12") names, as far as seen."""
    text = text.strip()
    number = text.removeprefix("#")
    if "@" in text:
        named = orders.buyers_known_by_address(text)
    elif number.isascii() and number.isdigit() and len(number) < _LONGEST_ID:
        named = [int(number)]
    else:
        return []
    seen = Ticket.objects.all().visible_to(person).filter(buyer_id__in=named)
    return sorted(seen.order_by().distinct().values_list("buyer_id", flat=True))


def _found(reading: Reading, person: Person) -> QuerySet[Ticket]:
    return Ticket.objects.all().visible_to(person).filter(reading.where)


def _reading(wanted: Wanted, rows: Sequence[Meaning]) -> Reading:
    too_long = len(rows) > MOST_CONDITIONS
    is_whole = not too_long and not any(row.problem for row in rows)
    return Reading(
        wanted=wanted,
        rows=rows,
        runs=_runs(wanted) if is_whole else (),
        where=_where(rows) if is_whole else Q(pk__in=[]),
        is_too_long=too_long,
    )


def _runs(wanted: Wanted) -> tuple[Run, ...]:
    """Return the parts of the list: of the states asked for, or of all."""
    asked = {row.value for row in wanted.conditions if row.field == Field.STATE}
    runs = {
        OPEN: _OPEN_RUNS[wanted.sorting],
        SNOOZED: (Run.SNOOZED,),
        SOLVED: (Run.CLOSED,),
        NOTICE: (Run.NOTICES,),
    }
    return tuple(
        run for state in runs if not asked or state in asked for run in runs[state]
    )


def _where(rows: Iterable[Meaning]) -> Q:
    """Join the conditions: those that widen a field by "or", everything else by "and"."""
    widening: dict[str, list[Q]] = {}
    narrowing: list[Q] = []
    for row in rows:
        if row.condition.field == Field.STATE:
            continue  # The runs say it, in words their indexes know.
        if row.condition.comparison in NARROWING:
            narrowing.append(row.where)
        else:
            widening.setdefault(row.condition.field, []).append(row.where)
    any_of = [reduce(or_, each) for each in widening.values()]
    return reduce(and_, [*any_of, *narrowing], Q())

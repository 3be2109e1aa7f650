"""Questions about imports. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from firsthand.domain.imports import words
from firsthand.domain.imports.commands.checking import Checker
from firsthand.domain.imports.models import Rejection, Run
from firsthand.domain.imports.rules import Problem
from firsthand.foundation.scoping import SeesStores

__all__ = ["Preview", "Run", "Told"]
LOOKED_AT = 1000  # Rows a preview reads; enough to see what is wrong with the columns.


def runs(person: SeesStores) -> QuerySet[Run]:
    """Return the imports into stores `person` may see, newest first."""
    return (
        Run.objects.all()
        .visible_to(person)
        .select_related("store", "asked_by")
        .order_by("-created_at", "-pk")
    )


def unfinished() -> list[Run]:
    """Return the imports asked for on a page that are not through, oldest first."""
    going = Run.objects.filter(
        state__in=[Run.State.CHECKING, Run.State.APPLYING], asked_by__isnull=False
    )
    return list(going.order_by("pk"))


def may_be_taken_back(run: Run) -> bool:
    """Say whether an import can be taken back as a whole."""
    conversations = {Run.Kind.NEEDS, Run.Kind.REASONS, Run.Kind.EVENTS}
    return run.state == Run.State.DONE and run.kind in conversations


@dataclass(frozen=True)
class Told:
    """A row that was not taken: its line and why, in the reader's language."""

    line: int
    column: str
    value: str
    reason: str


def rejections(run: Run) -> Iterator[Told]:
    """Yield the rejected rows of a run by line, as they are asked for."""
    rows = Rejection.objects.filter(run=run).order_by("line", "pk")
    for row in rows.iterator(chunk_size=2000):
        yield told(row.line, Problem(row.code, row.column, row.value, row.known))


def told(line: int, problem: Problem) -> Told:
    """Put a rejected row into words."""
    return Told(line, problem.column, problem.value, words.reason(problem))


def problem_of(run: Run) -> str:
    """Return in words why a run was refused; "" if it was not."""
    if not run.problem:
        return ""
    code, line, column, value, known = run.problem
    return words.refused(code, line=line, column=column, value=value, known=known)


def notices_of(run: Run) -> list[str]:
    """Return in words what somebody should know of a run."""
    return [words.notice(code, value) for code, value in run.notices]


@dataclass(frozen=True)
class Preview:
    """The beginning of a table as it would be taken.

    Attributes:
        columns: heading of the file and what its field is called, "" for none.
        rows: line and cells as understood, in words.
        problems: of the rows looked at, the first that would be rejected.
        looked_at: how many rows were read.
        rejected: how many of those would be rejected.
    """

    columns: list[tuple[str, str]]
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Told]
    looked_at: int
    rejected: int


def preview(checker: Checker, *, show: int = 8) -> Preview:
    """Look at the beginning of a table.

    Raises:
        CannotRead: the file is damaged there.
    """
    field_of = {
        place: field for field, places in checker.layout.places.items() for place in places
    }
    columns = [
        (name, words.field(field_of[place]) if place in field_of else "")
        for place, name in enumerate(checker.layout.columns)
    ]
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[Told] = []
    looked_at = rejected = 0
    for checked in checker.rows():
        looked_at += 1
        if checked.item is not None and len(rows) < show:
            rows.append((checked.line, checker.shown(checked.item)))
        if checked.problem is not None:
            rejected += 1
            if len(problems) < show:
                problems.append(told(checked.line, checked.problem))
        if looked_at == LOOKED_AT:
            break
    return Preview(columns, rows, problems, looked_at, rejected)

"""Bring in what was set out: case by case, from all rows of each case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from firsthand.domain.imports.commands import families
from firsthand.domain.imports.commands.families import Told, Waiting
from firsthand.domain.imports.commands.staging import ROWS_ARE_CASES, Tell
from firsthand.domain.imports.models import Rejection, Row, Run, Source, Staged
from firsthand.domain.imports.rules import Mapping
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.postgres.bulk import (
    Among,
    commit_without_waiting,
    copy_in,
    copying_beside,
)

ROWS_AT_ONCE = 10_000
FAMILY = {
    "needs": "history",
    "reasons": "history",
    "events": "history",
    "orders": "orders",
    "reviews": "reviews",
}
_COLUMNS = ("line", "case", "key", "content_hash")
_TEXTS = (Cast("facts", TextField()), Cast("words", TextField()))
_NEXT_CASES = (
    'select id, "case" from imports_staged where run_id = %s and "case" > %s'
    ' order by "case" limit %s'
)
# Taken as they stand in the file, what is written lies together by time and order, and not
# all over every index.
_NEXT_ROWS = (
    'select id, "case" from imports_staged where run_id = %s and id > %s'
    " order by id limit %s"
)
WRITE: dict[str, Callable[[families.Dirty], families.Outcome]] = {
    "history": families.write_conversations,
    "orders": families.write_orders,
    "reviews": families.write_reviews,
}


@dataclass(frozen=True)
class _Portion:
    """The next cases, as the database holds them.

    Attributes:
        place: the number and the case of the last row; None if there are no more.
        rows: all rows set out for these cases, as they stand in the file.
        known: number, case, key and content of those brought in before.
        is_by_row: whether each row is a case, and the case tells one from another.
    """

    place: tuple[int, str] | None
    cases: list[str]
    rows: list[Told]
    known: list[tuple[int, str, str, str]]
    is_by_row: bool


@dataclass
class _Merged:
    """What the rows of a portion are beside those brought in before."""

    cases: list[str]
    new: list[Waiting] = field(default_factory=list)
    changed: list[tuple[int, Waiting]] = field(default_factory=list)
    unchanged: int = 0
    # The cases of which rows were brought in before.
    known_cases: set[str] = field(default_factory=set)

    @property
    def all(self) -> list[Waiting]:
        return [*self.new, *(row for _, row in self.changed)]


def source_of(run: Run, mapping: Mapping) -> Source:
    """Return where the cases of a run have their numbers from."""
    source, _ = Source.objects.get_or_create(
        store_id=run.store_id, family=FAMILY[run.kind], name=mapping.source or run.kind
    )
    return source


def bring_in(run: Run, mapping: Mapping, *, at: datetime, tell: Tell) -> None:
    """Bring in all rows set out; each portion and how far it is in one transaction.

    The next portion is read before one is written, and understood while it is: nothing
    that is written has to do with its cases.
    """
    source = source_of(run, mapping)
    done = run.added + run.changed + run.unchanged
    portion = _next(run, source, (run.last_staged, run.last_case))
    merged = _merged(portion)
    while portion.place:
        with transaction.atomic():
            commit_without_waiting()
            following = _next(run, source, portion.place, but=merged.cases)
            with copying_beside():
                run.last_staged, run.last_case = portion.place
                done += _bring_in(run, source, mapping, merged, at)
                done_with, portion, merged = merged.cases, following, _merged(following)
            run.save()
            Staged.objects.filter(Among("case", done_with), run=run).delete()
            fail_point("imports.apply.before_commit")
        fail_point("imports.apply.committed")
        tell("applying", min(done, run.accepted), run.accepted)
    run.state, run.finished_at = Run.State.DONE, at
    run.save()


def _next(
    run: Run, source: Source, after: tuple[int, str], *, but: Iterable[str] = ()
) -> _Portion:
    """Read the next cases in order: about so many rows, but every case whole.

    Args:
        run: the run.
        source: where it has its cases from.
        after: the number and the case of the last row of the portion before.
        but: the cases of the portion before, of which later rows may say the same again.
    """
    is_by_row = run.kind in ROWS_ARE_CASES
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT_ROWS if is_by_row else _NEXT_CASES,
            [run.pk, after[0] if is_by_row else after[1], ROWS_AT_ONCE],
        )
        # The database's order, in which the next ones are after these.
        found = cursor.fetchall()
    before = set(but)
    cases = list(dict.fromkeys(case for _, case in found if case not in before))
    place = found[-1] if found else None
    rows = Staged.objects.filter(run=run)
    if is_by_row and not run.repeated and place:
        # They are what was just found, and need not be looked for one by one.
        rows = rows.filter(pk__gt=after[0], pk__lte=place[0])
    else:
        rows = rows.filter(Among("case", cases))
    known = Row.objects.filter(Among("case", cases), source=source)
    return _Portion(
        place=place,
        cases=cases,
        rows=list(rows.order_by("line").values_list(*_COLUMNS, *_TEXTS)),
        known=list(known.values_list("pk", "case", "key", "content_hash")),
        is_by_row=is_by_row,
    )


def _bring_in(
    run: Run, source: Source, mapping: Mapping, merged: _Merged, at: datetime
) -> int:
    rows = merged.all
    words = families.resolved(rows, source=source, at=at)
    copy_in(
        Row,
        (
            "source_id",
            "case",
            "key",
            "content_hash",
            "facts",
            "first_run_id",
            "last_run_id",
        ),
        (
            (source.pk, r.case, r.key, r.content_hash, r.facts_as_json, run.pk, run.pk)
            for r in merged.new
        ),
    )
    _renew(run, merged.changed)
    dirty = families.Dirty(
        run=run,
        source=source,
        mapping=mapping,
        cases=_whole_cases(source, merged),
        words=words,
        at=at,
    )
    outcome = WRITE[source.family](dirty)
    _count(run, merged, outcome)
    return len(rows) + merged.unchanged


def _merged(portion: _Portion) -> _Merged:
    """Compare the rows set out for these cases with those brought in before.

    Of rows with the same key the one that stands last in the file counts.
    """
    is_case = portion.is_by_row
    latest = {(row[1], "" if is_case else row[2]): row for row in portion.rows}
    known = {
        (case, "" if is_case else key): (pk, content)
        for pk, case, key, content in portion.known
    }
    merged = _Merged(portion.cases, known_cases={case for case, _ in known})
    for place, told in latest.items():
        before = known.get(place)
        if before is not None and before[1] == told[3]:
            merged.unchanged += 1
            continue
        row = Waiting.told(told)
        if before is None:
            merged.new.append(row)
        else:
            merged.changed.append((before[0], row))
    return merged


def _renew(run: Run, changed: Sequence[tuple[int, Waiting]]) -> None:
    Row.objects.bulk_update(
        (
            Row(pk=pk, content_hash=row.content_hash, facts=row.facts, last_run=run)
            for pk, row in changed
        ),
        ["content_hash", "facts", "last_run"],
        batch_size=1000,
    )


def _whole_cases(source: Source, merged: _Merged) -> dict[str, list[dict[str, Any]]]:
    """Return the facts of every row of the cases with rows that are new or changed.

    Of a case that was not there before, all rows are at hand.
    """
    known = merged.known_cases
    fresh: dict[str, list[Waiting]] = defaultdict(list)
    for row in merged.new:
        if row.case not in known:
            fresh[row.case].append(row)
    found = {
        case: [row.facts for row in sorted(rows, key=lambda row: row.key)]
        for case, rows in fresh.items()
    }
    again = {row.case for row in merged.all} & known
    return found | rows_of(source, again) if again else found


def rows_of(source: Source, cases: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the facts of every row of these cases, whichever files they came in."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = Row.objects.filter(Among("case", cases), source=source).order_by("case", "key")
    for case, facts in rows.values_list("case", "facts"):
        found[case].append(facts)
    return found


def _count(run: Run, merged: _Merged, outcome: families.Outcome) -> None:
    refused = outcome.refused
    if refused:
        lines = [(row.line, row) for row in merged.all if row.case in refused]
        Rejection.objects.bulk_create(
            Rejection(run=run, line=line, code=refused[row.case], value=row.case[:80])
            for line, row in lines
        )
        run.rejected += len(lines)
        run.accepted -= len(lines)
    run.added += sum(row.case not in refused for row in merged.new)
    run.changed += sum(row.case not in refused for _, row in merged.changed)
    run.unchanged += merged.unchanged
    for code, number in outcome.notices.items():
        before = dict(run.notices).get(code, 0)
        run.notices = [*(n for n in run.notices if n[0] != code), [code, before + number]]

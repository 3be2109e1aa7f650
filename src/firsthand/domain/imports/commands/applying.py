"""Bring in what was set out: case by case, from all rows of each case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from firsthand.domain.imports.commands import families
from firsthand.domain.imports.commands.families import Waiting
from firsthand.domain.imports.commands.staging import Tell
from firsthand.domain.imports.models import Rejection, Row, Run, Source, Staged
from firsthand.domain.imports.rules import Mapping
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.postgres.bulk import (
    Among,
    as_json,
    commit_without_waiting,
    copy_in,
)

ROWS_AT_ONCE = 10_000
FAMILY = {
    "needs": "history",
    "reasons": "history",
    "events": "history",
    "orders": "orders",
    "reviews": "reviews",
}
# Each of their rows is a case, named by a hash: taken as they stand in the file, what is
# written lies together by time and order, and not all over every index.
ROWS_ARE_CASES = frozenset({Run.Kind.NEEDS, Run.Kind.REASONS})
_NEXT_CASES = (
    'select id, "case" from imports_staged where run_id = %s and "case" > %s'
    ' order by "case" limit %s'
)
_NEXT_ROWS = (
    'select id, "case" from imports_staged where run_id = %s and id > %s'
    " order by id limit %s"
)
WRITE: dict[str, Callable[[families.Dirty], families.Outcome]] = {
    "history": families.write_conversations,
    "orders": families.write_orders,
    "reviews": families.write_reviews,
}


@dataclass
class _Merged:
    """What the rows of a portion are beside those brought in before."""

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
    """Bring in all rows set out; each portion and how far it is in one transaction."""
    source = source_of(run, mapping)
    done = run.added + run.changed + run.unchanged
    while True:
        with transaction.atomic():
            cases = _next_cases(run)
            if not cases:
                run.state, run.finished_at = Run.State.DONE, at
                run.save()
                return
            commit_without_waiting()
            done += _bring_in(run, source, mapping, cases, at)
            fail_point("imports.apply.before_commit")
        fail_point("imports.apply.committed")
        tell("applying", min(done, run.accepted), run.accepted)


def _next_cases(run: Run) -> list[str]:
    """Return the next cases in order: about so many rows, but every case whole."""
    is_by_row = run.kind in ROWS_ARE_CASES
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT_ROWS if is_by_row else _NEXT_CASES,
            [run.pk, run.last_staged if is_by_row else run.last_case, ROWS_AT_ONCE],
        )
        # The database's order, in which the next ones are after these.
        found = cursor.fetchall()
    if found:
        run.last_staged, run.last_case = found[-1]
    return list(dict.fromkeys(case for _, case in found))


def _bring_in(
    run: Run, source: Source, mapping: Mapping, cases: list[str], at: datetime
) -> int:
    merged = _merged(run, source, cases)
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
            (source.pk, r.case, r.key, r.content_hash, as_json(r.facts), run.pk, run.pk)
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
    run.save()
    Staged.objects.filter(Among("case", cases), run=run).delete()
    return len(rows) + merged.unchanged


def _merged(run: Run, source: Source, cases: list[str]) -> _Merged:
    """Compare the rows set out for these cases with those brought in before.

    Of rows with the same key the one that stands last in the file counts.
    """
    rows = Staged.objects.filter(Among("case", cases), run=run).order_by("line")
    latest = {
        (row.case, row.key): row
        for row in map(Waiting._make, rows.values_list(*Waiting._fields))
    }
    known = {
        (case, key): (pk, content)
        for pk, case, key, content in Row.objects.filter(
            Among("case", cases), source=source
        ).values_list("pk", "case", "key", "content_hash")
    }
    merged = _Merged(known_cases={case for case, _ in known})
    for place, row in latest.items():
        before = known.get(place)
        if before is None:
            merged.new.append(row)
        elif before[1] != row.content_hash:
            merged.changed.append((before[0], row))
        else:
            merged.unchanged += 1
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
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(merged.new, key=lambda row: (row.case, row.key)):
        if row.case not in known:
            found[row.case].append(row.facts)
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

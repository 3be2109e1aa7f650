"""Set out the checked rows of a file, portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction

from firsthand.domain.imports.commands.checking import Checked, Checker
from firsthand.domain.imports.models import ReasonText, Rejection, Run, Staged
from firsthand.domain.imports.ports import Table
from firsthand.domain.imports.rules import Item, Problem
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.keys import keyed_hash
from firsthand.foundation.postgres.bulk import as_json, commit_without_waiting, copy_in

ROWS_AT_ONCE = 5000
# Each of their rows is a case, named by a hash of the row's key: it needs no other.
ROWS_ARE_CASES = frozenset({Run.Kind.NEEDS, Run.Kind.REASONS})
Tell = Callable[[str, int, int], None]  # What is being done, how far, of how much.


def set_out(run: Run, table: Table, checker: Checker, *, tell: Tell) -> None:
    """Check all rows after those already set out; the rows and how far it is in one.

    Raises:
        CannotRead: the file is damaged, or was cut off.
    """
    rows = checker.rows(after=run.last_record)
    for first in rows:
        with transaction.atomic():
            commit_without_waiting()
            _set_out(run, chain((first,), islice(rows, ROWS_AT_ONCE - 1)))
            fail_point("imports.check.before_commit")
        fail_point("imports.check.committed")
        tell("checking", table.position(), table.size)
    _close(run, checker)


@transaction.atomic
def refuse(run: Run, problem: list[Any], *, at: datetime) -> None:
    """Leave nothing of a run but why it was refused."""
    Staged.objects.filter(run=run).delete()
    run.state, run.problem, run.finished_at = Run.State.REFUSED, problem, at
    run.accepted = run.repeated = 0
    run.save()


def _set_out(run: Run, rows: Iterator[Checked]) -> None:
    portion = _Portion(rows)
    copy_in(
        Staged,
        ("run_id", "line", "case", "key", "content_hash", "facts", "words"),
        (_staged(run, line, item) for line, item in portion),
    )
    Rejection.objects.bulk_create(_rejections(run, portion.rejected))
    _keep_reasons(portion.reasons)
    run.read += portion.read
    run.accepted += portion.read - len(portion.rejected)
    run.rejected = run.read - run.accepted
    run.last_record += portion.read
    run.save(update_fields=["read", "accepted", "rejected", "last_record"])


class _Portion:
    """Rows on their way from the file into the database, read while they are written.

    Attributes:
        read: how many went by.
        rejected: those that are not taken.
        reasons: the reasons the others name, text by code.
    """

    def __init__(self, rows: Iterator[Checked]) -> None:
        self._rows = rows
        self.read = 0
        self.rejected: list[tuple[int, Problem]] = []
        self.reasons: dict[str, str] = {}

    def __iter__(self) -> Iterator[tuple[int, Item]]:
        for line, item, problem in self._rows:
            self.read += 1
            if problem is not None:
                self.rejected.append((line, problem))
            elif item is not None:
                self.reasons.update(item.reasons)
                yield line, item


def _staged(run: Run, line: int, item: Item) -> tuple[Any, ...]:
    is_case = run.kind in ROWS_ARE_CASES
    key = "" if is_case else sha256("\0".join(item.key).encode()).hexdigest()
    facts, words = as_json(item.facts), as_json(item.words) if item.words else None
    # Keyed: a plain hash of a short text could be guessed back.
    hashed = keyed_hash(f"{facts}{words}", purpose="imported row")
    return run.pk, line, item.case, key, hashed, facts, words


def _rejections(run: Run, rejected: list[tuple[int, Problem]]) -> Iterator[Rejection]:
    for line, problem in rejected:
        yield Rejection(
            run=run,
            line=line,
            code=problem.code,
            column=problem.column[:120],
            value=problem.value,
            known=problem.known,
        )


def _keep_reasons(texts: dict[str, str]) -> None:
    ReasonText.objects.bulk_create(
        (
            ReasonText(code=code, level=code.count(".") + 1, text=text)
            for code, text in sorted(texts.items())
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def _close(run: Run, checker: Checker) -> None:
    """Count what came twice, and go over to bringing the rows in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select 1 from imports_staged where run_id = %s"
            ' group by "case", key) as rows',
            [run.pk],
        )
        (different,) = cursor.fetchone()
    run.repeated = run.accepted - different
    run.accepted = different
    if checker.layout.ignored:
        run.notices.append(["columns_ignored", ", ".join(checker.layout.ignored)])
    if checker.last_line_is_open:
        run.notices.append(["no_line_end", ""])
    run.state = Run.State.APPLYING
    run.save()

"""Set out the checked rows of a file, portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction

from firsthand.domain.imports.commands.checking import Checked, Checker
from firsthand.domain.imports.models import ReasonText, Rejection, Run, Staged
from firsthand.domain.imports.ports import Table
from firsthand.domain.imports.rules import Item
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.keys import keyed_hash
from firsthand.foundation.postgres.bulk import as_json, copy_in

ROWS_AT_ONCE = 5000
Tell = Callable[[str, int, int], None]  # What is being done, how far, of how much.


def set_out(run: Run, table: Table, checker: Checker, *, tell: Tell) -> None:
    """Check all rows after those already set out; the rows and how far it is in one.

    Raises:
        CannotRead: the file is damaged, or was cut off.
    """
    rows = checker.rows(after=run.last_record)
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        with transaction.atomic():
            _set_out(run, portion)
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


def _set_out(run: Run, portion: list[Checked]) -> None:
    taken = [(one.line, one.item) for one in portion if one.item is not None]
    copy_in(
        Staged,
        ("run_id", "line", "case", "key", "content_hash", "facts", "words"),
        [_staged(run, line, item) for line, item in taken],
    )
    Rejection.objects.bulk_create(_rejections(run, portion))
    _keep_reasons(item for _, item in taken)
    run.read += len(portion)
    run.accepted += len(taken)
    run.rejected = run.read - run.accepted
    run.last_record += len(portion)
    run.save(update_fields=["read", "accepted", "rejected", "last_record"])


def _staged(run: Run, line: int, item: Item) -> tuple[Any, ...]:
    key = sha256("\0".join(item.key).encode()).hexdigest()
    facts, words = as_json(item.facts), as_json(item.words) if item.words else None
    # Keyed: a plain hash of a short text could be guessed back.
    hashed = keyed_hash(f"{facts}{words}", purpose="imported row")
    return run.pk, line, item.case, key, hashed, facts, words


def _rejections(run: Run, portion: list[Checked]) -> Iterator[Rejection]:
    for one in portion:
        if one.problem is not None:
            yield Rejection(
                run=run,
                line=one.line,
                code=one.problem.code,
                column=one.problem.column[:120],
                value=one.problem.value,
                known=one.problem.known,
            )


def _keep_reasons(items: Iterator[Item]) -> None:
    texts = {code: text for item in items for code, text in item.reasons.items()}
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

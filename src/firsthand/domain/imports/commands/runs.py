"""Begin an import, go on with one, drop it, take it back."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.imports import rules, words
from firsthand.domain.imports.commands import applying, staging
from firsthand.domain.imports.commands.checking import Checker
from firsthand.domain.imports.commands.staging import Tell
from firsthand.domain.imports.models import Run, Staged
from firsthand.domain.imports.ports import CannotRead, Table
from firsthand.domain.imports.rules import Wrong
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import locks
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LOCK = "firsthand imports"
_CHUNK = 1 << 20
OpenTable = Callable[..., Table]


class AnotherImportRuns(Refused):
    code = "imports.another_runs"


class NotNow(Refused):
    code = "imports.not_now"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to have imported.

    Attributes:
        mapping: as read from YAML.
        is_upload: the file is a copy of ours, and is removed when it was checked.
    """

    kind: str
    store_id: int
    path: Path
    file_name: str
    mapping: Mapping[str, Any]
    is_upload: bool = False


def begin(asked: Asked, *, by: Person | None, at: datetime) -> Run:
    """Note that a file is to be imported; nothing is read of it yet but its hash.

    An import of the same file into the same store that was left unfinished is gone on
    with.

    Args:
        asked: what.
        by: who wants it; None for the operator on the command line.
        at: when.

    Raises:
        NotAllowed: the role may not import.
        Store.DoesNotExist: there is none in the stores `by` may see.
        UnusableFile: the mapping cannot be right.
    """
    if by is not None:
        require(by, Right.IMPORT_DATA)
    store = stores.stores_of(by or Everything()).get(pk=asked.store_id)
    _mapping(asked.mapping, asked.kind)
    hashed = _sha256(asked.path)
    unfinished = Run.objects.filter(
        kind=asked.kind,
        store=store,
        file_sha256=hashed,
        mapping=dict(asked.mapping),
        state__in=[Run.State.CHECKING, Run.State.APPLYING],
    ).first()
    if unfinished is not None:
        return unfinished
    return Run.objects.create(
        kind=asked.kind,
        store=store,
        file_name=asked.file_name[-200:],
        file_sha256=hashed,
        file_path=str(asked.path) if asked.is_upload else "",
        mapping=dict(asked.mapping),
        asked_by=by,
        created_at=at,
    )


def check(
    asked: Asked, *, open_table: OpenTable, by: Person | None
) -> tuple[Table, Checker]:
    """Return the table and what its rows mean; nothing is written.

    Raises:
        NotAllowed: the role may not import.
        UnusableFile: the file, its columns or the mapping cannot be used.
    """
    if by is not None:
        require(by, Right.IMPORT_DATA)
    store = stores.stores_of(by or Everything()).get(pk=asked.store_id)
    mapping = _mapping(asked.mapping, asked.kind)
    try:
        table = open_table(
            asked.path, encoding=mapping.encoding, delimiter=mapping.delimiter
        )
        return table, Checker(table, mapping=mapping, store=store)
    except (CannotRead, Wrong) as problem:
        raise words.refusal(problem) from problem


def carry_out(
    run_id: int,
    *,
    open_table: OpenTable,
    path: Path | None = None,
    now: Callable[[], datetime],
    tell: Tell,
) -> Run:
    """Check the file of a run and bring it in, or go on where that was interrupted.

    Args:
        run_id: the run.
        open_table: reads the file.
        path: where the file lies, if the run does not know.
        now: the clock.
        tell: is told how far it is.

    Raises:
        AnotherImportRuns: one at a time.
        UnusableFile: nothing was brought in, and why.
    """
    with _alone(), _without_collecting():
        run = Run.objects.select_related("store").get(pk=run_id)
        mapping = _mapping(run.mapping, run.kind)
        if run.state in {Run.State.WAITING, Run.State.CHECKING}:
            file = path or Path(run.file_path)
            _set_out(run, file, mapping, open_table=open_table, tell=tell, at=now())
        if run.state == Run.State.APPLYING:
            applying.bring_in(run, mapping, at=now(), tell=tell)
    return run


def _set_out(
    run: Run,
    path: Path,
    mapping: rules.Mapping,
    *,
    open_table: OpenTable,
    tell: Tell,
    at: datetime,
) -> None:
    try:
        if _sha256(path) != run.file_sha256:
            raise CannotRead("other_file")
        table = open_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
        checker = Checker(table, mapping=mapping, store=run.store)
        run.state, run.encoding = Run.State.CHECKING, table.encoding
        run.save(update_fields=["state", "encoding"])
        staging.set_out(run, table, checker, tell=tell)
    except Wrong as problem:
        one = problem.problem
        staging.refuse(run, [one.code, 0, one.column, one.value, one.known], at=at)
        raise words.refusal(problem) from problem
    except CannotRead as problem:
        if problem.code != "other_file":
            told = [problem.code, problem.line, "", problem.value, problem.known]
            staging.refuse(run, told, at=at)
        raise words.refusal(problem) from problem
    _remove_upload(run)


@transaction.atomic
def drop(run_id: int, *, by: Person | None, at: datetime) -> Run:
    """Forget a run of which nothing has been brought in yet.

    Raises:
        NotNow: something has.
    """
    run = _locked(run_id, by)
    if run.state not in {Run.State.WAITING, Run.State.CHECKING}:
        raise NotNow(
            _("Nothing can be dropped any more: part of it was brought in."),
            fix=_("Resume it; when it is done, it can be taken back."),
        )
    Staged.objects.filter(run=run).delete()
    _remove_upload(run)
    run.state, run.finished_at = Run.State.DROPPED, at
    run.save()
    return run


def _locked(run_id: int, by: Person | None) -> Run:
    if by is not None:
        require(by, Right.IMPORT_DATA)
    visible = Run.objects.all().visible_to(by or Everything())
    return visible.select_for_update(of=("self",)).get(pk=run_id)


@transaction.atomic
def start(run_id: int, *, by: Person, at: datetime) -> Run:
    """Say that a run that was looked at, or one that stopped, is to be carried out.

    Raises:
        NotNow: it is over.
    """
    run = _locked(run_id, by)
    going = {Run.State.WAITING, Run.State.CHECKING, Run.State.APPLYING}
    if run.state not in going:
        raise NotNow(_("This import is over."), fix=_("Upload the file again."))
    if run.state == Run.State.WAITING:
        run.state = Run.State.CHECKING
        run.save(update_fields=["state"])
    journal.record(
        "imports.started",
        subject_id=run.pk,
        at=at,
        by=by,
        about=journal.About(store_id=run.store_id),
        facts={"kind": run.kind},
    )
    return run


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage in rings while rows come in: they leave none, and are many."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _alone() -> Iterator[None]:
    if not locks.try_hold(LOCK):
        raise AnotherImportRuns(
            _("Another import is running."), fix=_("Wait until it is done.")
        )
    try:
        yield
    finally:
        locks.release(LOCK)


def _mapping(given: Mapping[str, Any], kind: str) -> rules.Mapping:
    try:
        return rules.understood(given, kind=kind)
    except Wrong as problem:
        raise words.refusal(problem) from problem


def _sha256(path: Path) -> str:
    digest = sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as problem:
        raise words.refusal(CannotRead("no_file", value=str(path))) from problem
    return digest.hexdigest()


def _remove_upload(run: Run) -> None:
    if run.file_path:
        Path(run.file_path).unlink(missing_ok=True)
        run.file_path = ""
        run.save(update_fields=["file_path"])

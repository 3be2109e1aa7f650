"""`firsthand import` brings a table in; `firsthand imports` says what became of it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.imports.commands import Asked
    from firsthand.domain.imports.models import Run
    from firsthand.domain.imports.queries import Told
    from firsthand.domain.stores.models import Store

KINDS = ("needs", "reasons", "events", "orders", "reviews")
TABLES = ("needs", "reasons", "events", "orders")
SHOWN = 5
BAR_WIDTH = 30


class NoSuchFormat(Refused):
    code = "imports.no_such_format"


class WhichStore(Refused):
    code = "imports.which_store"


def add_parser(commands: Commands) -> None:
    """Add `import` and `imports`."""
    parser = commands.add_parser("import", help="bring in a table or a log from a file")
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx, CSV or TSV, or .gz")
    parser.add_argument("--mapping", type=Path, metavar="M.yaml", help="what columns mean")
    parser.add_argument("--store", metavar="NAME", help="the store it belongs to")
    parser.add_argument(
        "--new-store", action="store_true", help="open a store of that name for it"
    )
    parser.add_argument("--encoding", help="of a text: utf-8, cp1252, shift-jis, gbk, …")
    parser.add_argument("--date", help="the day of rows without a time: 2026-03-05")
    parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    parser.add_argument(
        "--rejected", type=Path, metavar="FILE", help="rejected rows go here"
    )
    parser.set_defaults(run=bring_in)
    parser = commands.add_parser("export", help="take a table out into a file")
    parser.add_argument("table", choices=TABLES, metavar="KIND", help=", ".join(TABLES))
    parser.add_argument("file", type=Path, metavar="FILE", help=".csv or .xlsx")
    parser.add_argument("--store", metavar="NAME", help="of one store only")
    parser.set_defaults(run=take_out)
    parser = commands.add_parser("imports", help="imports: list, resume, drop, undo")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="what was imported, newest first")
    step.set_defaults(run=list_runs)
    step = steps.add_parser("resume", help="go on with one that was interrupted")
    step.add_argument("number", type=int)
    step.add_argument("--file", type=Path, help="its file, if it was not yet all checked")
    step.set_defaults(run=resume)
    for name, what, deed in (
        ("drop", "forget one of which nothing was brought in", drop),
        ("undo", "take a finished one back", undo),
    ):
        step = steps.add_parser(name, help=what)
        step.add_argument("number", type=int)
        step.set_defaults(run=deed)


def bring_in(args: argparse.Namespace) -> int:
    """Check a file and bring it in; status 1 when rows were rejected."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.imports import commands

    mapping = _mapping(args)
    asked = commands.Asked(
        kind=args.kind,
        store_id=_store(args, mapping).pk,
        path=args.file,
        file_name=args.file.name,
        mapping=mapping,
    )
    if args.dry_run:
        return _dry_run(asked, args)
    # Asked first, so that a wrong column is said before anything is noted.
    commands.check(asked, open_table=wiring.open_table, by=None)
    run = commands.begin(asked, by=None, at=timezone.now())
    return _carry_out(run, args.file, args.rejected)


def take_out(args: argparse.Namespace) -> int:
    """Write a table into a file, row by row."""
    from firsthand import wiring
    from firsthand.domain.imports import queries
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    chosen = [
        store.pk
        for store in stores.stores_of(Everything())
        if args.store in {None, store.name}
    ]
    if args.store and not chosen:
        raise WhichStore(f"There is no store {args.store}.", fix="Check its name.")
    columns, rows = queries.exported(args.table, store_ids=chosen)
    if args.file.suffix.lower() == ".xlsx":
        with args.file.open("wb") as workbook:
            wiring.write_xlsx(workbook, columns, rows)
    elif args.file.suffix.lower() == ".csv":
        with args.file.open("w", encoding="utf-8", newline="") as text:
            text.writelines(wiring.csv_lines(columns, rows))
    else:
        raise NoSuchFormat(
            f"{args.file} is neither .csv nor .xlsx.", fix="Name the file accordingly."
        )
    print(f"Written to {args.file}.")
    return 0


def resume(args: argparse.Namespace) -> int:
    """Go on with an import."""
    return _carry_out(_run(args.number), args.file, None)


def drop(args: argparse.Namespace) -> int:
    """Forget an import of which nothing was brought in."""
    from django.utils import timezone

    from firsthand.domain.imports import commands

    run = commands.drop(_run(args.number).pk, by=None, at=timezone.now())
    print(f"Import {run.pk} was dropped; nothing of it had been brought in.")
    return 0


def undo(args: argparse.Namespace) -> int:
    """Take a finished import back."""
    from django.utils import timezone

    from firsthand.domain.imports import commands

    run = commands.take_back(_run(args.number).pk, by=None, now=timezone.now)
    print(f"Import {run.pk} was taken back: {run.taken_back} rows.")
    if run.changed:
        print(f"{run.changed} rows it had corrected stay corrected.")
    return 0


def list_runs(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print the imports, newest first, with their counts."""
    from firsthand.domain.imports import queries
    from firsthand.foundation.scoping import Everything

    for run in queries.runs(Everything())[:50]:
        print(f"{run.pk:5}  {run.created_at:%Y-%m-%d %H:%M}  {run.kind:8} {run.file_name}")
        print(f"       {run.state}: {_counts(run)}  sha256 {run.file_sha256[:12]}")
        problem = queries.problem_of(run)
        if problem:
            print(f"       {problem}")
    return 0


def _carry_out(run: Run, path: Path | None, rejected: Path | None) -> int:
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.imports import commands, queries

    bar = _Bar()
    try:
        run = commands.carry_out(
            run.pk, open_table=wiring.open_table, path=path, now=timezone.now, tell=bar.tell
        )
    finally:
        bar.end()
    print(f"Import {run.pk} into {run.store}: {_counts(run)}.")
    for notice in queries.notices_of(run):
        print(f"  {notice}")
    if not run.rejected:
        return 0
    target = rejected or Path(f"{path or run.file_name}.rejected.csv")
    _write_rejected(target, queries.rejections(run))
    _print_some(queries.rejections(run), run.rejected, target)
    return 1


def _dry_run(asked: Asked, args: argparse.Namespace) -> int:
    from firsthand import wiring
    from firsthand.domain.imports import commands, queries, words
    from firsthand.domain.imports.ports import CannotRead

    table, checker = commands.check(asked, open_table=wiring.open_table, by=None)
    told: list[Told] = []
    read = rejected = 0
    bar = _Bar()
    try:
        for checked in checker.rows():
            read += 1
            if checked.problem is not None:
                rejected += 1
                if len(told) < SHOWN or args.rejected:
                    told.append(queries.told(checked.line, checked.problem))
            if read % 5000 == 0:
                bar.tell("checking", table.position(), table.size)
    except CannotRead as problem:
        raise words.refusal(problem) from problem
    finally:
        bar.end()
    print(f"{read} rows read ({table.encoding}), {rejected} rejected. Nothing was written.")
    if args.rejected:
        _write_rejected(args.rejected, told)
    _print_some(told, rejected, args.rejected)
    return 1 if rejected else 0


def _print_some(told: Iterable[Told], count: int, target: Path | None) -> None:
    for one in islice(told, SHOWN):
        print(f"  line {one.line}: {one.reason}")
    if count > SHOWN:
        print(f"  and {count - SHOWN} more.")
    if target:
        print(f"Rejected rows with line and reason: {target}")


def _write_rejected(target: Path, told: Iterable[Told]) -> None:
    from firsthand import wiring

    rows = ((one.line, one.column, one.value, one.reason) for one in told)
    with target.open("w", encoding="utf-8", newline="") as file:
        file.writelines(wiring.csv_lines(("line", "column", "value", "reason"), rows))


def _mapping(args: argparse.Namespace) -> dict[str, Any]:
    """Return the mapping of the file, with what the command line says besides."""
    from firsthand.domain.imports import words

    mapping: dict[str, Any] = {}
    if args.mapping:
        try:
            mapping = words.mapping_of(args.mapping.read_text(encoding="utf-8"))
        except OSError as problem:
            raise WhichStore(
                f"The mapping {args.mapping} cannot be read: {problem.strerror}.",
                fix="Check the path.",
            ) from problem
    for name in ("encoding", "date"):
        if getattr(args, name):
            mapping[name] = getattr(args, name)
    return mapping


def _store(args: argparse.Namespace, mapping: dict[str, Any]) -> Store:
    """Return the store named, the only one, or a new one.

    Raises:
        WhichStore: there is none of that name, or several to choose from.
    """
    from django.utils import timezone

    from firsthand.domain.stores import commands, queries
    from firsthand.foundation.scoping import Everything

    known = {store.name: store for store in queries.stores_of(Everything())}
    if args.store is None and len(known) == 1:
        return next(iter(known.values()))
    if args.store in known:
        return known[args.store]
    if args.store and args.new_store:
        return commands.open_import_store(
            name=args.store,
            currency=str(mapping.get("currency", "USD")),
            time_zone=str(mapping.get("time_zone", "UTC")),
            by=None,
            at=timezone.now(),
        )
    raise WhichStore(
        f"There is no store {args.store}." if args.store else "Which store is it for?",
        fix=f"Name one with --store. There are: {', '.join(known) or 'none yet'}. "
        "With --new-store one of that name is opened.",
    )


def _run(number: int) -> Run:
    from firsthand.domain.imports import queries
    from firsthand.foundation.scoping import Everything

    run = queries.runs(Everything()).filter(pk=number).first()
    if run is None:
        raise WhichStore(
            f"There is no import {number}.", fix="See `firsthand imports list`."
        )
    return run


def _counts(run: Run) -> str:
    return (
        f"{run.read} rows read, {run.added} added, {run.changed} changed, "
        f"{run.unchanged} known, {run.repeated} repeated, {run.rejected} rejected"
    )


class _Bar:
    """A line that grows while something is done; nothing where nobody looks on."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._began = time.monotonic()

    def tell(self, what: str, done: int, total: int) -> None:
        """Draw how far it is."""
        if not self._is_shown:
            return
        share = done / total if total else 1.0
        filled = int(share * BAR_WIDTH)
        seconds = time.monotonic() - self._began
        print(
            f"\r{what:9} [{'#' * filled}{'.' * (BAR_WIDTH - filled)}] "
            f"{share:4.0%} {seconds:5.0f} s",
            end="",
            file=sys.stderr,
            flush=True,
        )

    def end(self) -> None:
        """Leave the line."""
        if self._is_shown:
            print(file=sys.stderr)

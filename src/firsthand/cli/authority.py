"""`firsthand authority`: who may give how much, exchange rates, another version tried."""

from __future__ import annotations

import argparse
import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.authority.queries import Terms


class UnreadableFile(Refused):
    code = "authority.unreadable_file"


class NoSuchStore(Refused):
    code = "authority.no_such_store"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "authority", help="who may give buyers how much: show, try, rates"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("show", help="print what holds now")
    step.add_argument("--store", metavar="NAME", help="for this store")
    step.add_argument("--json", action="store_true", help="as a file that `try` reads")
    step.set_defaults(run=show)
    step = steps.add_parser("try", help="what a version would have said to past uses")
    step.add_argument("file", type=Path, metavar="FILE", help="the version, as JSON")
    step.add_argument("--store", metavar="NAME", help="uses of this store only")
    step.add_argument("--days", type=int, default=90)
    step.set_defaults(run=try_out)
    step = steps.add_parser("rates", help="note the exchange rates of a file")
    step.add_argument("file", type=Path, metavar="FILE", help="one a line: EUR 1.0823")
    step.add_argument("--on", type=date.fromisoformat, required=True, metavar="DAY")
    step.set_defaults(run=record)


def show(args: argparse.Namespace) -> int:
    """Print what holds, in words or as JSON."""
    from django.utils import timezone

    from firsthand.domain.authority import queries

    found = queries.in_force(_store_id(args.store), timezone.now())
    if args.json:
        print(json.dumps(queries.plain(found.terms), ensure_ascii=False, indent=2))
        return 0
    name = f"“{found.version}”" if found.version else "what comes with the program"
    print(f"In force: {name}")
    for section in queries.of_terms(found.terms):
        print(f"\n{section.title}")
        for line in section.lines:
            print(f"  {line}")
    return 0


def try_out(args: argparse.Namespace) -> int:
    """Print what a version would have said, and what is wrong with it."""
    from django.utils import timezone

    from firsthand.domain.authority import queries
    from firsthand.foundation.scoping import Everything

    terms = _terms_in(args.file)
    for problem in queries.problems_of(terms):
        print(f"! {queries.of_contradiction(problem)}")
    found = queries.try_out(
        terms,
        Everything(),
        at=timezone.now(),
        store_id=_store_id(args.store),
        days=args.days,
    )
    allowed = len(found.of(queries.Allowed))
    print(
        f"{found.n} uses in {args.days} days: {allowed} allowed, "
        f"{len(found.of(queries.NeedsApproval))} need approval, "
        f"{len(found.of(queries.Forbidden))} forbidden."
    )
    print(
        f"Asked for now, not then: {len(found.new_questions)}. "
        f"Allowed now, not then: {len(found.new_freedoms)}."
    )
    for why, n in found.grounds:
        print(f"  {why}: {n}")
    return 0


def record(args: argparse.Namespace) -> int:
    """Note the rates of a day, in the currency of what holds for all stores."""
    from django.utils import timezone

    from firsthand.domain.authority import commands, queries

    at = timezone.now()
    reference = queries.in_force(None, at).terms.currency
    noted = commands.record_rates(
        reference=reference, on=args.on, worth=_rates_in(args.file), by=None, at=at
    )
    print(f"{noted} rates to {reference} of {args.on} noted.")
    return 0


def _store_id(name: str | None) -> int | None:
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    if name is None:
        return None
    found = stores.stores_of(Everything()).filter(name=name).first()
    if found is None:
        raise NoSuchStore(f"There is no store {name}.", fix="See Settings, Stores.")
    return found.pk


def _terms_in(path: Path) -> Terms:
    from firsthand.domain.authority import queries

    try:
        values: Any = json.loads(_text(path))
        return queries.read(values)
    except (ValueError, queries.Unreadable) as problem:
        raise UnreadableFile(
            f"{path} is no version of the policy: {problem}.",
            fix="Begin with what `firsthand authority show --json` prints.",
        ) from problem


def _rates_in(path: Path) -> dict[str, Decimal]:
    worth: dict[str, Decimal] = {}
    for line in filter(None, map(str.strip, _text(path).splitlines())):
        code, _space, value = line.partition(" ")
        try:
            worth[code] = Decimal(value.strip())
        except InvalidOperation as problem:
            raise UnreadableFile(
                f"This line is no rate: {line[:60]}", fix="Write one a line: EUR 1.0823"
            ) from problem
    return worth


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"{path} cannot be read: {problem}.", fix="Name a text file in UTF-8."
        ) from problem

"""`firsthand claims`: what to answer by when; the evidence of an order as a zip."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.claims.queries import Line


class NoSuchOrder(Refused):
    code = "claims.no_such_order"


class FileInTheWay(Refused):
    code = "claims.file_in_the_way"


class NotWritable(Refused):
    code = "claims.not_writable"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("claims", help="A-to-z claims, chargebacks, evidence")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="what runs out first in front")
    step.add_argument(
        "--state", choices=["open", "answered", "decided", "past"], default="open"
    )
    step.set_defaults(run=show)
    step = steps.add_parser("pack", help="write the evidence of an order into a zip")
    step.add_argument("order", help="its number")
    step.add_argument("--to", type=Path, required=True, metavar="FILE")
    step.add_argument("--store", help="where several stores have an order of this number")
    step.add_argument(
        "--with-notes", action="store_true", help="internal notes too: mind who reads it"
    )
    step.add_argument(
        "--with-names", action="store_true", help="agents by name, not by their role"
    )
    step.set_defaults(run=pack)
    step = steps.add_parser("findings", help="every finding as a table, without words")
    step.add_argument("--to", type=Path, required=True, metavar="FILE")
    step.set_defaults(run=findings)


def show(args: argparse.Namespace) -> int:
    """Print the claims in a state, all pages of them; times are UTC."""
    from django.utils import timezone

    from firsthand.domain.claims import queries
    from firsthand.foundation.scoping import Everything

    at, number, n = timezone.now(), 1, 0
    while True:
        state = queries.State(args.state)
        page = queries.claims_page(Everything(), state, at=at, number=number)
        for line in page.lines:
            print(_in_words(line))
        n += len(page.lines)
        if not page.has_more:
            print(f"{n} claims: {args.state}.")
            return 0
        number += 1


def _in_words(line: Line) -> str:
    by = f"{line.respond_by:%Y-%m-%d %H:%MZ}" if line.respond_by else "—"
    if line.assumed is not None:
        assumed = line.assumed
        by += f" (assumed {assumed.respond_by:%Y-%m-%d %H:%MZ}: {assumed.source})"
    lacks = ", ".join(check.item for check in line.lacks) or "nothing"
    return (
        f"{line.setback.pk:8} {line.setback.kind:10} {line.order.store.name}"
        f" {line.order.number} {line.stake.decimal()} {line.stake.currency}"
        f" answer by {by}; missing: {lacks}"
    )


def pack(args: argparse.Namespace) -> int:
    """Write the pack beside where it goes, and put it there when it is whole."""
    from django.utils import timezone

    from firsthand.domain.claims import commands, queries

    order_id = _order_id(args.order, args.store)
    if args.to.exists():
        raise FileInTheWay(f"{args.to} is there already.", fix="Name another file.")
    part = args.to.with_name(f"{args.to.name}.part")
    choice = queries.Choice(with_notes=args.with_notes, with_names=args.with_names)
    try:
        with part.open("w+b") as file:
            export = commands.export_pack(
                file, order_id=order_id, choice=choice, by=None, at=timezone.now()
            )
            file.flush()
            os.fsync(file.fileno())
        part.replace(args.to)
    except OSError as problem:
        raise NotWritable(
            f"{args.to} cannot be written: {problem.strerror}.",
            fix="Choose a folder with room that you may write to.",
        ) from problem
    finally:
        part.unlink(missing_ok=True)
    print(
        f"{args.to}: {export.messages} messages, {export.files} files,"
        f" {export.left_out} left out. SHA-256 {export.sha256}"
    )
    return 0


def _order_id(number: str, store: str | None) -> int:
    from firsthand.domain.orders import queries as orders
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    found = orders.orders_numbered(Everything(), number)
    if store is not None:
        place = stores.stores_of(Everything()).filter(name=store).first()
        here = orders.order_by_number(store_id=place.pk, number=number) if place else None
        found = [here.pk] if here is not None else []
    if len(found) != 1:
        raise NoSuchOrder(
            f"There is no order {number} there."
            if not found
            else f"{len(found)} stores have an order {number}.",
            fix="Check the number, and name its store with --store.",
        )
    return found[0]


def findings(args: argparse.Namespace) -> int:
    """Write the table of all findings as CSV."""
    from firsthand import wiring
    from firsthand.domain.claims import queries
    from firsthand.foundation.scoping import Everything

    with args.to.open("w", encoding="utf-8", newline="") as file:
        rows = queries.table(Everything())
        for line in wiring.csv_lines(queries.COLUMNS, rows):
            file.write(line)
    print(f"Written to {args.to}.")
    return 0

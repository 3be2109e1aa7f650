"""`firsthand audit`: is the log of every use of authority whole; take it out; sign it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="the audit log: verify, export, sign")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser(
        "verify", help="check every row, and the heads that were signed"
    )
    step.add_argument(
        "--heads", type=Path, metavar="FOLDER", help="default: DATA_DIR/audit"
    )
    step.set_defaults(run=verify)
    step = steps.add_parser("export", help="write every row, one JSON object a line")
    step.add_argument("file", type=Path, nargs="?", help="default: standard output")
    step.set_defaults(run=export)
    step = steps.add_parser("sign", help="sign the last row now, as happens every hour")
    step.set_defaults(run=sign)


def verify(args: argparse.Namespace) -> int:
    """Print what is wrong with the log; status 1 if anything is."""
    from firsthand.domain.remedies.queries import chain

    found = chain.checked(args.heads or _folder())
    for each in found.breaks:
        print(f"row {each.seq}: {_WRONG[each.what]}")
    verdict = "broken" if found.breaks else "whole"
    print(f"{found.rows} rows, {found.heads} signed heads: {verdict}.")
    return 1 if found.breaks else 0


_WRONG = {
    "gap": "rows before it are missing",
    "changed": "it is not what was written",
    "not_after": "it does not follow the row before it",
    "head": "it was signed with another hash, or is gone",
    "signature": "a line of the signed heads is not ours",
}


def export(args: argparse.Namespace) -> int:
    """Write the log so that anybody can check it without this program."""
    from firsthand.domain.remedies.queries import chain

    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in chain.exported())
    if args.file is None:
        sys.stdout.writelines(lines)
        return 0
    with args.file.open("w", encoding="utf-8") as file:
        file.writelines(lines)
    return 0


def sign(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Sign the head of the log into a file; say where."""
    from django.utils import timezone

    from firsthand.domain.remedies import commands

    path = commands.sign_head(_folder(), at=timezone.now())
    print(f"Signed in {path}." if path else "The log is empty.")
    return 0


def _folder() -> Path:
    from firsthand import wiring

    return wiring.audit_heads()

"""The `firsthand` command.

To add a sub-command: a file beside this one with `add_parser(commands)`, which ends in
`parser.set_defaults(run=run)`, and `run(args) -> int`; then name it in `COMMANDS`. Django
is ready and the database is up (`args.database`) when `run` is called, unless the parser
also sets `needs_django=False`. Import models inside `run`: this file is read before then.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from firsthand.cli.supervisor import REFUSED
from firsthand.foundation.errors import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 2 misused, 3 refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.settings.production")
    try:
        with _while_loading():
            args = _parser().parse_args(arguments)
        if not args.needs_django:
            return int(args.run(args))
        return _run_with_django(args)
    except Refused as refusal:
        print(f"firsthand: {refusal.message}", file=sys.stderr)
        if refusal.fix:
            print(f"  {refusal.fix}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    # Imported here: a wrong setting is a message, not a traceback.
    from firsthand.cli import (
        accounts,
        audit,
        authority,
        buyer,
        calendars,
        check,
        claims,
        db,
        demo,
        doctor,
        health,
        imports,
        macros,
        mail,
        metrics,
        people,
        pii,
        policies,
        promises,
        reasons,
        remedies,
        reports,
        sandbox,
        serve,
        slots,
        stated,
        web,
        worker,
    )

    parser = argparse.ArgumentParser(
        prog="firsthand", description="Customer service, solved at first contact."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (
        serve, web, worker, db, demo, people, accounts, reasons, macros, policies,
        calendars, authority, mail, buyer, pii, check, doctor, metrics, imports, stated,
        remedies, claims, promises, slots, audit, reports, health, sandbox,
    ):  # fmt: skip
        command.add_parser(commands)
    parser.set_defaults(needs_django=True)
    return parser


def _run_with_django(args: argparse.Namespace) -> int:
    import django

    from firsthand.cli import database

    with database.running() as args.database:
        with _while_loading():
            django.setup()
        return int(args.run(args))


@contextmanager
def _while_loading() -> Iterator[None]:
    """Leave the garbage alone: what is loaded stays, and looking through it takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

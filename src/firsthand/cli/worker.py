"""`firsthand worker`: the background work, by itself."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("worker", help="run background jobs only")
    parser.add_argument(
        "--until-empty", action="store_true", help="stop when no job is left"
    )
    parser.add_argument(
        "--wait", action="store_true", help="wait while the database is brought up to date"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run jobs until told to stop."""
    from firsthand.cli import schema
    from firsthand.foundation.queue import run_worker

    # The database's list of sessions says whose each is.
    os.environ.setdefault("PGAPPNAME", "firsthand worker")
    if args.wait:
        # Beside the pages, on one machine: whoever waits for a page comes first.
        os.nice(5)
        schema.wait_until_ready()
    else:
        schema.refuse_unready()
    run_worker(until_empty=args.until_empty)
    return 0

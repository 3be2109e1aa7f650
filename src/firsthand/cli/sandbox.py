"""`firsthand sandbox`: marketplaces to try things on.

One of our own, which the demonstration runs on, and a fake of Amazon's interface.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

PROGRAM = [sys.executable, "-m", "firsthand.connectors.sandbox.marketplace"]
AMAZON = [sys.executable, "-m", "firsthand.connectors.amazon.fake"]


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "sandbox", help="a marketplace to try things on: serve, faults, truth, amazon"
    )
    parser.add_argument(
        "step", nargs=argparse.REMAINDER, metavar="STEP", help="see STEP -h"
    )
    parser.set_defaults(run=run, needs_django=False)


def run(args: argparse.Namespace) -> int:
    """Become the program that plays it: it stands for a stranger's, and shares nothing."""
    step, *given = args.step or ["--help"]
    defaults = {
        "serve": [f"--port={environment.SANDBOX_PORT}"],
        "faults": [],
        "truth": [],
    }
    command = [*AMAZON] if step == "amazon" else [*PROGRAM, step]
    if step in defaults:
        # Of an option given twice the last one counts.
        command += [f"--state={environment.SANDBOX_STATE}", *defaults[step]]
    os.execv(command[0], [*command, *given])  # noqa: S606 -- our own program

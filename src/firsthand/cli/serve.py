"""`firsthand serve`: database, pages and background work on one machine."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from firsthand import __version__
from firsthand.cli import check, database
from firsthand.cli.supervisor import Child, Supervisor
from firsthand.cli.web import refuse_taken_port
from firsthand.foundation.errors import Refused
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

SELF = [sys.executable, "-m", "firsthand.cli"]
PATIENCE_SECONDS = 90  # For the first answer of `--once`, on a slow machine.


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="run everything on this machine")
    parser.add_argument(
        "--once", action="store_true", help="start, check over HTTP, stop: status 0 if well"
    )
    parser.set_defaults(run=run, needs_django=False)


def run(args: argparse.Namespace) -> int:
    """Start everything and keep it running until told to stop."""
    refuse_taken_port()
    with database.running() as found:
        _say(f"Firsthand {__version__}")
        for line in found.lines():
            _say(line)
        watch = Watch(found, once=args.once)
        return Supervisor(
            children=children(),
            # Where the data is must not depend on where the children stand.
            environment=environment.for_child(DATA_DIR=str(environment.DATA_DIR)),
            look_after=watch.look,
            is_starting=lambda: not watch.has_answered,
            say=_say,
        ).run()


def children() -> list[Child]:
    """Return what is kept running; a demonstration brings its own marketplace along."""
    found = [
        Child("web", [*SELF, "web", "--migrate"]),
        Child("worker", [*SELF, "worker", "--wait"]),
    ]
    if environment.DEMO:
        found.append(Child("sandbox", [*SELF, "sandbox", "serve", "--open"]))
    return found


class Watch:
    """What the supervisor looks after between its children: database and first answer."""

    def __init__(self, found: database.Database, *, once: bool) -> None:
        self.found = found
        self.once = once
        self.has_answered = False
        self.give_up_at = time.monotonic() + PATIENCE_SECONDS

    def look(self) -> int | None:
        """Bring our own database back if it is gone; say when everything answers."""
        self._keep_database()
        if self.has_answered:
            return None
        problems = check.problems_found()
        if not problems:
            self.has_answered = True
            _say(f"Open {check.address()}")
            return 0 if self.once else None
        if self.once and time.monotonic() > self.give_up_at:
            for problem in problems:
                _say(problem)
            return 1
        return None

    def _keep_database(self) -> None:
        if self.found.cluster is None:
            return
        try:
            if self.found.cluster.keep_running():
                _say("The database was gone and has been started again.")
        except Refused as refusal:
            _say(str(refusal))  # A full disk, say: try again, somebody may make room.


def _say(line: str) -> None:
    print(line, flush=True)

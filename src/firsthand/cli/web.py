"""`firsthand web`: the pages and the API, by themselves."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


class PortInUse(Refused):
    code = "web.port"


class DemoNotLoaded(Refused):
    code = "web.demo"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("web", help="serve pages and API only")
    parser.add_argument(
        "--migrate", action="store_true", help="first bring the database up to date"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from firsthand.cli import schema, static

    refuse_taken_port()
    # The database's list of sessions says whose each is.
    os.environ.setdefault("PGAPPNAME", "firsthand web")
    if args.migrate:
        for line in schema.bring_up_to_date(args.database):
            print(line, flush=True)
        if environment.DEMO:
            _load_demo()
        else:
            _say_first_steps()
    else:
        schema.refuse_unready()
    static.collect_if_changed()
    connections.close_all()  # The web process is forked from this one.
    Granian(
        "firsthand.wsgi:application",
        address=environment.HOST,
        port=environment.PORT,
        interface=Interfaces.WSGI,
        blocking_threads=environment.WEB_THREADS,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=20,
    ).serve()
    return 0


def _say_first_steps() -> None:
    """Load the first reasons, macros and rules, and say what is still missing."""
    from firsthand.cli import macros, people, policies, reasons

    done = [
        *reasons.load_at_first_start(),
        *macros.load_at_first_start(),
        *policies.loaded(),
    ]
    for line in [*done, people.hint()]:
        if line is not None:
            print(line, flush=True)


def _load_demo() -> None:
    """Fill the demonstration on its first start, in a process of its own: it needs memory.

    Raises:
        DemoNotLoaded: it said why itself.
    """
    from firsthand.cli import demo

    if demo.is_loaded():
        for line in demo.greeting():
            print(line, flush=True)
        return
    telling = [sys.executable, "-m", "firsthand.cli", "demo", "load"]
    if subprocess.run(telling, check=False).returncode != 0:  # noqa: S603 -- our own program
        raise DemoNotLoaded(
            "The demonstration could not be loaded.",
            fix="Start without it: make run DEMO=0",
        )


def refuse_taken_port() -> None:
    """Refuse to start where something listens already.

    Raises:
        PortInUse: by another program, or not ours to use.
    """
    host, port = environment.HOST, environment.PORT
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            reason = (
                "is in use by another program"
                if problem.errno == errno.EADDRINUSE
                else f"cannot be used: {problem.strerror}"
            )
            raise PortInUse(
                f"Port {port} on {host} {reason}.",
                fix=f"Stop that program, or choose another port: make run PORT={port + 1}",
            ) from problem

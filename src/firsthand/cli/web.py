"""`firsthand web`: the pages and the API, by themselves."""

from __future__ import annotations

import argparse
import errno
import socket
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


class PortInUse(Refused):
    code = "web.port"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("web", help="serve pages and API only")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Serve until told to stop."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from firsthand.cli import schema, static

    refuse_taken_port()
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

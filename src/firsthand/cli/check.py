"""`firsthand check`: does the running program answer?"""

from __future__ import annotations

import argparse
import http.client
import json
from typing import TYPE_CHECKING

from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

# What must answer 200, for somebody who is not logged in.
PAGES = ("/healthz", "/log-in/")


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("check", help="ask the running program whether it works")
    parser.set_defaults(run=run, needs_django=False)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print what is wrong; status 0 if nothing is."""
    problems = problems_found()
    print("\n".join(problems) or f"All is well at {address()}.")
    return 1 if problems else 0


def address() -> str:
    """Return where the program is reached from this machine."""
    return environment.PUBLIC_URL or f"http://{_host()}:{environment.PORT}"


def problems_found() -> list[str]:
    """Ask each page over HTTP, and whether a worker is alive; return what is wrong."""
    problems = []
    for page in PAGES:
        status, body = _get(page)
        if status != http.HTTPStatus.OK:
            problems.append(f"{page} answered {status or body}.")
        elif page == "/healthz" and json.loads(body)["worker"] != "ok":
            problems.append("No worker is alive. Start one: firsthand worker.")
    return problems


def _get(page: str) -> tuple[int, str]:
    """Return status and body; 0 and the reason when nobody answered."""
    connection = http.client.HTTPConnection(_host(), environment.PORT, timeout=10)
    try:
        connection.request("GET", page, headers={"Host": "localhost"})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except OSError as problem:
        return 0, f"nothing ({problem.strerror or problem})"
    finally:
        connection.close()


def _host() -> str:
    """Return the address to reach a server by that listens on HOST."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.HOST, environment.HOST)  # noqa: S104

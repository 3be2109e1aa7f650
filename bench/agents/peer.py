"""django-helpdesk, set up from its wheel beside our desk: same machine, same database."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.agents import aside
from bench.agents.watch import with_children
from bench.pages import ROOT

NAME, DATABASE = "django-helpdesk", "helpdesk"
THREADS = 8  # As many as ours has.


@dataclass(frozen=True)
class Helpdesk:
    """An installation of it.

    Attributes:
        programs: those of its virtual environment.
        version: of its wheel.
        environment: how its settings reach the database.
    """

    programs: Path
    version: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run one of Django's commands, or a module of ours; return what it prints."""
        done = subprocess.run(
            [self.programs / "python", "-m", *arguments],
            check=True,
            cwd=ROOT,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def fill(self, *, first: int, last: int, agents: int) -> Sequence[dict[str, object]]:
        """Add tickets; return its agents as locust takes them."""
        printed = self.manage(
            "bench.agents.helpdesk.fill", str(first), str(last), str(agents)
        )
        token = "x" * 32
        return [
            {
                "id": one["id"],
                "cookie": f"sessionid={one['session']}; csrftoken={token}",
                "csrf": token,
            }
            for one in json.loads(printed.splitlines()[-1])
        ]

    @contextmanager
    def serving(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """Have it run by the web server ours runs by, with as many threads."""
        command = [
            self.programs / "granian", "--interface", "wsgi", "--workers", "1",
            "--blocking-threads", str(THREADS), "--port", str(port), "--no-ws",
            "--log-level", "error", "bench.agents.helpdesk.wsgi:application",
        ]  # fmt: skip
        with aside.serving(command, port, **self.environment) as process:
            yield process


def set_up(programs: Path, owner: psycopg.Connection) -> Helpdesk:
    """Make its tables in a database of its own on the same server.

    Raises:
        subprocess.CalledProcessError: its migrations fail.
    """
    owner.execute(f"create database {DATABASE}")
    info = owner.info
    helpdesk = Helpdesk(
        programs,
        "",
        {
            "DJANGO_SETTINGS_MODULE": "bench.agents.helpdesk.settings",
            "PYTHONPATH": str(ROOT),
            "HELPDESK_HOST": info.host,
            "HELPDESK_USER": info.user,
            "HELPDESK_PASSWORD": info.password,
        },
    )
    helpdesk.manage("django", "migrate", "-v", "0")
    version = helpdesk.manage("bench.agents.helpdesk.version").strip()
    return Helpdesk(programs, version, helpdesk.environment)


def parts(process: subprocess.Popen[bytes]) -> dict[str, Sequence[psutil.Process]]:
    """Return its processes as the watch takes them; it has no worker."""
    return {"web": with_children(psutil.Process(process.pid)), "worker": ()}

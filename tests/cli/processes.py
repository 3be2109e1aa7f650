"""The program as its users start it: real processes, an own data folder, an own port."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from firsthand.foundation.installation import Installation

PATIENCE_SECONDS = 60


@dataclass
class Program:
    """One installation and the ways to run its commands."""

    folder: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "d"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FIRSTHAND_", "DATABASE_", "DJANGO_"))
        }
        return inherited | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "FIRSTHAND_DATA_DIR": str(self.data),
            "FIRSTHAND_PORT": str(self.port),
            **self.extra,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS * 2,
        )

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "firsthand.cli", *arguments]

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Have `firsthand serve` running, and answering, in the block."""
        with (self.folder / "serve.log").open("ab") as log:
            served = subprocess.Popen(
                self.command("serve"), env=self.environment, stdout=log, stderr=log
            )
        try:
            self.wait_for(lambda: "Open http" in self.log(), served)
            yield served
        finally:
            served.terminate()
            served.wait(PATIENCE_SECONDS)

    def answers(self) -> bool:
        """Say whether the pages and the worker are there."""
        status, body = self.get("/healthz")
        return status == 200 and '"worker": "ok"' in body

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of a page; 0 when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path)
            response = line.getresponse()
            return response.status, response.read().decode()
        except OSError:
            return 0, ""
        finally:
            line.close()

    def wait_for(
        self, condition: Callable[[], object], served: subprocess.Popen[bytes] | None = None
    ) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert served is None or served.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def log(self) -> str:
        return (self.folder / "serve.log").read_text()

    def connect(self) -> psycopg.Connection:
        address = Installation(self.data).address(database="firsthand", as_owner=True)
        return psycopg.connect(make_conninfo("", **address.libpq()), autocommit=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(data: Path) -> dict[int, str]:
    """Return the processes that belong to this data folder: id -> command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if os.fsencode(data) in environment or str(data) in command:
            found[int(folder.name)] = command
    return found

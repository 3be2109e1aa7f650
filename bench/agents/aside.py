"""What runs beside the program: environments of their own, servers, and locust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.agents.judge import Request
from bench.agents.watch import with_children
from bench.pages import ROOT, _wait_for

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Load:
    """Who works at which desk, and for how long (seconds).

    Attributes:
        agents: of each the id, and the cookies and the token to send with a form.
        tickets: how many there are, numbered from 1.
        more: what else the pages of this desk have to be told.
    """

    desk: str
    port: int
    agents: Sequence[dict[str, object]]
    tickets: int
    seconds: float
    warm_up: float
    seed: int
    more: dict[str, object]


def environment_for(folder: Path, name: str) -> Path:
    """Make a virtual environment with what `name`.txt locks; return its programs.

    Raises:
        subprocess.CalledProcessError: it cannot be had here; uv has said why.
    """
    uv, home = Path(sys.executable).with_name("uv"), folder / name
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, home], check=True)
    command = [uv, "pip", "install", "-q", "--require-hashes"]
    command += ["--python", home / "bin" / "python", "-r", HERE / f"{name}.txt"]
    subprocess.run(command, check=True)
    return home / "bin"


@contextmanager
def serving(
    command: Sequence[str | Path], port: int, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Have a server run while the body does, from when it answers."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait_for(port, process)
        yield process
    finally:
        ours = with_children(psutil.Process(process.pid)) if process.poll() is None else []
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # It still answers what nobody waits for.
            for each in ours:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            process.wait()


def walked(programs: Path, folder: Path, load: Load) -> tuple[float, list[Request]]:
    """Have the agents work; return when they began, and all they asked for."""
    given, notes = folder / "agents.json", folder / "notes.json"
    told: dict[str, Any] = vars(load) | load.more | {"notes": str(notes)}
    given.write_text(json.dumps(told))
    notes.unlink(missing_ok=True)
    command = [programs / "locust", "-f", HERE / "locustfile.py", "--headless"]
    command += ["--host", f"http://127.0.0.1:{load.port}"]
    command += ["--users", str(len(load.agents)), "--spawn-rate", str(len(load.agents))]
    command += ["--run-time", f"{load.seconds + 120:.0f}s", "--only-summary"]
    command += ["--loglevel", "ERROR", "--exit-code-on-error", "0"]
    log = folder / "locust.log"
    with log.open("wb") as told_by_locust:
        done = subprocess.run(
            command,
            check=False,
            env=os.environ | {"BENCH_AGENTS": str(given), "PYTHONPATH": str(ROOT)},
            stdout=told_by_locust,
            stderr=subprocess.STDOUT,
            timeout=load.seconds + 300,
        )
    if done.returncode != 0 or not notes.exists():
        raise ChildProcessError(f"locust: {log.read_text()[-2000:]}")
    noted = json.loads(notes.read_text())
    return noted["begun"], [Request(*one) for one in noted["requests"]]


def settle(seconds: float) -> None:
    """Let a server that has just started come to rest."""
    time.sleep(seconds)

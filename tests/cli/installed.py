"""Installations that are ready: migrated once for all test processes, then copied."""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firsthand.foundation.installation import Installation
from tests.cli.processes import Program, free_port
from tests.folders import short_folder


@contextmanager
def running(program: Program) -> Iterator[None]:
    """Have the program's cluster running in the block, so that its commands are quick."""
    installation = Installation(program.data)
    installation.prepare(own_database=True)
    cluster = installation.cluster()
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Path:
    """The data folder of an installation that is ready and stopped, to be copied.

    To apply all migrations takes as long as many tests: whichever process comes first does
    it, and the others wait.
    """
    shared = tmp_path_factory.getbasetemp().parent
    ready = shared / f"migrated-{testrun_uid}"
    with (shared / f"{ready.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _migrate(ready)
    return ready


def _migrate(ready: Path) -> None:
    with short_folder() as folder:
        program = Program(folder, free_port())
        with running(program):
            done = program.run("db", "migrate")
            assert done.returncode == 0, done.stderr
        copy = ready.with_name(f"{ready.name}.half")
        subprocess.run(["cp", "-a", str(program.data), str(copy)], check=True)
        copy.rename(ready)


@contextmanager
def installed(migrated: Path) -> Iterator[Program]:
    """Yield a program of its own, as ready as the one it is copied from, not running."""
    with short_folder() as folder:
        program = Program(folder, free_port())
        subprocess.run(["cp", "-a", str(migrated), str(program.data)], check=True)
        yield program

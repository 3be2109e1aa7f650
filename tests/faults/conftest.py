from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import Program, free_port
from tests.cli.test_db import running
from tests.folders import short_folder
from tests.servers.fixtures import dovecot, sink

__all__ = ["dovecot", "migrated", "sink"]


@pytest.fixture(scope="session")
def migrated() -> Iterator[Path]:
    """The data folder of an installation that is ready and stopped, to be copied."""
    with short_folder() as folder:
        program = Program(folder, free_port())
        with running(program):
            done = program.run("db", "migrate")
            assert done.returncode == 0, done.stderr
        yield program.data

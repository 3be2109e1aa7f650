"""Fixtures that start the servers; a test takes what it needs by importing it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import dovecot as dovecot_server
from tests.servers.sink import Sink


@pytest.fixture(scope="session")
def dovecot() -> Iterator[dovecot_server.Dovecot]:
    """Return a running IMAP server; without dovecot on the machine the test is skipped."""
    if dovecot_server.PROGRAM is None:
        pytest.skip("dovecot is missing; on Debian: apt-get install dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="dc"))
    home.chmod(0o755)
    server = dovecot_server.Dovecot(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """Return a running SMTP server that has taken nothing yet."""
    server = Sink(tmp_path / "sink")
    try:
        server.start()
        yield server
    finally:
        server.stop()

"""The disk fills up while mail comes in: it waits on its server and is fetched later."""

from __future__ import annotations

import base64
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firsthand.foundation.installation import Installation
from tests.cli.processes import Program, free_port
from tests.faults.acts import act
from tests.faults.post import letter
from tests.faults.test_kill_web import serving
from tests.folders import short_folder, small_disk
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a disk")
MAILS, USER = 6, "full-disk"


@contextmanager
def on_a_small_disk(migrated: Path) -> Iterator[Program]:
    """Yield a program whose tables lie on a small disk, and its write-ahead log elsewhere.

    The server ends when it cannot write its log, which is the case of a killed database.
    """
    with small_disk("400m") as disk, short_folder() as elsewhere:
        program = Program(disk, free_port())
        subprocess.run(["cp", "-a", str(migrated), str(program.data)], check=True)
        cluster = Installation(program.data).cluster()
        log = cluster.data / "pg_wal"
        subprocess.run(["mv", str(log), str(elsewhere)], check=True)
        log.symlink_to(elsewhere / "pg_wal")
        cluster.start()
        try:
            yield program
        finally:
            cluster.stop()


def large(number: int) -> bytes:
    """Return a letter of a megabyte that cannot be made smaller."""
    noise = random.Random(number).randbytes(750_000)  # noqa: S311 -- ballast
    return letter(number, text=base64.encodebytes(noise).decode())


def fill(disk: Path, *, but_for: int) -> Path:
    """Fill the disk up but for so many bytes; return the file to take away again."""
    ballast = disk / "ballast"
    os.sync()
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - but_for)
    return ballast


def test_mail_waits_while_the_disk_is_full_and_pages_can_be_read(
    migrated: Path, dovecot: Dovecot
) -> None:
    with on_a_small_disk(migrated) as program:
        act(program, "open_desk", imap_port=dovecot.port, user=USER)
        dovecot.deliver(USER, *(large(number) for number in range(MAILS)))
        with serving(program):
            ballast = fill(program.folder, but_for=2_500_000)
            full = program.run("mail", "fetch")
            assert full.returncode == 1, full.stdout
            assert "no space left on its disk. Make room there" in full.stderr
            assert program.get("/log-in/")[0] in {200, 503}
            taken = _taken(program)
            assert taken < MAILS
        ballast.unlink()
        again = program.run("mail", "fetch")
        assert again.returncode == 0, again.stderr
        assert f"{MAILS - taken} message" in again.stdout
        assert _taken(program) == MAILS
        assert "no space" not in program.run("mail", "status").stdout


def _taken(program: Program) -> int:
    """Return how many messages there are, each with its bytes, and nothing set aside."""
    with program.connect() as connection:
        counts = [
            connection.execute(f"select count(*) from {table}").fetchone()
            for table in ("tickets_message", "mail_rawmail", "mail_quarantined")
        ]
    messages, raws, aside = (row[0] for row in counts if row)
    assert (raws, aside) == (messages, 0)
    return int(messages)

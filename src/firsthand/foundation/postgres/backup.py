"""Backup and restore: one file that holds the database and the installation's keys."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import binaries
from firsthand.foundation.postgres.address import Address

FORMAT = 1
_ALL_IN = "everything is in"
_EMPTY_IT = b"drop schema public cascade;\ncreate schema public;\n"


class BackupProblem(Refused):
    code = "postgres.backup"


@dataclass(frozen=True)
class Opened:
    """A backup taken apart in a temporary folder."""

    dump: Path
    keys: dict[str, str]
    about: Mapping[str, object]


def write(file: Path, *, address: Address, keys: Path, about: Mapping[str, object]) -> None:
    """Write the database and the keys to `file` (0600), whole or not at all.

    Works while the program serves: the dump sees one moment of the database.

    Raises:
        BackupProblem: the file cannot be written, or pg_dump failed and why.
    """
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            dump = Path(folder) / "database.dump"
            _run_client("pg_dump", address, "--format=custom", f"--file={dump}",
                        "--no-owner", "--no-privileges")  # fmt: skip
            manifest = Path(folder) / "backup.json"
            manifest.write_text(json.dumps({"format": FORMAT, **about}, indent=1))
            packed = Path(folder) / "packed"
            _pack(packed, manifest, dump, *sorted(keys.glob("*.key")))
            packed.replace(file)
    except OSError as problem:
        raise BackupProblem(
            f"The backup cannot be written to {file}: {problem.strerror}.",
            fix="Name a file in a folder you may write to, with enough free space.",
        ) from problem


def open_backup(file: Path, *, folder: Path) -> Opened:
    """Unpack a backup into `folder`.

    Raises:
        BackupProblem: it cannot be read, or is not one of our backups.
    """
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        about = json.loads((folder / "backup.json").read_text())
        dump = folder / "database.dump"
        keys = {path.name: path.read_text() for path in folder.glob("*.key")}
    except (OSError, tarfile.TarError, ValueError) as problem:
        raise BackupProblem(
            f"{file} cannot be read as a backup: {problem}.",
            fix="Name a file that `firsthand db backup` wrote.",
        ) from problem
    if about.get("format") != FORMAT:
        raise BackupProblem(
            f"{file} was written by a newer program (format {about.get('format')}).",
            fix="Restore it with the program that wrote it, or a later one.",
        )
    return Opened(dump=dump, keys=keys, about=about)


def restore(
    dump: Path,
    *,
    address: Address,
    replace: bool,
    afterwards: str,
    before_commit: Callable[[], None],
) -> None:
    """Put the dump into the database in one transaction: all of it, or no change at all.

    Args:
        dump: what `write` dumped.
        address: the owner's.
        replace: empty the database first; otherwise it must be empty.
        afterwards: SQL to run in the same transaction, after the data.
        before_commit: called when everything is in; if it raises, nothing is.

    Raises:
        BackupProblem: somebody is connected, the database is not empty, or it failed.
    """
    _check_free(address, may_hold_tables=replace)
    with tempfile.TemporaryFile() as words:
        command, environment = _client("psql", address)
        script = subprocess.Popen(  # noqa: S603 -- our own binary, our own arguments
            [
                *command,
                "--no-psqlrc",
                "--quiet",
                "--output=/dev/null",
                "--set=ON_ERROR_STOP=1",
                "--file=-",
            ],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
        )
        assert script.stdin is not None
        assert script.stdout is not None
        try:
            _feed(script.stdin, dump, replace=replace)
            script.stdin.write(f"\n{afterwards}\n".encode())
            before_commit()
            script.stdin.write(b"commit;\n")
            script.stdin.close()
        except BrokenPipeError:
            pass  # psql gave up; its words say why.
        except BaseException:
            script.kill()  # Without a commit nothing of it stays.
            script.wait()
            raise
        if script.wait() != 0:
            words.seek(0)
            raise BackupProblem(
                "The backup could not be restored; the database is as it was. "
                + words.read().decode(errors="replace").strip()[-400:],
                fix="Check free space and the version of the server.",
            )


def _feed(script: IO[bytes], dump: Path, *, replace: bool) -> None:
    script.write(b"begin;\n" + (_EMPTY_IT if replace else b""))
    script.flush()
    reading = subprocess.run(  # noqa: S603 -- our own binary, our own arguments
        [
            str(binaries.tool("pg_restore")), "--no-owner", "--no-privileges",
            "--file=-", str(dump),
        ],
        stdout=script,
        stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    if reading.returncode != 0 and b"Broken pipe" not in reading.stderr:
        raise BackupProblem(
            f"The backup is damaged: {reading.stderr.decode(errors='replace').strip()}",
            fix="Use another backup.",
        )


def _check_free(address: Address, *, may_hold_tables: bool) -> None:
    with address.connect() as connection:
        if not may_hold_tables and not is_empty(connection):
            raise BackupProblem(
                f"The database {address} is not empty.",
                fix="Restore into a new installation (another DATA_DIR), or add --replace "
                "to throw away what is there.",
            )
        row = connection.execute(
            "select count(*) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() "
            "and backend_type = 'client backend'"
        ).fetchone()
        if row is not None and row[0] > 0:
            raise BackupProblem(
                f"{row[0]} other connections use the database {address}.",
                fix="Stop Firsthand first, then restore.",
            )


def is_empty(connection: psycopg.Connection) -> bool:
    """Say whether the database has no tables of anybody's."""
    row = connection.execute(
        "select count(*) from pg_tables where schemaname = 'public'"
    ).fetchone()
    return row is not None and row[0] == 0


def _run_client(name: str, address: Address, *arguments: str) -> None:
    command, environment = _client(name, address)
    finished = subprocess.run(  # noqa: S603 -- our own binary, our own arguments
        [*command, *arguments], env=environment, capture_output=True, check=False
    )
    if finished.returncode != 0:
        raise BackupProblem(
            f"{name} failed: {finished.stderr.decode(errors='replace').strip()[-400:]}",
            fix="If it speaks of versions: install client programs at least as new as the "
            "server. If of space: free some.",
        )


def _client(name: str, address: Address) -> tuple[list[str], dict[str, str]]:
    """Return a client's command and environment; the password is not among arguments."""
    words = address.libpq()
    password = words.pop("password", "")
    environment = {**os.environ, "LC_ALL": "C", "PGPASSWORD": password}
    return [
        str(binaries.tool(name)), f"--dbname={make_conninfo('', **words)}"
    ], environment  # fmt: skip


def _pack(target: Path, *files: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        with tarfile.open(fileobj=opened, mode="w") as tar:
            for file in files:
                tar.add(file, arcname=file.name)
        opened.flush()
        os.fsync(opened.fileno())

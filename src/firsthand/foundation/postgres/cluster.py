"""Make, start and stop a database cluster that belongs to this installation alone.

It listens on a Unix socket in a folder only its own user can enter, with passwords
(scram-sha-256) and checksums. The owner role migrates; the program runs as another.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import binaries, process
from firsthand.foundation.postgres.accounts import can_enter

OWNER, RUNNER = "firsthand_owner", "firsthand_app"
SOCKET_PATH_LIMIT = 107  # Bytes; the kernel's sun_path, without the closing zero.
SILENCE_SECONDS = 60  # How long a living server may say nothing at all.
_NOT_YET = ("starting up", "shutting down", "not yet accepting", "in recovery mode")
_DISK_FULL = "No space left on device"
_LEFT_BEHIND = "pre-existing shared memory block"


class ClusterProblem(Refused):
    code = "postgres.cluster"


@dataclass
class Cluster:
    """One cluster: its data, its socket, its passwords.

    Several processes may use one cluster: the first starts the server and stops it, the
    others find it running. Starting is serialised by a lock file.

    Attributes:
        home: holds `pgdata`, `run`, the log and the two password files.
        user: the account the server runs as; None for the present one.
        settings: server settings beyond the defaults, as `name=value`.
        is_throwaway: tests may switch durability off; nobody else may.
    """

    home: Path
    user: pwd.struct_passwd | None = None
    settings: Sequence[str] = ()
    initdb_options: Sequence[str] = ()
    is_throwaway: bool = False
    programs: Path = field(default_factory=binaries.find)
    _server: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.home / "pgdata"

    @property
    def socket_folder(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def is_ours_to_stop(self) -> bool:
        """Whether this object started the server, rather than finding it running."""
        return self._server is not None

    def password(self, role: str) -> str:
        """Return the password of `role`; made when the cluster is."""
        return (self.home / f"{role}.password").read_text()

    def conninfo(self, *, role: str = OWNER, database: str = "postgres") -> str:
        """Return how to connect as `role` to `database`."""
        return make_conninfo(
            host=str(self.socket_folder),
            user=role,
            password=self.password(role),
            dbname=database,
            connect_timeout=5,
        )

    def start(self) -> None:
        """Have the server running: found, or started, or made and started.

        Waits as long as the server says that it is recovering; a dead one ends the wait.

        Raises:
            ClusterProblem: what is in the way, and what to do about it.
        """
        self._check_socket_path()
        with _disk_problems_explained(self.home):
            self._own_folders()
            with self._only_one_starter():
                if self._is_up_already():
                    return
                self._check_version()
                if not self.data.exists():
                    self._initialise()
                self._launch()

    def keep_running(self) -> bool:
        """Start the server again if it is gone; say whether it had to be."""
        gone = (
            self._server.poll() is not None
            if self._server is not None
            else process.running_on(self.data) is None
        )
        if gone:
            self._server = None
            self.start()
        return gone

    def stop(self) -> None:
        """Stop the server if it was started here; one that was found is left alone."""
        if self._server is not None:
            process.stop(self._server)
            self._server = None

    # -- before the start

    def _check_socket_path(self) -> None:
        longest = f"{self.socket_folder}/.s.PGSQL.5432"
        if len(os.fsencode(longest)) > SOCKET_PATH_LIMIT:
            raise ClusterProblem(
                f"The path {self.socket_folder} is too long for a database socket.",
                fix="Set DATA_DIR to a folder with a shorter path.",
            )

    def _own_folders(self) -> None:
        # The server's account passes through `home` but cannot list or change it.
        self.home.mkdir(mode=0o700 if self.user is None else 0o711, exist_ok=True)
        if self.user is not None and not can_enter(self.home, self.user):
            raise ClusterProblem(
                f"The account {self.user.pw_name}, which runs PostgreSQL because root may "
                f"not, cannot enter {self.home}.",
                fix="Set DATA_DIR to a folder it can reach, such as /var/lib/firsthand.",
            )
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        self._give_away(self.socket_folder)

    def _give_away(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    @contextmanager
    def _only_one_starter(self) -> Iterator[None]:
        handle = os.open(self.home / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _check_version(self) -> None:
        marker = self.data / "PG_VERSION"
        if not marker.exists():
            return
        made_by, ours = int(marker.read_text()), binaries.major(self.programs)
        if made_by != ours:
            raise ClusterProblem(
                f"The database in {self.data} was made by PostgreSQL {made_by}; this "
                f"program brings PostgreSQL {ours} and cannot open it.",
                fix="With the program that made it, run `firsthand db backup FILE`. Then "
                f"move {self.home} away and run `firsthand db restore FILE` with this one.",
            )

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there: never half a cluster."""
        making = self.data.with_name("pgdata.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._give_away(making)
        for role in (OWNER, RUNNER):
            _write_secret(self.home / f"{role}.password")
        secret = self.socket_folder / "owner.password"
        secret.unlink(missing_ok=True)
        shutil.copy(self.home / f"{OWNER}.password", secret)
        self._give_away(secret)
        finished = subprocess.run(  # noqa: S603 -- our own binary, our own arguments
            [
                str(self.programs / "initdb"), "-D", str(making), "-U", OWNER,
                "-E", "UTF8", *self._locale(), "--auth=scram-sha-256",
                f"--pwfile={secret}", "--data-checksums", "--no-instructions",
                *self.initdb_options,
            ],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            capture_output=True,
            check=False,
            **process.as_account(self.user),
        )  # fmt: skip
        secret.unlink()
        if finished.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise _gave_up(
                "be created", self.data, finished.stderr.decode(errors="replace")
            )
        making.rename(self.data)

    def _locale(self) -> list[str]:
        """Sort by code point everywhere: the same on every system and every version."""
        if binaries.major(self.programs) >= 17:
            return ["--locale-provider=builtin", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    # -- the start

    def _launch(self) -> None:
        patience = time.monotonic() + SILENCE_SECONDS
        while True:
            self._server = process.launch(
                [str(self.programs / "postgres"), "-D", str(self.data), *self._options()],
                account=self.user,
                log=self.log,
            )
            if self._answers():
                break
            words = process.last_words(self.log)
            self._server = None
            # After a kill -9 of the server its helpers need a moment to notice.
            if _LEFT_BEHIND not in words or time.monotonic() > patience:
                raise _gave_up("start", self.log, words)
            time.sleep(0.2)
        try:
            self._check_durability()
        except Refused:
            self.stop()
            raise

    def _options(self) -> list[str]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket_folder}",
            "unix_socket_permissions=0700",
            *self.settings,
        ]
        return [part for setting in settings for part in ("-c", setting)]

    def _answers(self) -> bool:
        """Wait until the server takes connections; False when it died instead."""
        assert self._server is not None
        patience = time.monotonic() + SILENCE_SECONDS
        while (refusal := self._refusal()) is not None:
            if self._server.poll() is not None:
                return False
            if any(words in refusal for words in _NOT_YET):
                patience = time.monotonic() + SILENCE_SECONDS
            elif "authentication failed" in refusal or time.monotonic() > patience:
                self.stop()
                raise _gave_up("be used", self.log, refusal)
            time.sleep(0.03)
        return True

    def _is_up_already(self) -> bool:
        """Say whether a server of this cluster runs; one that is stopping is waited for."""
        patience = time.monotonic() + SILENCE_SECONDS
        while (pid := process.running_on(self.data)) is not None:
            refusal = self._refusal()
            if refusal is None:
                self._check_durability()
                return True
            if "authentication failed" in refusal or time.monotonic() > patience:
                raise ClusterProblem(
                    f"Process {pid} holds the database in {self.data} but does not let us "
                    f"in: {refusal}",
                    fix="Stop whatever runs there, then start again.",
                )
            if any(words in refusal for words in _NOT_YET):
                patience = time.monotonic() + SILENCE_SECONDS
            time.sleep(0.05)
        return False

    def _refusal(self) -> str | None:
        try:
            psycopg.connect(self.conninfo()).close()
        except psycopg.OperationalError as problem:
            return str(problem)
        return None

    def _check_durability(self) -> None:
        if self.is_throwaway:
            return
        try:
            with psycopg.connect(self.conninfo()) as connection:
                check_durability(connection)
        except psycopg.OperationalError as problem:
            raise _gave_up("stay up", self.log, str(problem)) from problem


def check_durability(connection: psycopg.Connection) -> None:
    """Refuse a server that may lose what it has confirmed, or hand back a torn page.

    Raises:
        ClusterProblem: `fsync` or `full_page_writes` is off.
    """
    for setting in ("fsync", "full_page_writes"):
        row = connection.execute(f"show {setting}").fetchone()
        if row is not None and row[0] == "off":
            raise ClusterProblem(
                f"The database server runs with {setting}=off: after a power cut it may "
                "have lost or damaged what it confirmed.",
                fix=f"Switch {setting} on in the server's settings and restart it.",
            )


@contextmanager
def _disk_problems_explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise ClusterProblem(
            f"{folder} cannot be written: {problem.strerror or problem}.",
            fix="Free some space there, or set DATA_DIR to another disk."
            if problem.errno == errno.ENOSPC
            else "Check who owns it and how it is mounted, or set DATA_DIR elsewhere.",
        ) from problem


def _gave_up(what: str, where: Path, words: str) -> ClusterProblem:
    reason = words.strip()[-400:] or "PostgreSQL gave no reason"
    if _DISK_FULL in words:
        fix = "Free some space on that disk, or set DATA_DIR to another one; start again."
    else:
        fix = "Check the permissions of DATA_DIR and read its postgres.log; start again."
    return ClusterProblem(f"The database could not {what} ({where}): {reason}.", fix=fix)


def _write_secret(path: Path) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32))

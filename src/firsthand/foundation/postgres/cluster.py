"""Make, start and stop a database cluster that belongs to this installation alone.

It listens on a Unix socket in a folder only its own user can enter, with passwords
(scram-sha-256) and checksums. The owner role migrates; the program runs as another.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import binaries

OWNER, RUNNER = "firsthand_owner", "firsthand_app"
SOCKET_PATH_LIMIT = 107  # Bytes; the kernel's sun_path, without the closing zero.
_PR_SET_PDEATHSIG = 1


class ClusterProblem(Refused):
    code = "postgres.cluster"


@dataclass
class Cluster:
    """One cluster: its data, its socket, its passwords.

    Attributes:
        home: holds `pgdata`, `run` and the two password files, all 0700 or 0600.
        user: the account the server runs as; None for the present one.
        settings: server settings beyond the defaults, as `name=value`.
    """

    home: Path
    user: pwd.struct_passwd | None = None
    settings: Sequence[str] = ()
    initdb_options: Sequence[str] = ()
    programs: Path = field(default_factory=binaries.find)
    _server: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.home / "pgdata"

    @property
    def socket_folder(self) -> Path:
        return self.home / "run"

    def password(self, role: str) -> str:
        """Return the password of `role`, made on first use and kept in a 0600 file."""
        path = self.home / f"{role}.password"
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(32))
        return path.read_text()

    def conninfo(self, *, role: str = OWNER, database: str = "postgres") -> str:
        """Return how to connect as `role` to `database`."""
        return make_conninfo(
            host=str(self.socket_folder),
            user=role,
            password=self.password(role),
            dbname=database,
            connect_timeout=5,
        )

    def start(self, *, timeout_seconds: float = 60) -> None:
        """Start the server, made first if there is none, and wait until it answers.

        Raises:
            ClusterProblem: the socket path is too long, or the server gave up.
        """
        self._check_socket_path()
        self._own_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        log = os.open(
            self.home / "postgres.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        self._server = subprocess.Popen(  # noqa: S603 -- our own binary, our own arguments
            [
                str(self.programs / "postgres"),
                "-D",
                str(self.data),
                *self._server_options(),
            ],
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- before any thread starts
            **self._as_user(),
        )
        os.close(log)
        self._wait(timeout_seconds)

    def stop(self) -> None:
        """Stop the server: a fast clean shutdown, harder only if that takes too long."""
        if self._server is None:
            return
        for how, patience in (
            (signal.SIGINT, 20),
            (signal.SIGQUIT, 5),
            (signal.SIGKILL, 5),
        ):
            self._server.send_signal(how)
            try:
                self._server.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self._server = None

    def _server_options(self) -> list[str]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket_folder}",
            "unix_socket_permissions=0700",
            *self.settings,
        ]
        return [part for setting in settings for part in ("-c", setting)]

    def _check_socket_path(self) -> None:
        longest = f"{self.socket_folder}/.s.PGSQL.5432"
        if len(os.fsencode(longest)) > SOCKET_PATH_LIMIT:
            raise ClusterProblem(
                f"The path {self.socket_folder} is too long for a database socket.",
                fix="Set DATA_DIR to a folder with a shorter path.",
            )

    def _own_folders(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            for folder in (self.home, self.socket_folder):
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)

    def _initialise(self) -> None:
        secret = self.home / f"{OWNER}.password"
        self.password(OWNER)
        if self.user is not None:
            os.chown(secret, self.user.pw_uid, self.user.pw_gid)
        finished = subprocess.run(  # noqa: S603 -- our own binary, our own arguments
            [
                str(self.programs / "initdb"), "-D", str(self.data), "-U", OWNER,
                "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256",
                f"--pwfile={secret}", "--data-checksums", "--no-instructions",
                *self.initdb_options,
            ],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            capture_output=True,
            check=False,
            **self._as_user(),
        )  # fmt: skip
        if finished.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)  # Half a cluster helps nobody.
            raise ClusterProblem(
                f"The database could not be created in {self.data}: "
                f"{finished.stderr.decode(errors='replace').strip()[-400:]}",
                fix="Check free space and permissions of DATA_DIR, then start again.",
            )

    def _wait(self, timeout_seconds: float) -> None:
        assert self._server is not None
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                psycopg.connect(self.conninfo()).close()
                return
            except psycopg.OperationalError as problem:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise ClusterProblem(
                        f"The database did not start: {problem}",
                        fix=f"Read {self.home / 'postgres.log'} for its own words.",
                    ) from problem
                time.sleep(0.05)

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    """Have the kernel shut the server down when we are killed; after the user changed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

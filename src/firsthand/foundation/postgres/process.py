"""The server process of a cluster: start it, find one already running, stop it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOG_LIMIT_BYTES = 10_000_000
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def launch(
    command: Sequence[str], *, account: pwd.struct_passwd | None, log: Path
) -> subprocess.Popen[bytes]:
    """Start the server with its words going to `log`; it ends when this process does.

    # TRICKY: the kernel ties that to the thread that starts it. Call from the main thread.
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.rename(log.with_suffix(".log.1"))
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 -- our own binary, our own arguments
            command,
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=handle,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 -- no threads run yet
            **as_account(account),
        )
    finally:
        os.close(handle)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server: a fast clean shutdown, harder only if that takes too long."""
    for how, patience_seconds in (
        (signal.SIGINT, 20),
        (signal.SIGQUIT, 5),
        (signal.SIGKILL, 5),
    ):
        server.send_signal(how)
        try:
            server.wait(patience_seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def running_on(pgdata: Path) -> int | None:
    """Return the process id of a server that lives in this data folder, if any does."""
    try:
        pid = int((pgdata / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except PermissionError:
        return None  # Somebody else's process: the id was used again after a crash.
    except (OSError, ValueError, IndexError):
        return None
    arguments = Path(f"/proc/{pid}/cmdline")
    if arguments.exists() and os.fsencode(pgdata) not in arguments.read_bytes():
        return None
    return pid


def last_words(log: Path) -> str:
    """Return the server's last complaint, or "" when it made none."""
    if not log.exists():
        return ""
    lines = log.read_bytes()[-4000:].decode(errors="replace").splitlines()
    complaints = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return complaints[-1].split("UTC", 1)[-1].strip() if complaints else ""


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments of Popen that make a process run as `account`."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """Have the kernel shut the server down when we are killed; after the user changed."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

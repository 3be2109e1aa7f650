"""As root: which account the server runs as, and what that account can reach."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from firsthand.foundation.errors import Refused

NAME = "firsthand"
FALLBACKS = ("postgres", "nobody")


class NoAccount(Refused):
    code = "postgres.no_account"


def service_account(pgdata: Path) -> pwd.struct_passwd | None:
    """Return the account for the server when we are root, else None: ourselves.

    PostgreSQL refuses to run as root. An existing cluster keeps its owner; otherwise a
    system account `firsthand` is used, made on first use where the machine allows it.

    Raises:
        NoAccount: there is no account to use.
    """
    if os.geteuid() != 0:
        return None
    if pgdata.exists() and (owner := pgdata.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    _make_account()
    for name in (NAME, *FALLBACKS):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoAccount(
        "PostgreSQL cannot run as root and there is no other account for it.",
        fix=f"Create one: useradd --system {NAME}. Or start Firsthand as a plain user.",
    )


def _make_account() -> None:
    """Make the system account if it is missing; a machine without useradd is no error."""
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if useradd is None:
            return
        subprocess.run(  # noqa: S603 -- fixed arguments
            [
                useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent",
                "--shell", "/usr/sbin/nologin", NAME,
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip


def can_enter(folder: Path, account: pwd.struct_passwd | None) -> bool:
    """Say whether `account` may pass through `folder` and every folder above it.

    Parts that do not exist yet are left out; None stands for any account at all.
    """
    return all(
        _may_pass(part, account)
        for part in (folder, *folder.parents)
        if part.exists()  # A part we may not look at counts as absent; so do its children.
    )


def _may_pass(folder: Path, account: pwd.struct_passwd | None) -> bool:
    status = folder.stat()
    if account is not None and status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if account is not None and status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)

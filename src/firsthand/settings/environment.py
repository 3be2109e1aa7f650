"""The one place that reads the environment: every setting, its name, its default."""

from __future__ import annotations

import os
from pathlib import Path

PREFIX = "FIRSTHAND_"


def text(name: str, default: str = "") -> str:
    """Return FIRSTHAND_<name>, or the default when it is unset or empty."""
    return os.environ.get(PREFIX + name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return FIRSTHAND_<name> as yes or no: 1, true, yes, on mean yes."""
    value = os.environ.get(PREFIX + name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Return FIRSTHAND_<name> as a whole number."""
    return int(text(name, str(default)))


DATABASE_URL = os.environ.get("DATABASE_URL", "")
# Only for migrations, where the program's own role may not change tables.
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
AS_OWNER = flag("AS_OWNER", default=False)
DEMO = flag("DEMO", default=False)
DATA_DIR = Path(text("DATA_DIR", "data")).absolute()

"""The one place that reads the environment: every setting, its name, its default."""

from __future__ import annotations

import os
from pathlib import Path

from firsthand.foundation.errors import Refused
from firsthand.foundation.installation import default_folder

PREFIX = "FIRSTHAND_"
_SOURCE = Path(__file__).resolve().parents[3]


class WrongSetting(Refused):
    code = "settings.wrong"


def text(name: str, default: str = "") -> str:
    """Return FIRSTHAND_<name>, or the default when it is unset or empty."""
    return os.environ.get(PREFIX + name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return FIRSTHAND_<name> as yes or no: 1, true, yes, on mean yes."""
    value = os.environ.get(PREFIX + name, "")
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    """Return FIRSTHAND_<name> as a whole number.

    Raises:
        WrongSetting: it is something else.
    """
    value = text(name, str(default))
    if not value.isdecimal():
        raise WrongSetting(f"{PREFIX}{name} is {value!r}, which is not a whole number.")
    return int(value)


def for_child(**settings: str) -> dict[str, str]:
    """Return the environment of a process we start: ours, with these settings changed."""
    return os.environ | {PREFIX + name: value for name, value in settings.items()}


def _data_dir() -> Path:
    # An installed package has no checkout around it: then it is where one stands.
    checkout = _SOURCE if (_SOURCE / "pyproject.toml").exists() else Path.cwd()
    chosen = text("DATA_DIR")
    return Path(chosen).absolute() if chosen else default_folder(checkout)


# PostgreSQL 15 to 18; empty means our own cluster in DATA_DIR.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
# Only for migrations, where the program's own role may not change tables.
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
AS_OWNER = flag("AS_OWNER", default=False)
# Lets a server without fsync pass: for tests, which throw it away afterwards.
THROWAWAY_DATABASE = flag("THROWAWAY_DATABASE", default=False)
# The demonstration lives in a database of its own, in our own cluster only.
DEMO = flag("DEMO", default=False) and not DATABASE_URL
DATA_DIR = _data_dir()

# The demonstration's marketplace: where it answers (0: anywhere), and what it has done.
SANDBOX_PORT = number("SANDBOX_PORT", 0)
SANDBOX_STATE = DATA_DIR / "sandbox.jsonl"

# Amazon's own model files, for operations beyond our table; empty: there are none.
SPAPI_MODELS_DIR = os.environ.get("SPAPI_MODELS_DIR", "")

# Keys that encrypt secrets, with commas, the newest first: before those of the folder, for
# who keeps keys away from the disk.
ENCRYPTION_KEYS = text("ENCRYPTION_KEYS")

# Which of the reasons that come with the program are in use at first: start or full.
REASONS = text("REASONS", "start")

HOST = text("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
WEB_THREADS = number("WEB_THREADS", 8)
# What people type into their browser: decides host names, secure cookies and links.
PUBLIC_URL = text("PUBLIC_URL").rstrip("/")
# Addresses of the proxies in front of us, with commas; only theirs headers are believed.
TRUSTED_PROXY = [part.strip() for part in text("TRUSTED_PROXY").split(",") if part.strip()]

# How our own people are told that something waits for their approval. Nothing set: on the
# pages only; links need PUBLIC_URL.
NOTICES_SMTP_HOST = text("NOTICES_SMTP_HOST")
NOTICES_SMTP_PORT = number("NOTICES_SMTP_PORT", 587)
NOTICES_SMTP_USER = text("NOTICES_SMTP_USER")
NOTICES_SMTP_PASSWORD = text("NOTICES_SMTP_PASSWORD")
NOTICES_SENDER = text("NOTICES_SENDER", NOTICES_SMTP_USER)
# The whole addresses of group robots; DingTalk's with the secret it signs with.
NOTICES_WECOM = text("NOTICES_WECOM")
NOTICES_DINGTALK = text("NOTICES_DINGTALK")
NOTICES_DINGTALK_SECRET = text("NOTICES_DINGTALK_SECRET")

"""The installation's keys: made once, in files only we can read, never in the database.

Each file holds one key a line, the newest first. Something new is signed or encrypted
with the first; the others can still read what is old.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from firsthand.foundation.errors import Refused

_MAKERS: dict[str, Callable[[], str]] = {
    "secret": lambda: secrets.token_urlsafe(64),
    "hashing": lambda: secrets.token_urlsafe(48),
    "mail": lambda: Fernet.generate_key().decode(),
}
NAMES = tuple(f"{name}.key" for name in _MAKERS)


class KeysMissing(Refused):
    code = "keys.missing"


@dataclass(frozen=True)
class Keys:
    """The keys of one installation, each list with the newest first.

    Attributes:
        secret: signs sessions and tokens.
        hashing: compares buyers and signs mail threads; has no successor (see operating).
        mail: encrypts passwords of mailboxes, secrets of accounts and of one-time codes.
    """

    secret: tuple[str, ...]
    hashing: bytes
    mail: tuple[str, ...]


def make_missing(folder: Path) -> None:
    """Make the keys that are not there yet: folder 0700, files 0600."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, maker in _MAKERS.items():
        path = folder / f"{name}.key"
        if not path.exists():
            _write_once(path, maker() + "\n")


def load(folder: Path) -> Keys:
    """Return the keys in `folder`.

    Raises:
        KeysMissing: one is not there, cannot be read, or is empty.
    """
    lines = {name: _lines(folder / f"{name}.key") for name in _MAKERS}
    return Keys(
        secret=lines["secret"],
        hashing=lines["hashing"][0].encode(),
        mail=lines["mail"],
    )


def encryption_keys(text: str) -> tuple[str, ...]:
    """Return the keys a setting holds, with commas, the newest first.

    Raises:
        KeysMissing: one of them is none.
    """
    keys = tuple(part.strip() for part in text.split(",") if part.strip())
    for number, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError as problem:
            raise KeysMissing(
                f"The setting FIRSTHAND_ENCRYPTION_KEYS: key {number} is no key.",
                fix="Each is 44 characters; how to make one: see Rotation in the guide.",
            ) from problem
    return keys


def complaints(folder: Path) -> list[str]:
    """Return what is wrong with the files in `folder`; empty when all is well."""
    found = [f"{name} is missing" for name in NAMES if not (folder / name).exists()]
    return found + [
        f"{path.name} can be read by other accounts"
        for path in (folder, *(folder / name for name in NAMES))
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def _lines(path: Path) -> tuple[str, ...]:
    try:
        lines = tuple(
            line.strip() for line in path.read_text().splitlines() if line.strip()
        )
    except OSError as problem:
        raise KeysMissing(
            f"The key {path} cannot be read: {problem.strerror}.",
            fix="Start once with `firsthand serve`, or restore the keys from a backup.",
        ) from problem
    if not lines:
        raise KeysMissing(f"The key {path} is empty.", fix="Restore it from a backup.")
    return lines


def _write_once(path: Path, content: str) -> None:
    """Write `path` whole or not at all; whoever comes second keeps the first one's."""
    handle, making = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(making, path)
    except FileExistsError:
        return
    finally:
        os.unlink(making)

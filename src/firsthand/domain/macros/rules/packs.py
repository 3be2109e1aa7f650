"""The macros that come with the house: one file each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from firsthand.domain.macros.rules import sheets
from firsthand.domain.macros.rules.sheets import Sheet, Unreadable

# Ten times as fast where libyaml is there, and as safe.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).parent.parent / "packs"


@dataclass(frozen=True)
class Packed:
    """One macro of a pack.

    Attributes:
        key: its name for ever: the pack's and the file's, "amazon/01-tracking-in-transit".
    """

    key: str
    sheet: Sheet


def pack(name: str, folder: Path = FOLDER) -> list[Packed]:
    """Return the macros of a pack, in order of their files.

    Raises:
        Unreadable: a file is no macro; `where` begins with its key.
    """
    return [
        Packed(f"{name}/{path.stem}", _sheet_in(path, f"{name}/{path.stem}"))
        for path in sorted((folder / name).glob("*.yaml"))
    ]


def _sheet_in(path: Path, key: str) -> Sheet:
    try:
        values = yaml.load(path.read_bytes(), _Loader)  # noqa: S506 -- a safe one
    except yaml.YAMLError as problem:
        raise Unreadable(key, problem) from problem
    if not isinstance(values, dict):
        raise Unreadable(key, values)
    try:
        return sheets.read(values)
    except Unreadable as problem:
        raise Unreadable(f"{key}: {problem.where}", problem.what) from problem

"""What came of each change, kept in a file, so that a long run can go on another day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Fate(StrEnum):
    """What became of a change."""

    KILLED = "killed"
    ENDLESS = "endless"  # A test did not come to an end.
    SURVIVED = "survived"
    UNREACHED = "unreached"  # No test comes there.
    NOT_PUT_IN = "not put in"  # Nothing can be said of it.


DEAD = frozenset({Fate.KILLED, Fate.ENDLESS})


@dataclass(frozen=True)
class Result:
    """One change and its fate.

    Attributes:
        key: stands for this change of this text of this file.
        by: the test that failed.
    """

    key: str
    place: str
    line: int
    where: str
    was: str
    becomes: str
    fate: Fate
    by: str = ""

    @property
    def change(self) -> str:
        """The change without its line, which moves: as `docs/mutants.md` lists it."""
        return f"{self.place} {self.where}: `{_short(self.was)}` → `{_short(self.becomes)}`"


class Kept:
    """Results of earlier runs, by key; new ones are added to the file at once."""

    def __init__(self, file: Path | None, *, slow: int) -> None:
        """Read what a file holds, if there is one.

        Args:
            file: where results are kept; None: nowhere.
            slow: with so many slow tests each change is tried now.
        """
        self._file, self._slow = file, slow
        self._tests = _digest_of(sorted((ROOT / "tests").rglob("*.py")))
        self._known: dict[str, Result] = {}
        if file is not None and file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                said = json.loads(line)
                tests, slow = said.pop("tests"), said.pop("slow", 0)
                result = Result(**said | {"fate": Fate(said["fate"])})
                # What survived other tests, or fewer, may not survive these.
                is_as_many = tests == self._tests and slow >= self._slow
                self._known.pop(result.key, None)
                if is_as_many or result.fate in DEAD:
                    self._known[result.key] = result

    def of(self, key: str) -> Result | None:
        """Return what is known of a change, if it still holds."""
        return self._known.get(key)

    def add(self, result: Result) -> None:
        """Keep a result."""
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                said = asdict(result) | {"tests": self._tests, "slow": self._slow}
                file.write(json.dumps(said, ensure_ascii=False) + "\n")


def place_of(file: Path) -> str:
    """Return how a file is called in what is said: its area, part and name."""
    return "/".join(file.parts[-3:])


def key_of(file: Path, number: int) -> str:
    """Return what stands for the n-th change of a file with the text it has now."""
    return f"{place_of(file)}@{_digest_of([file])[:12]}#{number}"


def _digest_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 90 else f"{line[:89]}…"

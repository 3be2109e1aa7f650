"""Replies labelled by hand, and how well the promises found in them agree.

One JSON object a line: id, lang, marketplace, sent_at, buyer_tz, text, and promises, each
with due (ISO time, or null where no moment is named) and quote (for people only).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from firsthand.domain.promises.rules import Detected, detect

NEAR = timedelta(seconds=60)


@dataclass(frozen=True)
class Promised:
    due: datetime | None
    quote: str


@dataclass(frozen=True)
class Reply:
    id: str
    lang: str
    marketplace: str
    sent_at: datetime
    buyer_tz: str
    text: str
    promises: tuple[Promised, ...]

    def found(self) -> tuple[Detected, ...]:
        return detect(self.text, self.lang, self.sent_at, self.buyer_tz, self.marketplace)

    def local(self, due: datetime | None) -> str:
        """Write a due time by the buyer's clock, as a label would have it."""
        return (
            "null" if due is None else due.astimezone(ZoneInfo(self.buyer_tz)).isoformat()
        )


@dataclass
class Score:
    """Labels and detections, matched one to one within a line."""

    right: int = 0
    missed: list[tuple[Reply, Promised]] = field(default_factory=list)
    invented: list[tuple[Reply, Detected]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Return 2·TP ÷ (2·TP + FP + FN); 1 where there was nothing to find."""
        wrong = len(self.missed) + len(self.invented)
        return 2 * self.right / (2 * self.right + wrong) if self.right or wrong else 1.0

    def add(self, reply: Reply) -> None:
        left = list(reply.found())
        for label in reply.promises:
            same = next((one for one in left if agree(label.due, one.due)), None)
            if same is None:
                self.missed.append((reply, label))
            else:
                left.remove(same)
                self.right += 1
        self.invented += [(reply, one) for one in left]


def agree(labelled: datetime | None, found: datetime | None) -> bool:
    if labelled is None or found is None:
        return labelled is found
    return abs(labelled - found) <= NEAR


def read(path: Path) -> list[Reply]:
    """Return the replies of a file, or of every .jsonl file of a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [reply for file in files for reply in _lines(file)]


def _lines(file: Path) -> Iterator[Reply]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _reply(json.loads(line))
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"{file}, line {number}: {problem!r}") from problem


def _reply(made: dict[str, str | list[dict[str, str | None]]]) -> Reply:
    words = {
        key: str(made[key]) for key in ("id", "lang", "marketplace", "buyer_tz", "text")
    }
    return Reply(
        **words,
        sent_at=datetime.fromisoformat(str(made["sent_at"])),
        promises=tuple(_promised(one) for one in made["promises"] if isinstance(one, dict)),
    )


def _promised(made: dict[str, str | None]) -> Promised:
    due = made["due"]
    return Promised(
        datetime.fromisoformat(due) if due else None, str(made.get("quote") or "")
    )


def scores(replies: Iterable[Reply]) -> dict[str, Score]:
    """Return the score of each language."""
    found: dict[str, Score] = {}
    for reply in replies:
        found.setdefault(reply.lang, Score()).add(reply)
    return found


def together(some: Iterable[Score]) -> Score:
    whole = Score()
    for one in some:
        whole.right += one.right
        whole.missed += one.missed
        whole.invented += one.invented
    return whole

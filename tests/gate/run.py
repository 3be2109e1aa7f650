"""Score the send gate on labelled messages: `python -m tests.gate.run FILE`.

A line is one outgoing message with the rules it breaks. Scored are pairs of a message and a
block rule, per language; warnings are told but do not count.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firsthand.domain.policies.rules import Outgoing, check
from firsthand.domain.policies.rules.packs import shipped

SCORED = tuple(
    f"L-{number:02}"
    for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 16, 20, 21, 22, 29, 33)
)
WARNED = tuple(f"L-{number:02}" for number in (19, 27, 28, 30, 31, 37, 42))


@dataclass
class Score:
    """Pairs raised rightly, raised wrongly, and not raised."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, labelled: set[str], raised: set[str]) -> None:
        self.right += len(labelled & raised)
        self.wrong += len(raised - labelled)
        self.missed += len(labelled - raised)

    @property
    def precision(self) -> float | None:
        raised = self.right + self.wrong
        return self.right / raised if raised else None

    @property
    def recall(self) -> float | None:
        labelled = self.right + self.missed
        return self.right / labelled if labelled else None


@dataclass
class Scores:
    """Everything counted over a file."""

    languages: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    rules: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    lines: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def judged(line: dict[str, Any]) -> set[str]:
    """Return the rules the gate finds broken in a line."""
    outgoing = Outgoing(
        text=line["text"],
        language=line["lang"],
        marketplace=line["marketplace"],
        channel=line["channel"],
        message_type=line["message_type"],
        role=line["role"],
    )
    return {finding.rule for finding in check(outgoing, shipped())}


def score(lines: Iterable[dict[str, Any]]) -> Scores:
    """Return the counts over labelled lines."""
    scores = Scores()
    for line in lines:
        started = time.perf_counter()
        found = judged(line)
        scores.milliseconds.append((time.perf_counter() - started) * 1000)
        scores.lines[line["lang"]] += 1
        labelled = set(line["block"]) & set(SCORED)
        scores.languages[line["lang"]].add(labelled, found & set(SCORED))
        wanted = labelled | set(line["warn"]) & set(WARNED)
        for rule in (*SCORED, *WARNED):
            scores.rules[rule].add(wanted & {rule}, found & {rule})
        _note_misses(scores, line, wanted, found & {*SCORED, *WARNED})
    return scores


def _note_misses(
    scores: Scores, line: dict[str, Any], wanted: set[str], found: set[str]
) -> None:
    said = [
        *(f"missed {rule}" for rule in sorted(wanted - found)),
        *(f"wrongly {rule}" for rule in sorted(found - wanted)),
    ]
    if said:
        scores.misses.append(
            f"{line['id']} {line['lang']} {', '.join(said)}: {line['text']}"
        )


def _share(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.3f}"


def report(scores: Scores) -> Iterable[str]:
    """Yield the lines that are printed."""
    yield "language   lines  precision  recall   right  wrong  missed"
    for language, one in sorted(scores.languages.items()):
        yield (
            f"{language:9} {scores.lines[language]:6}      {_share(one.precision)}   "
            f"{_share(one.recall)}  {one.right:6} {one.wrong:6} {one.missed:7}"
        )
    yield ""
    yield "rule              precision  recall   right  wrong  missed"
    for rule in (*SCORED, *WARNED):
        one = scores.rules[rule]
        kind = "warning" if rule in WARNED else ""
        yield (
            f"{rule:6} {kind:10}     {_share(one.precision)}   {_share(one.recall)}  "
            f"{one.right:6} {one.wrong:6} {one.missed:7}"
        )
    took = sorted(scores.milliseconds)
    if took:
        yield ""
        yield (
            f"{len(took)} messages, each {took[len(took) // 2]:.1f} ms in the middle, "
            f"{took[int(len(took) * 0.95)]:.1f} ms at the 95th percentile"
        )


def reaches(scores: Scores, *, recall: float, precision: float) -> bool:
    """Say whether every language reaches both limits."""
    return all(
        (one.recall is None or one.recall >= recall)
        and (one.precision is None or one.precision >= precision)
        for one in scores.languages.values()
    )


def read(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a JSONL file."""
    written = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in written if line.strip()]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make gate")
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("--detail", action="store_true", help="print every miss")
    parser.add_argument("--recall", type=float, default=0.93)
    parser.add_argument("--precision", type=float, default=0.93)
    given = parser.parse_args(arguments)
    scores = score(line for path in given.file for line in read(path))
    told = [*scores.misses, ""] if given.detail else []
    sys.stdout.write("\n".join([*told, *report(scores)]) + "\n")
    return 0 if reaches(scores, recall=given.recall, precision=given.precision) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

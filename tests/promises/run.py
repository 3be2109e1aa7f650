"""Score the promises found in labelled replies: `python -m tests.promises.run FILE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.promises.labelled import Score, read, scores, together

LEAST = 0.95


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def show(name: str, score: Score) -> None:
    say(
        f"{name:4} F1 {score.f1:.3f}  right {score.right}  "
        f"missed {len(score.missed)}  invented {len(score.invented)}"
    )


def show_misses(score: Score) -> None:
    for reply, label in score.missed:
        say(f"{reply.id} missed “{label.quote}” ({reply.local(label.due)}): {reply.text}")
    for reply, one in score.invented:
        say(f"{reply.id} invented “{one.quote}” ({reply.local(one.due)}): {reply.text}")


def run(path: Path, *, least: float = LEAST, detail: bool = False) -> bool:
    """Print F1 of each language and over all; return whether it is enough over all."""
    by_language = scores(read(path))
    for language, score in sorted(by_language.items()):
        show(language, score)
    whole = together(by_language.values())
    show("all", whole)
    if detail:
        show_misses(whole)
    return whole.f1 >= least


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make promises", description=__doc__)
    parser.add_argument("file", type=Path, help="a .jsonl file, or a folder of such files")
    parser.add_argument("--least", type=float, default=LEAST, help="F1 to reach over all")
    parser.add_argument("--detail", action="store_true", help="show every miss")
    given = parser.parse_args(arguments)
    return 0 if run(given.file, least=given.least, detail=given.detail) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

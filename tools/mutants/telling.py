"""What a trial came to, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.mutants.keeping import DEAD, Fate, Result

LEAST_SHARE = 0.9
LISTED = Path(__file__).parents[2] / "docs" / "mutants.md"


def share(results: Sequence[Result]) -> float:
    """Return how many of the changes that could be put in were killed, of 1."""
    tried = [each for each in results if each.fate != Fate.NOT_PUT_IN]
    return sum(each.fate in DEAD for each in tried) / len(tried) if tried else 1.0


def told(results: Sequence[Result], *, left: int) -> Iterator[str]:
    """Yield the survivors, the figures of each file, and last the sum.

    A survivor is marked that `docs/mutants.md` does not give a reason for.
    """
    tried = [each for each in results if each.fate != Fate.NOT_PUT_IN]
    listed = LISTED.read_text(encoding="utf-8")
    for each in results:
        if each.fate not in DEAD:
            mark = "" if each.change in listed else "NEW "
            yield f"{mark}{each.fate}: line {each.line}, {each.change}"
    for place in dict.fromkeys(each.place for each in tried):
        yield f"{place}: {_sum([each for each in tried if each.place == place])}"
    endless = sum(each.fate == Fate.ENDLESS for each in tried)
    yield f"{endless} of the killed never came to an end"
    if left:
        yield f"{left} were not tried for want of time"
    yield _sum(tried)


def _sum(tried: Sequence[Result]) -> str:
    dead = sum(each.fate in DEAD for each in tried)
    return (
        f"{dead} killed, {len(tried) - dead} survived of {len(tried)} "
        f"({100 * share(tried):.1f} %)"
    )

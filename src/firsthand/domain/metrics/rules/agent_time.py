"""Whose time went into what, when several things had somebody's attention at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import TypeVar

What = TypeVar("What", bound=Hashable)


def shared_out(spans: Iterable[tuple[float, float, What]]) -> dict[What, float]:
    """Return how much of one person's time each thing had.

    Where spans overlap, the time is split equally between them, so that the parts add up
    to the time the person was busy. Two spans on the same thing are two.

    Args:
        spans: (begin, end, what), in any unit and order.
    """
    ordered = sorted(
        (span for span in spans if span[1] > span[0]),
        key=lambda s: (s[0], s[1], repr(s[2])),
    )
    edges = sorted({edge for span in ordered for edge in span[:2]})
    parts: dict[What, float] = {span[2]: 0.0 for span in ordered}
    running: list[tuple[float, float, What]] = []
    position = 0
    for begin, end in pairwise(edges):
        running = [span for span in running if span[1] > begin]
        while position < len(ordered) and ordered[position][0] <= begin:
            running.append(ordered[position])
            position += 1
        for span in running:
            parts[span[2]] += (end - begin) / len(running)
    return parts

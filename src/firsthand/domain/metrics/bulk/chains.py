"""Short lists that many issues and tickets have, kept as chains in common columns."""

from __future__ import annotations

from firsthand.domain.metrics.bulk.arrays import LINKS, Array
from firsthand.domain.metrics.bulk.compiled import compiled


@compiled
def place_of(chains: Array, begin: int, value: int) -> int:
    """Return where a chain holds the value, -1 if it does not."""
    place = begin
    while place >= 0 and chains[place].value != value:
        place = chains[place].next
    return place


@compiled
def put(chains: Array, used: Array, begin: int, value: int, at: int) -> int:
    """Put a value at the beginning of a chain; return where the chain begins now."""
    place = used[LINKS]
    used[LINKS] += 1
    chains[place].value, chains[place].at, chains[place].next = value, at, begin
    return place


@compiled
def put_once(chains: Array, used: Array, begin: int, value: int, at: int) -> int:
    """Put a value into a chain that lacks it; return where the chain begins now."""
    if place_of(chains, begin, value) >= 0:
        return begin
    return put(chains, used, begin, value, at)

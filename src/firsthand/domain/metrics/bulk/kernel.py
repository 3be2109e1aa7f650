"""Read the events of all buyers, one buyer after the other."""

from __future__ import annotations

import numpy as np

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events, State, Words
from firsthand.domain.metrics.bulk.compiled import compiled, entry
from firsthand.domain.metrics.bulk.courses import read_courses
from firsthand.domain.metrics.bulk.issues import read_issues
from firsthand.domain.metrics.bulk.outcomes import settle
from firsthand.domain.metrics.bulk.tidying import (
    begin_courses,
    in_order,
    note_sessions,
    resolve_merges,
    take_back,
)


def read(events: Events, words: Words) -> State:
    """Return what these events come to. All events of a buyer must be among them."""
    if len(events.at) == 0:
        return a.state(events, 0)
    lowest, highest = int(events.buyer.min()), int(events.buyer.max())
    if highest - lowest < 8 * len(events.at) + 1_000_000:
        begins = np.zeros(highest - lowest + 2, dtype="int64")
        rows = np.empty(len(events.buyer), dtype="int32")
        _by_buyer(events.buyer, lowest, begins, rows)
    else:
        rows = np.argsort(events.buyer, kind="stable").astype("int32")
        ordered = events.buyer[rows]
        begins = np.flatnonzero(np.diff(ordered, prepend=lowest - 1, append=highest + 1))
    state = a.state(events, int(np.diff(begins).max()))
    _read_all(events, words, rows, begins, state)
    return state


@entry
def _by_buyer(buyer: Array, lowest: int, begins: Array, rows: Array) -> None:
    """Put the rows in order of buyers, and note where each begins: counting sort.

    On the way `begins` holds where the next row of a buyer goes; at the end that is where
    the one after him begins.
    """
    for row in range(len(buyer)):
        begins[buyer[row] - lowest + 1] += 1
    for place in range(1, len(begins)):
        begins[place] += begins[place - 1]
    for row in range(len(buyer) - 1, -1, -1):
        place = buyer[row] - lowest + 1
        begins[place] -= 1
        rows[begins[place]] = row
    for place in range(len(begins) - 1):
        begins[place] = begins[place + 1]
    begins[len(begins) - 1] = len(buyer)


@entry
def _read_all(e: Events, w: Words, rows: Array, begins: Array, s: State) -> None:
    for place in range(len(begins) - 1):
        if begins[place] < begins[place + 1]:
            _read_buyer(e, w, rows[begins[place] : begins[place + 1]], s)


@compiled
def _read_buyer(e: Events, w: Words, rows: Array, s: State) -> None:
    s.used[a.LINKS] = 0  # Chains are of one buyer.
    in_order(e, rows, s.marks)
    base = begin_courses(e, rows, s)
    take_back(e, rows, s.marks)
    resolve_merges(e, rows, base, s)
    note_sessions(e, rows, s)
    begin = read_issues(e, w, rows, s.issues, a.ISSUES, s)
    settle(e, s.issues, begin, s.used[a.ISSUES])
    begin = read_issues(e, w, rows, s.audit, a.AUDIT, s)
    settle(e, s.audit, begin, s.used[a.AUDIT])
    read_courses(e, w, rows, s)

"""Read the events of all buyers, one buyer after the other."""

from __future__ import annotations

import numpy as np

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events, Room, State, Words
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


def read(events: Events, words: Words, room: Room | None = None) -> State:
    """Return what these events come to. All events of a buyer must be among them.

    What is returned lies in `room`, and is gone when that is used again.
    """
    room = room or Room()
    if len(events.at) == 0:
        return a.state(events, words, 0, room)
    # The last digits of buyers are alike where all are of one bucket.
    numbers = events.buyer >> a.BUCKET_BITS if _of_one_bucket(events) else events.buyer
    lowest, highest = int(numbers.min()), int(numbers.max())
    if highest - lowest < 8 * len(numbers) + 1_000_000:
        begins = np.zeros(highest - lowest + 2, dtype="int64")
        rows = np.empty(len(numbers), dtype="int32")
        _by_buyer(numbers, lowest, begins, rows)
    else:
        rows = np.argsort(numbers, kind="stable").astype("int32")
        ends = np.diff(numbers[rows], prepend=lowest - 1, append=highest + 1)
        begins = np.flatnonzero(ends)
    state = a.state(events, words, int(np.diff(begins).max()), room)
    _read_all(rows, begins, state)
    return state


def _of_one_bucket(events: Events) -> bool:
    last = events.buyer & (a.BUCKETS - 1)
    return bool((last == last[0]).all())


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
def _read_all(rows: Array, begins: Array, s: State) -> None:
    for place in range(len(begins) - 1):
        if begins[place] < begins[place + 1]:
            _read_buyer(rows[begins[place] : begins[place + 1]], s)


@compiled
def _read_buyer(rows: Array, s: State) -> None:
    e = s.e
    s.used[a.LINKS] = 0  # Chains are of one buyer.
    in_order(e, rows, s.marks)
    base = begin_courses(rows, s)
    take_back(e, rows, s.marks)
    resolve_merges(rows, base, s)
    note_sessions(rows, s)
    s.used[a.KEPT_APART] = 0
    begin = read_issues(rows, s.issues, a.ISSUES, s)
    settle(e, s.issues, begin, s.used[a.ISSUES])
    if s.used[a.KEPT_APART]:
        begin = read_issues(rows, s.audit, a.AUDIT, s)
        settle(e, s.audit, begin, s.used[a.AUDIT])
        _audit(len(s.issues) + begin, len(s.issues) + s.used[a.AUDIT], s)
    else:
        # Nothing would be linked otherwise without a look at reasons.
        _audit(begin, s.used[a.ISSUES], s)
    read_courses(rows, s)


@compiled
def _audit(begin: int, end: int, s: State) -> None:
    for place in range(begin, end):
        s.audited[s.used[a.AUDITED]] = place
        s.used[a.AUDITED] += 1

"""Bring one buyer's events in order: the compiled `rules.happenings`.

`rows` are the places of the buyer's events.
"""

from __future__ import annotations

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events, State
from firsthand.domain.metrics.bulk.chains import place_of, put
from firsthand.domain.metrics.bulk.compiled import compiled


@compiled
def _is_later(e: Events, one: int, other: int) -> bool:
    if e.at[one] != e.at[other]:
        return e.at[one] > e.at[other]
    if e.kind[one] != e.kind[other]:
        return e.kind[one] > e.kind[other]
    return e.key[one] > e.key[other]


@compiled
def in_order(e: Events, rows: Array, marks: Array) -> None:
    """Sort the rows by moment, kind and key; an event told twice counts once.

    They come nearly in order, month by month, which is what sorting by insertion is for.
    """
    for place in range(1, len(rows)):
        row, back = rows[place], place - 1
        while back >= 0 and _is_later(e, rows[back], row):
            rows[back + 1] = rows[back]
            back -= 1
        rows[back + 1] = row
    for place in range(1, len(rows)):
        if not _is_later(e, rows[place], rows[place - 1]):
            marks[rows[place - 1]].gone = a.FOR_GOOD


@compiled
def begin_courses(rows: Array, s: State) -> int:
    """Make a course for each of the buyer's tickets; return where they begin."""
    e = s.e
    found = 0
    for row in rows:
        if e.ticket[row] != 0:
            s.tickets[found] = e.ticket[row]
            found += 1
        if e.kind[row] == a.MERGED:
            s.tickets[found] = e.other[row]
            found += 1
    _sort(s.tickets, found)
    base = s.used[a.COURSES]
    for place in range(found):
        if place == 0 or s.tickets[place] != s.tickets[place - 1]:
            _begin_course(s.courses, s.used[a.COURSES], s.tickets[place])
            s.used[a.COURSES] += 1
    for row in rows:
        s.marks[row].course = -1
        if e.ticket[row] != 0:
            s.marks[row].course = course_of(s, base, e.ticket[row])
    return base


@compiled
def _sort(values: Array, size: int) -> None:
    """Sort the first values: Shell's sort, which needs no room of its own.

    Source: Knuth, The Art of Computer Programming 3, 1998, §5.2.1, for the gaps.
    """
    gap = 1
    while gap < size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for place in range(gap, size):
            value, back = values[place], place - gap
            while back >= 0 and values[back] > value:
                values[back + gap] = values[back]
                back -= gap
            values[back + gap] = value
        gap //= 3


@compiled
def _begin_course(c: Array, course: int, ticket: int) -> None:
    c[course].ticket = ticket
    c[course].answered_by = c[course].order = c[course].product = c[course].reason = 0
    c[course].reassignments = c[course].opened_again = c[course].holder = 0
    c[course].held_by = c[course].held_since = c[course].merged_at = 0
    c[course].handed_on = c[course].counted_elsewhere = 0
    c[course].first = c[course].last_solving = -1
    c[course].waiting = c[course].running = c[course].sessions = c[course].into = -1
    c[course].answered_at = c[course].assigned_at = a.NONE
    c[course].answer_known = 1


@compiled
def course_of(s: State, base: int, ticket: int) -> int:
    """Return the course of a ticket of the buyer whose courses begin at `base`."""
    low, high = base, s.used[a.COURSES]
    while low < high:
        middle = (low + high) // 2
        if s.courses[middle].ticket < ticket:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def take_back(e: Events, rows: Array, m: Array) -> None:
    """Note what nobody needs to answer, and what later events took back.

    Follows `commands.translation`: the last word counts, whenever it was said. What was
    withdrawn never happened, and so takes nothing back.
    """
    for row in rows:
        if e.kind[row] == a.ASKED:
            m[row].silent = 1 if e.nature[row] >= a.SILENT_FROM else 0
        elif e.kind[row] == a.TAKEN_BACK and e.nature[row] == a.WITHDRAWN:
            _withdraw(e, row, rows, m)
    for row in rows:
        if e.kind[row] == a.TAKEN_BACK and m[row].gone == 0:
            for target in rows:
                _take_back_one(e, row, target, m)


@compiled
def _withdraw(e: Events, row: int, rows: Array, m: Array) -> None:
    for target in rows:
        if e.key[target] == e.other[row] and e.kind[target] == e.session[row]:
            m[target].gone = a.FOR_GOOD


@compiled
def _take_back_one(e: Events, row: int, target: int, m: Array) -> None:
    what, kind = e.nature[row], e.kind[target]
    if m[target].gone == a.FOR_GOOD:
        return
    if what == a.CLAIM_DENIED:
        if kind == a.ESCAPED and _same_claim(e, row, target):
            m[target].gone = a.BACK
    elif e.key[target] == e.other[row]:
        if kind == a.REPLIED and e.order[target] == 0:
            if what in (a.UNDELIVERED, a.DELIVERED):
                m[target].gone = a.BACK if what == a.UNDELIVERED else 0
        elif kind == a.ASKED:
            _flag(e, what, target, m)


@compiled
def _flag(e: Events, what: int, target: int, m: Array) -> None:
    if what == a.NO_RESPONSE_NEEDED:
        m[target].silent = 1
    elif what == a.RESPONSE_NEEDED:
        m[target].silent = 1 if e.nature[target] >= a.SILENT_FROM else 0


@compiled
def _same_claim(e: Events, row: int, target: int) -> bool:
    return (
        e.nature[target] == a.CLAIM
        and e.order[target] == e.order[row]
        and e.session[target] == e.session[row]
    )


@compiled
def resolve_merges(rows: Array, base: int, s: State) -> None:
    """Call every merged ticket by its survivor's name: `without_merged_tickets`."""
    e = s.e
    c, m = s.courses, s.marks
    merged = False
    for row in rows:
        if e.kind[row] == a.MERGED and m[row].gone == 0:
            ticket, into = m[row].course, course_of(s, base, e.other[row])
            if _survivor(c, into) != ticket and c[ticket].into < 0:
                c[ticket].into, c[ticket].merged_at = into, e.at[row]
                merged = True
    if merged:
        for row in rows:
            course = m[row].course
            if course < 0 or c[course].into < 0:
                continue
            if e.kind[row] == a.SOLVED and e.at[row] == c[course].merged_at:
                m[row].gone = a.FOR_GOOD
            m[row].course = _survivor(c, course)


@compiled
def _survivor(c: Array, course: int) -> int:
    while c[course].into >= 0:
        course = c[course].into
    return course


@compiled
def note_sessions(rows: Array, s: State) -> None:
    """Note which messages go on with a live session, and which replies end one."""
    e = s.e
    m, c = s.marks, s.courses
    for row in rows:
        if e.session[row] == 0 or m[row].gone != 0:
            continue
        if e.kind[row] == a.ASKED and m[row].silent == 0:
            course = m[row].course
            if place_of(s.chains, c[course].sessions, e.session[row]) >= 0:
                m[row].goes_on = 1
            else:
                c[course].sessions = put(
                    s.chains, s.used, c[course].sessions, e.session[row], 0
                )
        elif e.kind[row] == a.REPLIED:
            _note_end(e, rows, row, m)


@compiled
def _note_end(e: Events, rows: Array, reply: int, m: Array) -> None:
    """Note whether this reply is the last of its session, and the session has an answer."""
    last, answered = -1, False
    for row in rows:
        if (
            e.kind[row] == a.REPLIED
            and m[row].gone == 0
            and e.session[row] == e.session[reply]
            and m[row].course == m[reply].course
        ):
            last = row
            answered = answered or e.nature[row] == a.RESOLUTION
    m[reply].ends = 1 if last == reply and answered else 0

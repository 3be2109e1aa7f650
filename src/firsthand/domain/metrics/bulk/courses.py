"""Contacts, and how tickets went on: the compiled `rules.contacts` and `rules.courses`."""

from __future__ import annotations

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events, State
from firsthand.domain.metrics.bulk.compiled import compiled


@compiled
def read_courses(rows: Array, s: State) -> None:
    """Read the buyer's events into contacts, courses and solvings; issues come first."""
    for row in rows:
        course = s.marks[row].course
        if course >= 0 and s.marks[row].gone == 0:
            _read(row, course, s)


@compiled
def _read(row: int, course: int, s: State) -> None:
    e = s.e
    kind, c = e.kind[row], s.courses
    if kind == a.ASKED:
        if s.marks[row].silent == 0:
            _asked(row, course, s)
            _begin_contact(row, course, s)
    elif kind == a.REPLIED:
        _replied(e, row, course, s.contacts, c)
    elif kind == a.TAGGED:
        c[course].reason = e.reason[row]
    elif kind == a.ORDER_LINKED:
        c[course].order = e.order[row]
    elif kind == a.ASSIGNED:
        _assigned(e, row, course, c)
    else:
        _end(row, course, s)


@compiled
def _end(row: int, course: int, s: State) -> None:
    if s.e.kind[row] == a.REOPENED:
        _open_again(s.e.at[row], course, s)
    elif s.e.kind[row] == a.SOLVED:
        _solved(row, course, s)
        if s.e.nature[row] == a.UNTIMED:
            _lose_sight(course, s.contacts, s.courses)


@compiled
def _lose_sight(course: int, contacts: Array, c: Array) -> None:
    """Note that nobody knows whether what waits on the ticket was answered."""
    waiting = c[course].waiting
    while waiting >= 0:
        contacts[waiting].answer_known = 0
        waiting = contacts[waiting].waits_with
    c[course].waiting = c[course].running = -1
    if c[course].first >= 0 and c[course].answered_at == a.NONE:
        c[course].answer_known = 0


@compiled
def _asked(row: int, course: int, s: State) -> None:
    e, w = s.e, s.w
    c, at, products = s.courses, e.at[row], e.products[row]
    _open_again(at, course, s)
    last = c[course].last_solving
    if last >= 0 and s.solvings[last].opened_again_at == at:
        s.solvings[last].came_back_at = at
    if c[course].first < 0:
        c[course].first = row
    if c[course].reason == 0:
        c[course].reason = e.reason[row]
    if c[course].order == 0:
        c[course].order = e.order[row]
    if c[course].product == 0 and products != 0:
        c[course].product = w.members[w.begins[products]]


@compiled
def _begin_contact(row: int, course: int, s: State) -> None:
    e = s.e
    c, contacts = s.courses, s.contacts
    if e.session[row] != 0:
        if s.marks[row].goes_on != 0:
            return
    elif c[course].running >= 0:
        return
    made = s.used[a.CONTACTS]
    s.used[a.CONTACTS] += 1
    if e.session[row] == 0:
        c[course].running = made
    issue = s.marks[row].issue
    s.issues[issue].contacts += 1
    contacts[made].first, contacts[made].course = row, course
    contacts[made].issue, contacts[made].number = issue, s.issues[issue].contacts
    contacts[made].answered_by, contacts[made].answer_known = 0, 1
    contacts[made].answered_at = contacts[made].assigned_at = a.NONE
    contacts[made].waits_with = c[course].waiting
    c[course].waiting = made


@compiled
def _replied(e: Events, row: int, course: int, contacts: Array, c: Array) -> None:
    agent, given_at = e.actor[row], a.NONE
    if agent != 0 and c[course].held_by == agent:
        given_at = c[course].held_since
    waiting = c[course].waiting
    while waiting >= 0:
        contacts[waiting].answered_at = e.at[row]
        contacts[waiting].answered_by = agent
        contacts[waiting].assigned_at = given_at
        waiting = contacts[waiting].waits_with
    c[course].waiting = c[course].running = -1
    if (
        e.nature[row] != a.COURTESY
        and c[course].first >= 0
        and c[course].answered_at == a.NONE
        and c[course].answer_known != 0
    ):
        c[course].answered_at, c[course].answered_by = e.at[row], agent
        c[course].assigned_at = given_at


@compiled
def _assigned(e: Events, row: int, course: int, c: Array) -> None:
    to = e.other[row]
    c[course].held_by, c[course].held_since = to, e.at[row]
    if to != 0:
        if c[course].holder != 0 and c[course].holder != to:
            c[course].handed_on += 1
        c[course].holder = to
    c[course].counted_elsewhere = max(c[course].counted_elsewhere, e.session[row])
    c[course].reassignments = max(c[course].handed_on, c[course].counted_elsewhere)


@compiled
def _open_again(at: int, course: int, s: State) -> None:
    last = s.courses[course].last_solving
    if last >= 0 and s.solvings[last].opened_again_at == a.NONE:
        s.solvings[last].opened_again_at = at
        s.courses[course].opened_again += 1


@compiled
def _solved(row: int, course: int, s: State) -> None:
    last = s.courses[course].last_solving
    if last >= 0 and s.solvings[last].opened_again_at == a.NONE:
        return
    made = s.used[a.SOLVINGS]
    s.used[a.SOLVINGS] += 1
    s.solvings[made].row, s.solvings[made].course = row, course
    s.solvings[made].opened_again_at = s.solvings[made].came_back_at = a.NONE
    s.courses[course].last_solving = made

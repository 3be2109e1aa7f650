"""The facts as columns: what the compiled rules found, in the words of the models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, State
from firsthand.domain.metrics.bulk.compiled import entry
from firsthand.domain.metrics.bulk.reading import Part

Fields = dict[str, Array]  # By name, each with one value per row.
# Of each table its key, and the moment that says which month a row belongs to.
KEYS = {
    "issue": ("opening_message_id", "opened_at"),
    "auditissue": ("opening_message_id", "opened_at"),
    "contact": ("first_message_id", "started_at"),
    "course": ("ticket_id", "asked_at"),
    "solving": ("entry_id", "solved_at"),
    "focus": ("entry_id", "started_at"),
}
# Where ids may be missing (0) and moments may be missing (NONE): null in the tables.
_MAY_LACK_IDS = (
    *("order_id", "resolver_id", "first_agent_id", "first_macro_id", "answered_by_id"),
    "solved_by_id",
)
_MAY_LACK_MOMENTS = (
    *("resolved_at", "failed_at", "failed_30_at", "returned_at", "escalated_at"),
    "escaped_at",
    *("touched_again_at", "answered_at", "assigned_at", "solved_at", "opened_again_at"),
    "came_back_at",
)
_OF_OUTCOMES = (
    *("opening", "ticket", "resolved_at", "failed_at", "why", "settles_at"),
    *("failed_30_at", "why_30", "settles_30_at", "first_agent"),
)
_OF_ISSUES = (
    *_OF_OUTCOMES,
    *("order", "product", "reason", "reason_now", "front_line", "resolver"),
    *("returned_at", "escalated_at", "escaped_at", "first_macro", "touches"),
    *("touched_again_at", "contacts"),
)
_OF_CONTACTS = (
    *("first", "issue", "course", "number", "answered_at", "answered_by"),
    *("assigned_at", "answer_known"),
)
_OF_COURSES = (
    *("ticket", "first", "order", "product", "reason", "answered_at", "answered_by"),
    *("assigned_at", "answer_known", "last_solving", "opened_again", "reassignments"),
)
_OF_SOLVINGS = ("row", "course", "opened_again_at", "came_back_at")
_AT_HAND = 2048  # Rows.


def tables(part: Part, s: State) -> Iterator[tuple[str, pa.Table]]:
    """Yield each table with its rows, by months.

    Reasons, products and channels are places of words, `why` a place in WHY.
    """
    issues = s.issues[: s.used[a.ISSUES]]
    rows = _as_read(part, issues["opening"])
    yield "issue", _table(_issues(part, take_fields(issues, rows, _OF_ISSUES)))
    audited = s.audited[: s.used[a.AUDITED]]
    rows = audited[_as_read(part, take(s.linked["opening"], audited))]
    yield "auditissue", _table(_outcomes(part, take_fields(s.linked, rows, _OF_OUTCOMES)))
    contacts = s.contacts[: s.used[a.CONTACTS]]
    rows = _as_read(part, contacts["first"])
    yield "contact", _table(_contacts(part, take_fields(contacts, rows, _OF_CONTACTS), s))
    asked = np.flatnonzero(s.courses["first"][: s.used[a.COURSES]] >= 0)
    rows = asked[_as_read(part, take(s.courses["first"], asked))]
    yield "course", _table(_courses(part, take_fields(s.courses, rows, _OF_COURSES), s))
    solvings = s.solvings[: s.used[a.SOLVINGS]]
    asked = np.flatnonzero(take(s.courses["first"], solvings["course"]) >= 0)
    rows = asked[_as_read(part, take(solvings["row"], asked))]
    yield "solving", _table(_solvings(part, take_fields(s.solvings, rows, _OF_SOLVINGS), s))
    yield "focus", _table(_focus(part, s))


def take_fields(values: Array, rows: Array, names: Sequence[str]) -> Fields:
    """Return these fields of these rows.

    Some rows at a time, which stay at hand until the last of their fields is taken: each
    row would be looked for again and again otherwise.
    """
    taken = {name: np.empty(len(rows), dtype=values.dtype[name]) for name in names}
    for begin in range(0, len(rows), _AT_HAND):
        some = slice(begin, begin + _AT_HAND)
        for name, column in taken.items():
            _take_field(values[name], rows[some], column[some])
    return taken


def take(values: Array, rows: Array) -> Array:
    """Return the values in these rows. numpy's own way keeps Python's lock meanwhile."""
    taken = np.empty(len(rows), dtype=values.dtype)
    _take(values, rows, taken)
    return taken


@entry
def _take(values: Array, rows: Array, taken: Array) -> None:
    for place in range(len(rows)):
        taken[place] = values[rows[place]]


@entry
def _take_field(values: Array, rows: Array, taken: Array) -> None:
    for place in range(len(rows)):
        # Never less than 0, which would count from the end: not asking saves a third.
        taken[place] = values[np.uint32(rows[place])]


def _as_read(part: Part, rows: Array) -> Array:
    """Return the order in which these rows, each another, were read: month by month.

    Whoever reads a period skips what lies outside, and what is taken from the events in
    this order is taken from front to back.
    """
    places = np.empty(len(part.events.at), dtype="int32")
    order = np.empty(len(rows), dtype="int32")
    _sort_rows(rows, places, order)
    return order


@entry
def _sort_rows(rows: Array, places: Array, order: Array) -> None:
    for row in range(len(places)):
        places[row] = -1
    for place in range(len(rows)):
        places[rows[place]] = place
    found = 0
    for row in range(len(places)):
        if places[row] >= 0:
            order[found] = places[row]
            found += 1


def _table(columns: Fields) -> pa.Table:
    arrays = [_column(name, values) for name, values in columns.items()]
    # What is never null is written in half the time when that is known.
    fields = [
        pa.field(name, one.type, nullable=name in _MAY_LACK_IDS + _MAY_LACK_MOMENTS)
        for name, one in zip(columns, arrays, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _column(name: str, values: Array) -> pa.Array:
    """Return the values as a column without copying them: `pa.array` imports pandas."""
    values = np.ascontiguousarray(values)
    known: Array | None = None
    if name in _MAY_LACK_IDS:
        known = values != 0
    elif name in _MAY_LACK_MOMENTS:
        known = values != a.NONE
    bits = None
    if known is not None:
        bits = pa.py_buffer(np.packbits(known, bitorder="little"))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [bits, pa.py_buffer(values)])


def _outcomes(part: Part, issues: Fields) -> Fields:
    e, first = part.events, issues["opening"]
    return {
        "opening_message_id": take(e.key, first),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "first_ticket_id": issues["ticket"],
        "opened_at": take(e.at, first),
        "resolved_at": issues["resolved_at"],
        "failed_at": issues["failed_at"],
        "why": issues["why"],
        "settles_at": issues["settles_at"],
        "failed_30_at": issues["failed_30_at"],
        "why_30": issues["why_30"],
        "settles_30_at": issues["settles_30_at"],
        "first_agent_id": issues["first_agent"],
    }


def _issues(part: Part, issues: Fields) -> Fields:
    first = issues["opening"]
    return _outcomes(part, issues) | {
        "recorded_at": take(part.recorded_at, first),
        "channel": take(part.channel, first),
        "order_id": issues["order"],
        "product": issues["product"],
        "reason": issues["reason"],
        "reason_now": issues["reason_now"],
        "front_line_can_resolve": issues["front_line"],
        "resolver_id": issues["resolver"],
        "returned_at": issues["returned_at"],
        "escalated_at": issues["escalated_at"],
        "escaped_at": issues["escaped_at"],
        "first_macro_id": issues["first_macro"],
        "touches": issues["touches"],
        "touched_again_at": issues["touched_again_at"],
        "contacts": issues["contacts"],
    }


def _contacts(part: Part, contacts: Fields, s: State) -> Fields:
    e, first, issue = part.events, contacts["first"], contacts["issue"]
    names = ("ticket", "order", "product", "reason")
    course = take_fields(s.courses, contacts["course"], names)
    order, product = course["order"], course["product"]
    return {
        "first_message_id": take(e.key, first),
        "issue_id": take(e.key, take(s.issues["opening"], issue)),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "ticket_id": course["ticket"],
        "started_at": take(e.at, first),
        "recorded_at": take(part.recorded_at, first),
        "number": contacts["number"],
        "channel": take(part.channel, first),
        "order_id": np.where(order != 0, order, take(s.issues["order"], issue)),
        "product": np.where(product != 0, product, take(s.issues["product"], issue)),
        "reason": course["reason"],
        "answered_at": contacts["answered_at"],
        "answered_by_id": contacts["answered_by"],
        "assigned_at": contacts["assigned_at"],
        "is_answer_known": contacts["answer_known"],
    }


def _courses(part: Part, courses: Fields, s: State) -> Fields:
    e, first, last = part.events, courses["first"], courses["last_solving"]
    # One row more, so that a ticket that was never solved has where to look.
    opened_again = np.append(s.solvings["opened_again_at"][: s.used[a.SOLVINGS]], 0)
    solved = (last >= 0) & (take(opened_again, last) == a.NONE)
    row = take(np.append(s.solvings["row"][: s.used[a.SOLVINGS]], np.int32(0)), last)
    return {
        "ticket_id": courses["ticket"],
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "asked_at": take(e.at, first),
        "recorded_at": take(part.recorded_at, first),
        "channel": take(part.channel, first),
        "order_id": courses["order"],
        "product": courses["product"],
        "reason": courses["reason"],
        "answered_at": courses["answered_at"],
        "answered_by_id": courses["answered_by"],
        "assigned_at": courses["assigned_at"],
        "is_answer_known": courses["answer_known"],
        "solved_at": np.where(solved, take(e.at, row), a.NONE),
        "solved_by_id": np.where(solved, take(e.actor, row), np.int32(0)),
        "times_opened_again": courses["opened_again"],
        "reassignments": courses["reassignments"],
    }


def _solvings(part: Part, solvings: Fields, s: State) -> Fields:
    e, row = part.events, solvings["row"]
    course = solvings["course"]
    first = take(s.courses["first"], course)
    return {
        "entry_id": take(e.key, row),
        "buyer_id": take(e.buyer, row),
        "store_id": take(part.store, first),
        "ticket_id": take(s.courses["ticket"], course),
        "asked_at": take(e.at, first),
        "solved_at": take(e.at, row),
        "solved_by_id": take(e.actor, row),
        "is_timed": (take(e.nature, row) == a.TIMED).astype("int8"),
        "opened_again_at": solvings["opened_again_at"],
        "came_back_at": solvings["came_back_at"],
        "reason": take(s.courses["reason"], course),
    }


def _focus(part: Part, s: State) -> Fields:
    e = part.events
    row = np.flatnonzero((e.kind == a.FOCUSED) & (s.marks["gone"][: len(e.kind)] == 0))
    return {
        "entry_id": take(e.key, row),
        "buyer_id": take(e.buyer, row),
        "store_id": take(part.store, row),
        "ticket_id": take(s.courses["ticket"], take(s.marks["course"], row)),
        "agent_id": take(e.actor, row),
        "started_at": take(e.at, row),
        "seconds": take(e.other, row),
    }

"""The facts as columns: what the compiled rules found, in the words of the models."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, State
from firsthand.domain.metrics.bulk.compiled import entry
from firsthand.domain.metrics.bulk.reading import Part

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
    *("touched_again_at", "answered_at", "assigned_at", "solved_at", "opened_again_at"),
    "came_back_at",
)


def tables(part: Part, s: State) -> Iterator[tuple[str, pa.Table]]:
    """Yield each table with its rows, by months.

    Reasons, products and channels are places of words, `why` a place in WHY.
    """
    issues = s.issues[: s.used[a.ISSUES]]
    rows = _by_month(part, issues["opening"])
    yield "issue", _table(_issues(part, take(issues, rows)))
    issues = s.audit[: s.used[a.AUDIT]]
    rows = _by_month(part, issues["opening"])
    yield "auditissue", _table(_outcomes(part, take(issues, rows)))
    contacts = s.contacts[: s.used[a.CONTACTS]]
    rows = _by_month(part, contacts["first"])
    yield "contact", _table(_contacts(part, take(contacts, rows), s))
    asked = np.flatnonzero(s.courses["first"][: s.used[a.COURSES]] >= 0)
    rows = asked[_by_month(part, take(s.courses["first"], asked))]
    yield "course", _table(_courses(part, take(s.courses, rows), s))
    solvings = s.solvings[: s.used[a.SOLVINGS]]
    asked = np.flatnonzero(take(s.courses["first"], solvings["course"]) >= 0)
    rows = asked[_by_month(part, take(solvings["row"], asked))]
    yield "solving", _table(_solvings(part, take(s.solvings, rows), s))
    yield "focus", _table(_focus(part, s))


def take(values: Array, rows: Array) -> Array:
    """Return the values in these rows. numpy's own way keeps Python's lock meanwhile.

    Whole rows are taken at once where most of their fields are wanted: field by field each
    row would be looked for again.
    """
    taken = np.empty(len(rows), dtype=values.dtype)
    _take(values, rows, taken)
    return taken


@entry
def _take(values: Array, rows: Array, taken: Array) -> None:
    for place in range(len(rows)):
        taken[place] = values[rows[place]]


def _by_month(part: Part, rows: Array) -> Array:
    """Return the order of months: whoever reads a period skips what lies outside."""
    days = take(part.events.at, rows) // a.DAY
    if not len(days):
        return np.zeros(0, dtype="int64")
    first, last = int(days.min()), int(days.max())
    every = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]")
    # Few enough for a sort by digits.
    months = every.astype("int64").astype("int16")
    return np.argsort(months[days - first], kind="stable")


def _table(columns: dict[str, Array]) -> pa.Table:
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


def _outcomes(part: Part, issues: Array) -> dict[str, Array]:
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


def _issues(part: Part, issues: Array) -> dict[str, Array]:
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
        "first_macro_id": issues["first_macro"],
        "touches": issues["touches"],
        "touched_again_at": issues["touched_again_at"],
        "contacts": issues["contacts"],
    }


def _contacts(part: Part, contacts: Array, s: State) -> dict[str, Array]:
    e, first, issue = part.events, contacts["first"], contacts["issue"]
    course = contacts["course"]
    order, product = take(s.courses["order"], course), take(s.courses["product"], course)
    return {
        "first_message_id": take(e.key, first),
        "issue_id": take(e.key, take(s.issues["opening"], issue)),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "ticket_id": take(s.courses["ticket"], course),
        "started_at": take(e.at, first),
        "recorded_at": take(part.recorded_at, first),
        "number": contacts["number"],
        "channel": take(part.channel, first),
        "order_id": np.where(order != 0, order, take(s.issues["order"], issue)),
        "product": np.where(product != 0, product, take(s.issues["product"], issue)),
        "reason": take(s.courses["reason"], course),
        "answered_at": contacts["answered_at"],
        "answered_by_id": contacts["answered_by"],
        "assigned_at": contacts["assigned_at"],
        "is_answer_known": contacts["answer_known"],
    }


def _courses(part: Part, courses: Array, s: State) -> dict[str, Array]:
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


def _solvings(part: Part, solvings: Array, s: State) -> dict[str, Array]:
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


def _focus(part: Part, s: State) -> dict[str, Array]:
    e = part.events
    row = np.flatnonzero((e.kind == a.FOCUSED) & (s.marks["gone"][: len(e.kind)] == 0))
    row = row[_by_month(part, row)]
    return {
        "entry_id": take(e.key, row),
        "buyer_id": take(e.buyer, row),
        "store_id": take(part.store, row),
        "ticket_id": take(s.courses["ticket"], take(s.marks["course"], row)),
        "agent_id": take(e.actor, row),
        "started_at": take(e.at, row),
        "seconds": take(e.other, row),
    }

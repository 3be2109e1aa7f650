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
    yield "issue", _table(_issues(part, issues, _by_month(part, issues["opening"])))
    issues = s.audit[: s.used[a.AUDIT]]
    rows = _by_month(part, issues["opening"])
    yield "auditissue", _table(_outcomes(part, issues, rows))
    contacts = s.contacts[: s.used[a.CONTACTS]]
    rows = _by_month(part, contacts["first"])
    yield "contact", _table(_contacts(part, contacts, rows, s))
    asked = np.flatnonzero(s.courses["first"][: s.used[a.COURSES]] >= 0)
    rows = asked[_by_month(part, take(s.courses["first"], asked))]
    yield "course", _table(_courses(part, rows, s))
    solvings = s.solvings[: s.used[a.SOLVINGS]]
    asked = np.flatnonzero(take(s.courses["first"], solvings["course"]) >= 0)
    rows = asked[_by_month(part, take(solvings["row"], asked))]
    yield "solving", _table(_solvings(part, rows, s))
    yield "focus", _table(_focus(part, s))


def take(values: Array, rows: Array) -> Array:
    """Return the values in these rows. numpy's own way keeps Python's lock meanwhile."""
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
    return pa.table({name: _column(name, values) for name, values in columns.items()})


def _column(name: str, values: Array) -> pa.Array:
    values = np.ascontiguousarray(values)
    if name in _MAY_LACK_IDS:
        return pa.array(values, mask=values == 0)
    if name in _MAY_LACK_MOMENTS:
        return pa.array(values, mask=values == a.NONE)
    return pa.array(values)


def _outcomes(part: Part, issues: Array, rows: Array) -> dict[str, Array]:
    e, first = part.events, take(issues["opening"], rows)
    return {
        "opening_message_id": take(e.key, first),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "first_ticket_id": take(issues["ticket"], rows),
        "opened_at": take(e.at, first),
        "resolved_at": take(issues["resolved_at"], rows),
        "failed_at": take(issues["failed_at"], rows),
        "why": take(issues["why"], rows),
        "settles_at": take(issues["settles_at"], rows),
        "failed_30_at": take(issues["failed_30_at"], rows),
        "why_30": take(issues["why_30"], rows),
        "settles_30_at": take(issues["settles_30_at"], rows),
        "first_agent_id": take(issues["first_agent"], rows),
    }


def _issues(part: Part, issues: Array, rows: Array) -> dict[str, Array]:
    first = take(issues["opening"], rows)
    return _outcomes(part, issues, rows) | {
        "recorded_at": take(part.recorded_at, first),
        "channel": take(part.channel, first),
        "order_id": take(issues["order"], rows),
        "product": take(issues["product"], rows),
        "reason": take(issues["reason"], rows),
        "reason_now": take(issues["reason_now"], rows),
        "front_line_can_resolve": take(issues["front_line"], rows),
        "resolver_id": take(issues["resolver"], rows),
        "returned_at": take(issues["returned_at"], rows),
        "escalated_at": take(issues["escalated_at"], rows),
        "first_macro_id": take(issues["first_macro"], rows),
        "touches": take(issues["touches"], rows),
        "touched_again_at": take(issues["touched_again_at"], rows),
        "contacts": take(issues["contacts"], rows),
    }


def _contacts(part: Part, contacts: Array, rows: Array, s: State) -> dict[str, Array]:
    e, first = part.events, take(contacts["first"], rows)
    course, issue = take(contacts["course"], rows), take(contacts["issue"], rows)
    order, product = take(s.courses["order"], course), take(s.courses["product"], course)
    return {
        "first_message_id": take(e.key, first),
        "issue_id": take(e.key, take(s.issues["opening"], issue)),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "ticket_id": take(s.courses["ticket"], course),
        "started_at": take(e.at, first),
        "recorded_at": take(part.recorded_at, first),
        "number": take(contacts["number"], rows),
        "channel": take(part.channel, first),
        "order_id": np.where(order != 0, order, take(s.issues["order"], issue)),
        "product": np.where(product != 0, product, take(s.issues["product"], issue)),
        "reason": take(s.courses["reason"], course),
        "answered_at": take(contacts["answered_at"], rows),
        "answered_by_id": take(contacts["answered_by"], rows),
        "assigned_at": take(contacts["assigned_at"], rows),
    }


def _courses(part: Part, rows: Array, s: State) -> dict[str, Array]:
    e, courses, first = part.events, s.courses, take(s.courses["first"], rows)
    last = take(courses["last_solving"], rows)
    # One row more, so that a ticket that was never solved has where to look.
    opened_again = np.append(s.solvings["opened_again_at"][: s.used[a.SOLVINGS]], 0)
    solved = (last >= 0) & (take(opened_again, last) == a.NONE)
    row = take(np.append(s.solvings["row"][: s.used[a.SOLVINGS]], np.int32(0)), last)
    return {
        "ticket_id": take(courses["ticket"], rows),
        "buyer_id": take(e.buyer, first),
        "store_id": take(part.store, first),
        "asked_at": take(e.at, first),
        "recorded_at": take(part.recorded_at, first),
        "channel": take(part.channel, first),
        "order_id": take(courses["order"], rows),
        "product": take(courses["product"], rows),
        "reason": take(courses["reason"], rows),
        "answered_at": take(courses["answered_at"], rows),
        "answered_by_id": take(courses["answered_by"], rows),
        "assigned_at": take(courses["assigned_at"], rows),
        "solved_at": np.where(solved, take(e.at, row), a.NONE),
        "solved_by_id": np.where(solved, take(e.actor, row), np.int32(0)),
        "times_opened_again": take(courses["opened_again"], rows),
        "reassignments": take(courses["reassignments"], rows),
    }


def _solvings(part: Part, rows: Array, s: State) -> dict[str, Array]:
    e, row = part.events, take(s.solvings["row"], rows)
    course = take(s.solvings["course"], rows)
    first = take(s.courses["first"], course)
    return {
        "entry_id": take(e.key, row),
        "buyer_id": take(e.buyer, row),
        "store_id": take(part.store, first),
        "ticket_id": take(s.courses["ticket"], course),
        "asked_at": take(e.at, first),
        "solved_at": take(e.at, row),
        "solved_by_id": take(e.actor, row),
        "opened_again_at": take(s.solvings["opened_again_at"], rows),
        "came_back_at": take(s.solvings["came_back_at"], rows),
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

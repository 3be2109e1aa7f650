"""The facts as columns: what the compiled rules found, in the words of the models."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, State
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
    yield "issue", _table(_issues(part, issues[_by_month(part, issues["opening"])]))
    issues = s.audit[: s.used[a.AUDIT]]
    issues = issues[_by_month(part, issues["opening"])]
    yield "auditissue", _table(_outcomes(part, issues))
    contacts = s.contacts[: s.used[a.CONTACTS]]
    contacts = contacts[_by_month(part, contacts["first"])]
    yield "contact", _table(_contacts(part, contacts, s))
    asked = np.flatnonzero(s.courses["first"][: s.used[a.COURSES]] >= 0)
    courses = s.courses[asked[_by_month(part, s.courses["first"][asked])]]
    yield "course", _table(_courses(part, courses, s))
    solvings = s.solvings[: s.used[a.SOLVINGS]]
    solvings = solvings[s.courses["first"][solvings["course"]] >= 0]
    solvings = solvings[_by_month(part, solvings["row"])]
    yield "solving", _table(_solvings(part, solvings, s))
    yield "focus", _table(_focus(part, s))


def _by_month(part: Part, rows: Array) -> Array:
    """Return the order of months: whoever reads a period skips what lies outside."""
    days = part.events.at[rows] // a.DAY
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


def _outcomes(part: Part, issues: Array) -> dict[str, Array]:
    e, first = part.events, issues["opening"]
    return {
        "opening_message_id": e.key[first],
        "buyer_id": e.buyer[first],
        "store_id": part.store[first],
        "first_ticket_id": issues["ticket"],
        "opened_at": e.at[first],
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
        "recorded_at": part.recorded_at[first],
        "channel": part.channel[first],
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
    e, first = part.events, contacts["first"]
    course, issue = contacts["course"], contacts["issue"]
    order, product = s.courses["order"][course], s.courses["product"][course]
    return {
        "first_message_id": e.key[first],
        "issue_id": e.key[s.issues["opening"][issue]],
        "buyer_id": e.buyer[first],
        "store_id": part.store[first],
        "ticket_id": s.courses["ticket"][course],
        "started_at": e.at[first],
        "recorded_at": part.recorded_at[first],
        "number": contacts["number"],
        "channel": part.channel[first],
        "order_id": np.where(order != 0, order, s.issues["order"][issue]),
        "product": np.where(product != 0, product, s.issues["product"][issue]),
        "reason": s.courses["reason"][course],
        "answered_at": contacts["answered_at"],
        "answered_by_id": contacts["answered_by"],
        "assigned_at": contacts["assigned_at"],
    }


def _courses(part: Part, courses: Array, s: State) -> dict[str, Array]:
    e, first = part.events, courses["first"]
    last = courses["last_solving"]
    # One row more, so that a ticket that was never solved has where to look.
    opened_again = np.append(s.solvings["opened_again_at"][: s.used[a.SOLVINGS]], 0)
    rows = np.append(s.solvings["row"][: s.used[a.SOLVINGS]], 0)
    solved = (last >= 0) & (opened_again[last] == a.NONE)
    return {
        "ticket_id": courses["ticket"],
        "buyer_id": e.buyer[first],
        "store_id": part.store[first],
        "asked_at": e.at[first],
        "recorded_at": part.recorded_at[first],
        "channel": part.channel[first],
        "order_id": courses["order"],
        "product": courses["product"],
        "reason": courses["reason"],
        "answered_at": courses["answered_at"],
        "answered_by_id": courses["answered_by"],
        "assigned_at": courses["assigned_at"],
        "solved_at": np.where(solved, e.at[rows[last]], a.NONE),
        "solved_by_id": np.where(solved, e.actor[rows[last]], 0),
        "times_opened_again": courses["opened_again"],
        "reassignments": courses["reassignments"],
    }


def _solvings(part: Part, solvings: Array, s: State) -> dict[str, Array]:
    e, row, course = part.events, solvings["row"], solvings["course"]
    first = s.courses["first"][course]
    return {
        "entry_id": e.key[row],
        "buyer_id": e.buyer[row],
        "store_id": part.store[first],
        "ticket_id": s.courses["ticket"][course],
        "asked_at": e.at[first],
        "solved_at": e.at[row],
        "solved_by_id": e.actor[row],
        "opened_again_at": solvings["opened_again_at"],
        "came_back_at": solvings["came_back_at"],
        "reason": s.courses["reason"][course],
    }


def _focus(part: Part, s: State) -> dict[str, Array]:
    e = part.events
    row = np.flatnonzero((e.kind == a.FOCUSED) & (s.marks["gone"][: len(e.kind)] == 0))
    row = row[_by_month(part, row)]
    return {
        "entry_id": e.key[row],
        "buyer_id": e.buyer[row],
        "store_id": part.store[row],
        "ticket_id": s.courses["ticket"][s.marks["course"][row]],
        "agent_id": e.actor[row],
        "started_at": e.at[row],
        "seconds": e.other[row],
    }

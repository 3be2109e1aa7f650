"""Every remedy somebody asked for, with its note: what a review reads (abuse audit).

A review reads in the order of a sample: first what is always read, then the others by
chance, so that as many as there is time for are a fair sample of them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from firsthand.domain.authority.ports import DRAWN
from firsthand.domain.authority.queries import FLAGS
from firsthand.domain.orders.ports import ORDERED
from firsthand.domain.remedies.ports import GIVEN
from firsthand.domain.remedies.queries import KINDS_NAMED, STATES_NAMED
from firsthand.domain.reports.queries.table import (
    Column,
    NotAPage,
    Report,
    Row,
    Wanted,
    person_names,
    reason_name,
    run,
    store_names,
)
from firsthand.foundation.money import Money

# Always read from this amount on, in minor units of the policy's currency; of the rest
# one in twenty.
_ALWAYS_FROM, _OTHERWISE = 5_000, 0.05

_ALWAYS = f"""(coalesce(drawn.minor_units >= {_ALWAYS_FROM}, true)
     OR coalesce(jsonb_array_length(drawn.flags) > 0, false)
     OR drawn.has_note IS NOT TRUE)"""
# TRICKY: the draw is by a hash of the remedy's own key: nobody can choose it after he has
# seen which remedies are good, and everybody who looks sees the same order.
_DRAWN_BY = f"(CASE WHEN {_ALWAYS} THEN '0' ELSE '1' END || md5(given.key::text))"
_SOUGHT = """AND (ordered.number ILIKE %(sought)s OR given.note ILIKE %(sought)s
                  OR given.reason ILIKE %(sought)s)"""


def audit(wanted: Wanted) -> Report:
    """Return a page of what was asked for, newest first or in the order of the sample."""
    is_sample = wanted.options.get("order") == "sample"
    rows = run(_sql(wanted, is_sample=is_sample), _parameters(wanted, is_sample=is_sample))
    size = wanted.size
    shown = rows if size is None else rows[:size]
    following = ""
    if size is not None and len(rows) > size:
        last = shown[-1]
        following = last["drawn_by"] if is_sample else _place(last)
    places = store_names()
    names = person_names([r[who] for r in shown for who in ("asked_by", "approved_by")])
    return Report(
        columns=_columns(),
        rows=[_row(each, names, places) for each in shown],
        notes=[
            _(
                "Sample: from 50 of the policy’s currency on, of flagged buyers, and "
                "without a note that was judged complete, all are read; of the others one "
                "in twenty. Weigh each by one over its chance."
            )
        ],
        next=following,
    )


def _columns() -> list[Column]:
    return [
        Column("asked_at", _("Asked for"), "moment"),
        Column("agent", _("Agent")),
        Column("store", _("Store")),
        Column("order", _("Order")),
        Column("ticket", _("Ticket"), "ticket"),
        Column("remedy", _("Remedy")),
        Column("amount", _("Amount"), "money"),
        Column("reason", _("Reason")),
        Column("note", _("Note"), "long"),
        Column("note_is", _("Note judged")),
        Column("flags", _("Buyer flags then")),
        Column("approver", _("Approved by")),
        Column("state", _("State")),
        Column("chance", _("Chance in the sample"), "share"),
    ]


def _sql(wanted: Wanted, *, is_sample: bool) -> str:
    order = "drawn_by" if is_sample else "given.requested_at DESC, given.id DESC"
    further = ""
    if wanted.after:
        further = (
            f"AND {_DRAWN_BY} > %(after)s"
            if is_sample
            else "AND (given.requested_at, given.id) < (%(after_at)s, %(after_id)s)"
        )
    sought = _SOUGHT if wanted.options.get("search") else ""
    agent = "AND given.requested_by_id = %(agent)s" if wanted.options.get("agent") else ""
    limit = "" if wanted.size is None else "LIMIT %(rows)s"
    return f"""
        SELECT given.id, given.requested_at AS asked_at, given.store_id, given.ticket_id,
               given.kind, given.state, given.minor_units, given.currency, given.reason,
               given.note, given.requested_by_id AS asked_by,
               given.approved_by_id AS approved_by, ordered.number, drawn.has_note,
               drawn.flags, {_ALWAYS} AS is_always, {_DRAWN_BY} AS drawn_by
          FROM ({GIVEN}) AS given
          JOIN ({ORDERED}) AS ordered ON ordered.id = given.order_id
          LEFT JOIN ({DRAWN}) AS drawn ON drawn.key = given.key
         WHERE given.requested_at >= %(since)s AND given.requested_at < %(until)s
           AND given.store_id = ANY(%(stores)s) {agent} {sought} {further}
         ORDER BY {order} {limit}"""


def _parameters(wanted: Wanted, *, is_sample: bool) -> dict[str, Any]:
    found = wanted.options.get("search", "")
    for sign in "\\%_":
        found = found.replace(sign, f"\\{sign}")
    agent = wanted.options.get("agent", "")
    more: dict[str, Any] = {
        "sought": f"%{found}%",
        "agent": int(agent) if agent.isdecimal() else 0,
        "rows": 0 if wanted.size is None else wanted.size + 1,
        "after": wanted.after,
    }
    if wanted.after and not is_sample:
        more["after_at"], more["after_id"] = _read_place(wanted.after)
    return wanted.parameters(**more)


def _place(row: dict[str, Any]) -> str:
    return f"{row['asked_at'].isoformat()}~{row['id']}"


def _read_place(typed: str) -> tuple[datetime, int]:
    at, _sign, number = typed.partition("~")
    try:
        return datetime.fromisoformat(at.replace(" ", "+")), int(number)
    except ValueError as wrong:
        raise NotAPage(
            _("There is no such page."), fix=_("Begin with the first.")
        ) from wrong


def _row(each: dict[str, Any], names: Any, places: Any) -> Row:  # noqa: ANN401 -- by number
    judged = {True: _("complete"), False: _("not complete"), None: _("never judged")}
    return {
        "asked_at": each["asked_at"],
        "agent": names.get(each["asked_by"], ""),
        "store": places.get(each["store_id"], ""),
        "order": each["number"],
        "ticket": each["ticket_id"],
        "remedy": str(KINDS_NAMED.get(each["kind"], each["kind"])),
        "amount": Money(each["currency"], each["minor_units"])
        if each["minor_units"]
        else None,
        "reason": reason_name(each["reason"]),
        "note": each["note"],
        "note_is": judged[each["has_note"]],
        "flags": ", ".join(map(_flag_name, _flags(each["flags"]))),
        "approver": names.get(each["approved_by"], ""),
        "state": str(STATES_NAMED.get(each["state"], each["state"])),
        "chance": 1.0 if each["is_always"] else _OTHERWISE,
    }


def _flag_name(code: str) -> str:
    return next((str(name) for flag, name in FLAGS.items() if flag == code), code)


def _flags(found: Any) -> list[str]:  # noqa: ANN401 -- JSON as the driver hands it over
    return json.loads(found) if isinstance(found, str) else found or []

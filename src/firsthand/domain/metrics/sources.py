"""What metrics read: the fact tables, and what the units of each can be split by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from firsthand.domain.journal.ports import STANDING
from firsthand.domain.metrics.promised import MADE
from firsthand.domain.metrics.remedial import (
    ESCALATED,
    HIGH_RISK,
    PASSED_UP,
    REFUNDED,
    THREATENED,
    USED,
)
from firsthand.domain.metrics.selling import (
    CLAIM,
    DELIVERY,
    PARCEL,
    RETURN,
    SALE,
    SHIPMENT,
    VOTE,
    cuts_of,
)
from firsthand.domain.orders.ports import MEASURED, PLACED, RATED
from firsthand.domain.sla.ports import PROMISED

Facts = Literal[
    "issue", "auditissue", "contact", "course", "told", "solving", "work", "agentday",
    "trade", "order", "review", "promise", "promised", "escalated", "refunded",
    "highrisk", "used", "passedup", "threat",
    "sale", "shipment", "parcel", "delivery", "returned", "claim", "vote",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where units come from.

    Attributes:
        sql: what to select from; in metrics its row is called `unit`.
        recorded: SQL; when we got to know of a unit. Empty: nobody wrote that down.
        columns: SQL of what its units can be split by, beside store and agent. Texts are
            empty where a unit has none, never NULL.
    """

    sql: str
    recorded: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


_TAGGED = {"reason": "reason"}
_WIDE = {"reason": "reason", "product": "product", "channel": "channel"}
_OF_COURSE = (
    "(SELECT recorded_at FROM metrics_course AS course"
    " WHERE course.ticket_id = unit.ticket_id)"
)

# The macro that the first issue of a ticket was first answered with.
_MACRO_OF_TICKET = (
    "(SELECT min(issue.first_macro_id) FROM metrics_issue AS issue"
    " WHERE issue.first_ticket_id = unit.ticket_id)"
)

# Time somebody had a ticket before him, and contacts somebody answered.
_WORK = """(
    SELECT work.*, course.buyer_id, coalesce(course.reason, '') AS reason,
           coalesce(course.product, '') AS product, coalesce(course.channel, '') AS channel
      FROM (SELECT starts_at AS happened_at, store_id, ticket_id, agent_id, seconds,
                   0 AS handled, NULL::timestamptz AS handled_at
              FROM metrics_agenttime
             UNION ALL
            SELECT started_at, store_id, ticket_id, answered_by_id, 0, 1, answered_at
              FROM metrics_contact) AS work
      LEFT JOIN metrics_course AS course USING (ticket_id))"""

# What somebody answered in a store on a day (UTC).
_AGENT_DAYS = """(
    SELECT date_bin('1 day', answered_at, 'epoch') AS started_at, store_id,
           answered_by_id AS agent_id, count(*) AS contacts
      FROM metrics_contact
     WHERE answered_by_id IS NOT NULL AND answered_at <= %(as_of)s
     GROUP BY 1, 2, 3)"""


def _count_of(fact: str) -> str:
    """Return SQL of how often something happened; NULL where that is not said or absurd."""
    said = f"standing.facts->>'{fact}'"
    return f"CASE WHEN {said} ~ '^[0-9]{{1,4}}$' THEN ({said})::int END"


# Tickets, with what another system said of each as a whole at its last line.
_TOLD = f"""(
    SELECT course.*, told.told_at, told.opened AS told_opened_at,
           told.resolved AS told_resolved_at, told.reopens AS told_reopens,
           told.reassignments AS told_reassignments, told.promise_kept AS told_promise_kept
      FROM metrics_course AS course
      LEFT JOIN LATERAL (
           SELECT standing.happened_at AS told_at,
                  (standing.facts->>'opened')::timestamptz AS opened,
                  (standing.facts->>'resolved')::timestamptz AS resolved,
                  {_count_of("reopens")} AS reopens,
                  {_count_of("reassignments")} AS reassignments,
                  (standing.facts->>'promise_kept')::boolean AS promise_kept
             FROM ({STANDING}) AS standing
            WHERE standing.kind = 'tickets.history_reported'
              AND standing.ticket_id = course.ticket_id
            ORDER BY standing.id DESC LIMIT 1) AS told ON true)"""

# Replies the team promised, with what their tickets are about.
_PROMISE = f"""(
    SELECT promised.*, coalesce(course.reason, '') AS reason,
           coalesce(course.product, '') AS product, coalesce(course.channel, '') AS channel
      FROM ({PROMISED}) AS promised
      LEFT JOIN metrics_course AS course USING (ticket_id))"""

# What came in on both sides: contacts, and orders.
_TRADE = f"""(
    SELECT started_at AS happened_at, store_id, buyer_id, ticket_id, reason, channel,
           1 AS contacts, 0 AS orders
      FROM metrics_contact
     UNION ALL
    SELECT placed_at, store_id, coalesce(buyer_id, -id), NULL, '', '', 0, 1
      FROM ({PLACED}) AS placed)"""

_PUNCTUALITY = (
    "CASE WHEN delivered_on > deliver_by_day THEN 'late'"
    " WHEN delivered_on <= deliver_by_day THEN 'on_time' END"
)
_OF_ORDER = cuts_of("unit.id")
# A vote may be about no order that we know.
_OF_VOTED = {
    cut: sql for cut, sql in cuts_of("unit.order_id").items() if cut != "fulfilment"
}

SOURCES: Mapping[Facts, Source] = {
    "issue": Source(
        sql="metrics_issue",
        recorded="recorded_at",
        columns={**_WIDE, "macro": "first_macro_id"},
    ),
    "auditissue": Source(
        sql="metrics_auditissue",
        recorded=(
            "(SELECT recorded_at FROM metrics_contact AS contact"
            " WHERE contact.first_message_id = unit.opening_message_id)"
        ),
    ),
    "contact": Source(sql="metrics_contact", recorded="recorded_at", columns=_WIDE),
    "course": Source(sql="metrics_course", recorded="recorded_at", columns=_WIDE),
    "told": Source(sql=_TOLD, recorded="recorded_at", columns=_WIDE),
    "solving": Source(sql="metrics_solving", recorded=_OF_COURSE, columns=_TAGGED),
    "work": Source(
        sql=_WORK, recorded=_OF_COURSE, columns={**_WIDE, "macro": _MACRO_OF_TICKET}
    ),
    "agentday": Source(sql=_AGENT_DAYS),
    "trade": Source(sql=_TRADE, columns={"reason": "reason", "channel": "channel"}),
    "order": Source(sql=f"({MEASURED})", columns={"punctuality": _PUNCTUALITY}),
    "escalated": Source(sql=ESCALATED, recorded="recorded_at", columns=_WIDE),
    "refunded": Source(sql=REFUNDED, recorded="recorded_at", columns=_WIDE),
    "highrisk": Source(
        sql=HIGH_RISK,
        recorded="recorded_at",
        columns={**_WIDE, "authority": "authority"},
    ),
    "used": Source(
        sql=USED,
        recorded="recorded_at",
        columns={"reason": "coalesce(reason, '')", "remedy": "remedy"},
    ),
    "passedup": Source(sql=PASSED_UP, recorded="recorded_at"),
    "threat": Source(sql=THREATENED, recorded="recorded_at", columns=_WIDE),
    "sale": Source(sql=SALE, columns=_OF_ORDER),
    "shipment": Source(sql=SHIPMENT, columns={**_OF_ORDER, "punctuality": _PUNCTUALITY}),
    "parcel": Source(sql=PARCEL, columns=_OF_ORDER),
    "delivery": Source(sql=DELIVERY, columns=_OF_ORDER),
    "returned": Source(sql=RETURN, columns=_OF_ORDER),
    "claim": Source(sql=CLAIM, columns=_OF_ORDER),
    "vote": Source(sql=VOTE, recorded="recorded_at", columns=_OF_VOTED),
    "promise": Source(sql=_PROMISE, columns=_WIDE),
    "promised": Source(sql=MADE, recorded="recorded_at", columns=_WIDE),
    "review": Source(sql=f"({RATED})", columns={"punctuality": _PUNCTUALITY}),
}

"""Sources about orders as a marketplace judges a seller by them.

Each has what an order can be split by: product, and the reason, ticket and agent of what
was last written about it. These are looked up for the orders of a group only where
somebody asks, for most orders nobody ever writes about.
"""

from __future__ import annotations

from collections.abc import Mapping

from firsthand.domain.orders.ports import (
    BOUGHT,
    HELD_AGAINST,
    MEASURED,
    SENT,
    SENT_BACK,
    SOLD,
)
from firsthand.domain.surveys.ports import VOTED

# Nothing is promised for later than so long after the order.
_LONGEST_PROMISE = "interval '60 days'"


def _last_contact(order: str, column: str, condition: str = "true") -> str:
    """Return SQL of a column of the last contact about an order; NULL without any."""
    return f"""(SELECT contact.{column} FROM metrics_contact AS contact
                 WHERE contact.order_id = {order} AND contact.started_at <= %(as_of)s
                   AND {condition}
                 ORDER BY contact.started_at DESC, contact.first_message_id DESC LIMIT 1)"""


def ticket_of(order: str) -> str:
    """Return SQL of the ticket an order was last written about on."""
    return _last_contact(order, "ticket_id")


def agent_of(order: str) -> str:
    """Return SQL of who last answered about an order."""
    return _last_contact(order, "answered_by_id", "contact.answered_at <= %(as_of)s")


def cuts_of(order: str) -> Mapping[str, str]:
    """Return SQL of what units of an order can be split by."""
    return {
        "fulfilment": "fulfilment",
        "reason": f"coalesce({_last_contact(order, 'reason')}, '')",
        "product": f"""coalesce((SELECT line.asin FROM ({BOUGHT}) AS line
                                  WHERE line.order_id = {order}
                                  ORDER BY line.line_number LIMIT 1), '')""",
    }


def held_against(order: str, condition: str) -> str:
    """Return the SQL condition that something of the kind was held against an order."""
    return f"""EXISTS (SELECT FROM ({HELD_AGAINST}) AS held
                        WHERE held.order_id = {order}
                          AND held.happened_at <= %(as_of)s AND ({condition}))"""


def written_about(order: str, reasons: str) -> str:
    """Return the SQL condition that somebody wrote for one of these reasons."""
    return f"""EXISTS (SELECT FROM metrics_contact AS contact
                        WHERE contact.order_id = {order}
                          AND contact.started_at <= %(as_of)s AND ({reasons}))"""


def sent_back(order: str) -> str:
    """Return the SQL condition that somebody asked to send something back."""
    return f"""EXISTS (SELECT FROM ({SENT_BACK}) AS sent_back
                        WHERE sent_back.order_id = {order}
                          AND sent_back.requested_at <= %(as_of)s)"""


SALE = f"({SOLD})"
SHIPMENT = f"({MEASURED})"

# What has to be delivered by us with a promise. It is counted under the promised day, and
# the bounds let the orders of a period be found by when they were placed.
_PROMISED = f"""
    SELECT placed.* FROM ({MEASURED}) AS placed
     WHERE placed.placed_at >= %(first)s - {_LONGEST_PROMISE}
       AND placed.fulfilment = 'FBM' AND placed.deliver_by IS NOT NULL"""

PARCEL = f"""(
    SELECT box.id AS parcel_id, box.tracking_number, box.is_scanned,
           box.shipped_at AS box_shipped_at, placed.*
      FROM ({SENT}) AS box JOIN ({_PROMISED}) AS placed ON placed.id = box.order_id)"""

# Orders with how many units they are of, and whether a carrier knows every parcel.
DELIVERY = f"""(
    SELECT placed.*,
           (SELECT coalesce(sum(line.quantity), 0)::int FROM ({BOUGHT}) AS line
             WHERE line.order_id = placed.id) AS units,
           coalesce((SELECT bool_and(box.is_scanned AND box.tracking_number <> '')
                       FROM ({SENT}) AS box WHERE box.order_id = placed.id), false)
               AS is_tracked
      FROM ({_PROMISED}) AS placed)"""

# Returns asked for, with the first sign that somebody dealt with it: an answer to what was
# written about the order, money given back, the parcel taken in.
RETURN = f"""(
    SELECT sent_back.id AS return_id, sent_back.requested_at, sold.*,
           sent_back.status <> '' AND sent_back.status NOT ILIKE 'pending%%'
               AS is_said_to_be_decided,
           least(sent_back.received_at,
                 (SELECT min(contact.answered_at) FROM metrics_contact AS contact
                   WHERE contact.order_id = sold.id
                     AND contact.answered_at >= sent_back.requested_at),
                 (SELECT min(entry.happened_at) FROM journal_entry AS entry
                    JOIN metrics_contact AS contact ON contact.ticket_id = entry.ticket_id
                   WHERE contact.order_id = sold.id
                     AND entry.kind = 'remedies.succeeded'
                     AND entry.happened_at >= sent_back.requested_at)) AS dealt_with_at
      FROM ({SENT_BACK}) AS sent_back
      JOIN ({SOLD}) AS sold ON sold.id = sent_back.order_id)"""

# A-to-z claims, denied ones too.
CLAIM = f"""(
    SELECT held.happened_at AS claimed_at, held.denied_at, sold.*
      FROM ({HELD_AGAINST}) AS held JOIN ({SOLD}) AS sold ON sold.id = held.order_id
     WHERE held.kind = 'claim')"""

# What buyers answered, with the order it was about.
VOTE = f"({VOTED})"

"""Facts that connectors and imports bring in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from firsthand.domain.stores.ports import ZONES
from firsthand.foundation.money import Money


class Identity(NamedTuple):
    """One way to recognise a buyer. `kind` is "email", "amazon_alias" or "account"."""

    kind: str
    value: str


@dataclass(frozen=True)
class LineFacts:
    """One line of an order; the price is for the whole line, in minor units."""

    title: str
    quantity: int
    price_minor_units: int
    sku: str = ""
    asin: str = ""


@dataclass(frozen=True, kw_only=True)
class ParcelFacts:
    """One box, known by the marketplace's own id.

    Attributes:
        status: where it is, in the marketplace's words; noted where it is a new one.
        told_at: when that was so.
    """

    external_id: str
    carrier: str
    tracking_number: str
    told_at: datetime
    status: str = ""
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order as its marketplace reports it. Amounts in minor units of `currency`.

    Attributes:
        state: empty where the marketplace uses a word nobody knows: it stays as it was.
        updated_at: when the marketplace last changed it; what is older says nothing.
        parcels: those it tells of; others that are known stay.
    """

    number: str
    state: str
    fulfilment: str
    currency: str
    placed_at: datetime
    lines: tuple[LineFacts, ...]
    shipping_minor_units: int = 0
    tax_minor_units: int = 0
    total_minor_units: int
    ship_by: datetime | None = None
    deliver_by: datetime | None = None
    delivered_at: datetime | None = None
    # Where the report says only when and by whom it was sent, not in how many boxes.
    shipped_at: datetime | None = None
    carrier: str = ""
    updated_at: datetime | None = None
    parcels: tuple[ParcelFacts, ...] = ()
    is_cancel_requested: bool = False
    cancelled_by: str = ""
    buyer: tuple[Identity, ...] = ()
    buyer_name: str = ""
    address: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What a buyer thinks of an order, in stars from 1 to 5."""

    order_number: str
    external_id: str
    stars: int
    happened_at: datetime
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """What a marketplace's mail says of an order; empty or None where it does not.

    Attributes:
        refund: the sum that goes back; only of a notice of a refund.
        quantity: how many pieces in all.
        reason: the marketplace's word for why.
        comment: what the buyer wrote to it.
        carrier, tracking_number: by which a return travels.
    """

    refund: Money | None = None
    quantity: int | None = None
    reason: str = ""
    comment: str = ""
    carrier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnFacts:
    """What a buyer sends back, or asked to; `reason` may hold his own words."""

    order_number: str
    external_id: str
    requested_at: datetime
    quantity: int = 1
    sku: str = ""
    reason: str = ""
    received_at: datetime | None = None
    status: str = ""
    condition: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """That a buyer made a claim on an order."""

    order_number: str
    external_id: str
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class PostingFacts:
    """Money back to a buyer in the marketplace's books; `minor_units` is what he got."""

    order_number: str
    external_id: str
    kind: str
    currency: str
    minor_units: int
    posted_at: datetime
    refund_id: str = ""
    status: str = ""


# One row per order with what measures are made of. Other areas select from it and never
# from the tables themselves, which may change. Days are those of the store.
MEASURED = f"""
    SELECT placed.id, placed.store_id, placed.buyer_id, placed.fulfilment, placed.placed_at,
           placed.ship_by, placed.deliver_by, placed.state,
           coalesce(placed.delivered_at, box.delivered_at) AS delivered_at,
           box.shipped_at,
           (coalesce(placed.delivered_at, box.delivered_at)
            AT TIME ZONE shop.time_zone)::date AS delivered_on,
           (placed.deliver_by AT TIME ZONE shop.time_zone)::date AS deliver_by_day
      FROM orders_order AS placed
      JOIN ({ZONES}) AS shop ON shop.store_id = placed.store_id
      LEFT JOIN LATERAL (
           SELECT max(shipped_at) AS shipped_at, max(delivered_at) AS delivered_at
             FROM orders_parcel WHERE order_id = placed.id) AS box ON true"""

# One row per review of an order, with what is measured of the order.
RATED = f"""
    SELECT feedback.id AS review_id, feedback.stars, feedback.happened_at AS rated_at,
           placed.*
      FROM orders_setback AS feedback
      JOIN ({MEASURED}) AS placed ON placed.id = feedback.order_id
     WHERE feedback.kind = 'feedback'"""

# When orders were placed, and by whom: all that counting them needs.
PLACED = "SELECT id, store_id, buyer_id, placed_at FROM orders_order"

# A-to-z claims, denied ones too: each was made.
CLAIMED = """
    SELECT order_id, happened_at AS claimed_at, denied_at
      FROM orders_setback WHERE kind = 'claim'"""

# Orders by their numbers, with what was paid.
ORDERED = """
    SELECT id, number, store_id, buyer_id, currency, total_minor_units, placed_at
      FROM orders_order"""

# What counts against us on an order: claims, chargebacks, bad feedback, returns asked for.
# A mail about a return counts where no report has told of it.
SET_BACK = """
    SELECT order_id, kind, happened_at FROM orders_setback
     WHERE kind <> 'feedback' OR stars <= 2
     UNION ALL
    SELECT order_id, 'return', requested_at FROM orders_orderreturn
     UNION ALL
    SELECT placed.id, 'return', min(told.sent_at)
      FROM orders_notice AS told
      JOIN orders_order AS placed
        ON placed.store_id = told.store_id AND placed.number = told.order_number
     WHERE told.kind = 'return' AND NOT EXISTS (
           SELECT FROM orders_orderreturn AS back WHERE back.order_id = placed.id)
     GROUP BY placed.id"""

# One row per order with what a marketplace judges by: cheaper than `MEASURED`, which looks
# at every parcel.
SOLD = """
    SELECT id, store_id, buyer_id, fulfilment, placed_at, deliver_by, state,
           cancelled_by = 'BUYER' OR cancel_requested_at IS NOT NULL AS is_buyers_wish
      FROM orders_order"""

# All that was said or claimed against an order, whether it counts or not.
HELD_AGAINST = "SELECT order_id, kind, happened_at, stars, denied_at FROM orders_setback"

# What was bought, by ASIN where that is known, otherwise empty.
BOUGHT = """
    SELECT line.order_id, line.line_number, line.quantity,
           coalesce(product.asin, '') AS asin
      FROM orders_orderline AS line
      LEFT JOIN orders_product AS product ON product.id = line.product_id"""

# Parcels. A carrier who has scanned or delivered one knows its number.
SENT = """
    SELECT id, order_id, tracking_number, shipped_at, delivered_at,
           scans <> '[]' OR delivered_at IS NOT NULL AS is_scanned
      FROM orders_parcel"""

# Returns asked for; `status` in the marketplace's words, empty where nobody said.
SENT_BACK = "SELECT id, order_id, requested_at, received_at, status FROM orders_orderreturn"

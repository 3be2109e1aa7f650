"""What goes in and out about cases, histories, merging and splitting."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from firsthand.api.schemas import Id, TicketOut


class MergeIn(Schema):
    """Which ticket becomes a part of the one in the address."""

    other: Id


class SplitIn(Schema):
    """Which messages and notes begin a ticket of their own."""

    messages: Annotated[list[Id], Field(min_length=1, max_length=1000)]


class JoinIn(Schema):
    """A ticket of the buyer who is the same person as the one in the address."""

    other_ticket: Id


class PartIn(Schema):
    """A buyer who was joined, and is another person after all."""

    buyer: Id


class ReturnOut(Schema):
    """What the buyer sends back, or asked to."""

    quantity: int
    requested_at: datetime
    received_at: datetime | None


class SetbackOut(Schema):
    """Feedback, a claim or a chargeback. `stars`: of feedback only."""

    kind: str
    happened_at: datetime
    stars: int | None
    denied_at: datetime | None


class SumOut(Schema):
    """An amount in minor units of its currency."""

    currency: str
    minor_units: int


class NoticeOut(Schema):
    """What the marketplace wrote: "return", "refund" or "cancel". `refund`: its sum."""

    kind: str
    sent_at: datetime
    refund: SumOut | None
    quantity: int | None
    reason: str
    tracking_number: str


class PostingOut(Schema):
    """Money back to the buyer in the marketplace's books. `status`: its own word."""

    kind: str
    amount: SumOut
    posted_at: datetime
    refund_id: str
    status: str


class DeadlineOut(Schema):
    """What has to be done next, and by when. `ticket_id`: which to answer."""

    at: datetime
    what: str
    ticket_id: int | None


class CaseOut(Schema):
    """Everything of one buyer about one order, in the stores you may see.

    `order_number` empty: what is about no order. `deadline` null: nothing waits for you.
    `answer_returns_by`: until when the marketplace waits for an answer to a return; null:
    none waits.
    """

    order_number: str
    deadline: DeadlineOut | None
    tickets: list[TicketOut]
    returns: list[ReturnOut]
    setbacks: list[SetbackOut]
    notices: list[NoticeOut]
    postings: list[PostingOut]
    answer_returns_by: datetime | None


class LineOut(Schema):
    """Something in the history of a buyer, with the order or the ticket it is about."""

    at: datetime
    what: str
    store: str
    order_number: str
    ticket_id: int | None


class TimelineOut(Schema):
    """What a buyer bought, asked and got, the latest first.

    `refunds`: tickets closed with money back. `is_cut`: there is more than is listed.
    """

    lines: list[LineOut]
    spent: list[SumOut]
    orders: int
    tickets: int
    refunds: int
    returns: int
    claims: int
    is_cut: bool

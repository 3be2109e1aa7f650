"""Many tickets at once, in the shapes a desk has them, for lists and their cost."""

from __future__ import annotations

from datetime import datetime, timedelta

from firsthand.domain.orders.models import Buyer
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Message, Ticket
from tests.people import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ticket(store: Store, *, at: datetime = NOON, **values) -> Ticket:
    """Write one ticket straight into the database; `due_in` starts its clock."""
    due_in = values.pop("due_in", None)
    buyer = values.pop("buyer", None) or Buyer.objects.create(
        name=values.pop("name", "Jonas Brandt"), first_seen_at=at
    )
    if due_in is not None:
        values |= {
            "reply_due_at": at + due_in,
            "unanswered_since": at + due_in - DAY,
            "unanswered_count": values.get("unanswered_count", 1),
        }
    if "solved_at" in values:
        values["state"] = Ticket.State.SOLVED
    defaults = {
        "channel": "amazon",
        "subject": "My order",
        "gist": "Where is my parcel?",
        "opened_at": at - DAY,
        "last_message_at": at - HOUR,
        "reply_address": "abc+1@marketplace.amazon.de",
    }
    return Ticket.objects.create(store=store, buyer=buyer, **(defaults | values))


def fill(
    store: Store, tickets: int, *, at: datetime = NOON, is_open_every: int = 16
) -> None:
    """Write many tickets with five messages each; one in `is_open_every` is open.

    Of the open ones two in three have a clock, spread around `at`; a tenth are assigned to
    nobody's name here, and one in eight has no order number.
    """
    buyers = Buyer.objects.bulk_create(
        [Buyer(name=f"Buyer {n}", first_seen_at=at) for n in range(tickets)], 5000
    )
    rows = Ticket.objects.bulk_create(
        [_row(store, buyers[n], n, at, is_open_every) for n in range(tickets)], 5000
    )
    for start in range(0, tickets, 5000):
        Message.objects.bulk_create(
            [_message(row, n) for row in rows[start : start + 5000] for n in range(5)], 5000
        )


def _row(store: Store, buyer: Buyer, n: int, at: datetime, is_open_every: int) -> Ticket:
    row = Ticket(
        store=store,
        buyer=buyer,
        channel="amazon",
        subject=f"Order {n}",
        gist=f"Where is parcel {n}, it should be here by now?",
        opened_at=at - timedelta(minutes=n % 500_000),
        last_message_at=at - timedelta(minutes=n % 400_000),
        order_number=f"306-{n:07d}-0000000" if n % 8 else "",
        reply_address="abc+1@marketplace.amazon.de",
    )
    if n % is_open_every:
        row.state, row.solved_at = Ticket.State.SOLVED, row.last_message_at
    elif n % 3:
        row.unanswered_count = 1
        row.reply_due_at = at + timedelta(minutes=(n * 7) % 1600 - 160)
        row.unanswered_since = row.reply_due_at - DAY
    return row


def _message(row: Ticket, n: int) -> Message:
    is_ours = n % 2 == 1
    return Message(
        ticket=row,
        direction="outbound" if is_ours else "inbound",
        nature="" if is_ours else "question",
        reply_kind="resolution" if is_ours else "",
        delivery="sent" if is_ours else "",
        body="The parcel was promised for last Friday and has not come. " * 3,
        sent_at=row.opened_at + timedelta(minutes=n),
        recorded_at=row.opened_at + timedelta(minutes=n),
    )

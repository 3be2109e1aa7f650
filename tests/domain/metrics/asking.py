"""Stories of some tickets, and what figures are asked of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.orders.models import Order, OrderLine, OrderReturn, Parcel, Setback
from firsthand.domain.sla.models import Clock, Policy
from firsthand.domain.stores.models import Store
from firsthand.domain.surveys.models import Vote
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.authority_story import RISKY, escalated, moved, used
from tests.domain.metrics.journal_story import LIN, Story
from tests.people import NOON, store, wen
from tests.service_levels import policy
from tests.sheets import there_are_reasons

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 90 * DAY
SCAN = [{"at": NOON.isoformat(), "what": "taken in"}]


def ask(key: str, *by: queries.Dimension, as_of: datetime = LATER) -> list[Figure]:
    commands.run_until_done()
    return queries.figures(
        queries.catalogue()[key],
        person=Everything(),
        since=NOON - DAY,
        until=NOON + 60 * DAY,
        as_of=as_of,
        tz=ZoneInfo("UTC"),
        by=by,
    )


def one(key: str, *, as_of: datetime = LATER) -> Figure:
    [figure] = ask(key, as_of=as_of)
    return figure


def answered(buyer: int, *hours: float, start: float = 0, **facts: Any) -> Story:
    """A buyer asks on a ticket of his own number and hears after so many hours."""
    story = Story(buyer=buyer)
    story.asks(start, ticket=buyer, **facts)
    for after in hours:
        story.hears(start + after, ticket=buyer)
    return story


def solved(buyer: int, hours: float, by: Any = LIN) -> None:
    Story(buyer=buyer).write("tickets.solved", hours, subject=buyer, ticket=buyer, by=by)


def four_issues() -> None:
    """One answered once, one back on day three, one on day nine, one never answered."""
    for buyer, back_after in ((1, None), (2, 3), (3, 9)):
        story = answered(buyer, 2)
        if back_after is not None:
            story.asks(2 + 24 * back_after, ticket=buyer)
            story.hears(3 + 24 * back_after, ticket=buyer)
    Story(buyer=4).asks(0, ticket=4)


def ordered(place: Store, number: str, **more: Any) -> Order:
    facts = {
        "state": Order.State.DELIVERED, "fulfilment": Order.Fulfilment.FBM,
        "currency": "EUR", "total_minor_units": 100, "placed_at": NOON, **more,
    }  # fmt: skip
    return Order.objects.create(store=place, number=number, **facts)


def some_of_everything() -> None:
    four_issues()
    for buyer in (5, 6, 7):
        answered(buyer, 1, start=buyer * 3, reason="INS.LOG.WISMO", channel="email")
        solved(buyer, buyer * 3 + 2)
    Story(buyer=5).asks(50, ticket=5)
    Story(buyer=5).write("tickets.focused", 1, subject=5, ticket=5, by=LIN, seconds=60)
    Story(buyer=6).write(
        "tickets.history_reported", 60, subject=6, ticket=6, promise_kept=True,
        resolved=(NOON + 30 * HOUR).isoformat(),
    )  # fmt: skip
    order = ordered(
        store("DE"), "1", deliver_by=NOON, delivered_at=NOON + HOUR, ship_by=NOON
    )
    Parcel.objects.create(
        order=order, carrier="DHL", tracking_number="1", shipped_at=NOON, scans=SCAN
    )
    Setback.objects.create(
        order=order, kind="feedback", external_id="1", stars=1, happened_at=NOON
    )
    for ticket, hours, ended in ((5, 1, "met"), (6, 3, "missed"), (7, 1, "dropped")):
        promised(order.store, ticket, hours, ended)
    for number, ended in enumerate(("kept", "withdrawn", ""), 1):
        promised_to_buyer(number, ended)
    there_are_reasons()
    for buyer, risky in ((8, RISKY), (9, RISKY), (10, "RSK.ATZ.THREAT")):
        answered(buyer, 3, reason=risky, order_id=order.pk)
        used(buyer, 2)
        moved(buyer, 2, "pending_approval", remedy=buyer)
        moved(buyer, 4, "succeeded", remedy=buyer)
    Story(buyer=11).asks(0, ticket=11, reason="RSK.ATZ.THREAT", order_id=order.pk)
    escalated(9, 1)
    _judged(order)


def promised_to_buyer(number: int, ended: str) -> None:
    """Have Lin promise something on ticket 5, and what came of it; empty: nothing."""
    told = Story(buyer=5)
    due_at = (NOON + 3 * HOUR).isoformat()
    told.write(
        "promises.confirmed", 2, subject=number, ticket=5, by=LIN, due_at=due_at,
        grace_minutes=0,
    )  # fmt: skip
    if ended:
        told.write(f"promises.{ended}", 2.5, subject=number, ticket=5, by=LIN)


def _judged(order: Order) -> None:
    """Have happen what a marketplace judges an account by."""
    OrderLine.objects.create(
        order=order, line_number=1, title="Lamp", quantity=2, price_minor_units=50
    )
    other = ordered(order.store, "2")
    Setback.objects.create(order=other, kind="claim", external_id="2", happened_at=NOON)
    OrderReturn.objects.create(order=other, requested_at=NOON)
    answered(12, 30, channel="amazon")
    for value in (0, 1):
        voted(order.store, value, order_number=str(value))
        voted(order.store, 2 + 2 * value, question="stars", conversation=str(value))


def voted(place: Store, value: int, *, day: float = 0, **values: Any) -> None:
    at = NOON + day * DAY
    plain = {"question": "solved", "conversation": values.get("order_number", "")}
    Vote.objects.create(
        store=place, value=value, voted_at=at, recorded_at=at, **plain | values
    )


def promised(place: Store, ticket: int, hours: float, outcome: str) -> None:
    Clock.objects.create(
        ticket_id=ticket,
        store=place,
        policy=Policy.objects.first() or policy(wen()),
        target="respond",
        message_id=ticket,
        since=NOON,
        due_at=NOON + 2 * HOUR,
        ended_at=NOON + hours * HOUR,
        outcome=outcome,
    )

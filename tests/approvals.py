"""Requests that wait for approval, under the policy that comes with the program."""

from __future__ import annotations

from datetime import datetime

from firsthand import wiring
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests import desk
from tests.people import NOON
from tests.remedies import asks, order

NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."
TRANSIT = "AFT.DMG.TRANSIT"


def dear(place: Store, number: str = "111-1") -> Order:
    """Return an order of 600 USD."""
    lines = (50_000, 9_000)
    return order(place, number, lines=lines, shipping=500, tax=500, currency="USD")


def ticket_of(placed: Order) -> Ticket:
    """Return an open ticket about an order."""
    return desk.ticket(placed.store, order=placed, order_number=placed.number)


def wants(
    placed: Order, minor_units: int, by: Person, *, at: datetime = NOON, **values
) -> Remedy:
    """Return what somebody asked for; more than 100 USD of an order waits for approval."""
    plain = {"reason": TRANSIT, "note": NOTE}
    return commands.request(
        request=asks(placed, minor_units, **plain | values),
        account=str(placed.store_id),
        authority=wiring.PolicyInForce(),
        by=by,
        at=at,
    )


def agrees(remedy: Remedy, by: Person, *, at: datetime = NOON) -> Remedy:
    """Let somebody approve exactly this."""
    return commands.approve(
        remedy_id=remedy.pk,
        request_hash=remedy.request_hash,
        authority=wiring.PolicyInForce(),
        by=by,
        at=at,
    )

"""A store where agents give money: what reports are made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from firsthand import wiring
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from tests import remedies
from tests.domain.metrics.journal_story import Story
from tests.people import NOON
from tests.sheets import there_are_reasons

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REASON = "AFT.DMG.TRANSIT"
_numbers = count(1)
_WORDS = (
    "lamp", "glass", "frame", "motor", "cable", "stand", "shade", "switch", "handle",
    "wheel", "cover", "socket",
)  # fmt: skip


def note() -> str:
    """Return a note like no other."""
    n = next(_numbers)
    one, two, three = (_WORDS[(n // 12**k + 5 * k) % 12] for k in range(3))
    return (
        f"Broken in transit: {one} {n} of the {two} cracked against the {three}, photo "
        f"shows carton number {n * 7} open."
    )


def ordered(place: Store, number: str, **values: Any) -> Order:
    """Return an order of 600 USD."""
    return remedies.order(
        place,
        number,
        lines=(50_000, 9_000),
        shipping=500,
        tax=500,
        currency="USD",
        **values,
    )


def wants(
    placed: Order, minor_units: int, by: Person, *, at: datetime = NOON, **values: Any
) -> Remedy:
    """Ask for money back, by the policy that comes with the program."""
    there_are_reasons()
    plain = {"reason": REASON, "note": note()}
    return commands.request(
        request=remedies.asks(placed, minor_units, **plain | values),
        account=str(placed.store_id),
        authority=wiring.PolicyInForce(),
        by=by,
        at=at,
    )


def approves(remedy: Remedy, by: Person, *, at: datetime) -> Remedy:
    return commands.approve(
        remedy_id=remedy.pk,
        request_hash=remedy.request_hash,
        authority=wiring.PolicyInForce(),
        by=by,
        at=at,
    )


def carried_out(*, at: datetime) -> None:
    """Have the channel do what is due."""
    remedies.Desk(remedies.Memory(), at=at).works()


def written(placed: Order, ticket: int, *, at: datetime, answered: bool = True) -> None:
    """Have the buyer of an order write on a ticket, and somebody answer after an hour."""
    hours = (at - NOON) / HOUR
    story = Story(buyer=placed.buyer_id or 0, store=placed.store_id)
    story.asks(hours, ticket=ticket, order_id=placed.pk, reason=REASON)
    if answered:
        story.hears(hours + 1, ticket=ticket)


def facts() -> None:
    metrics.run_until_done()

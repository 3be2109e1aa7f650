"""What becomes of the orders of a fake's sellers: all by a seed, nothing by the clock.

An order is what it will ever be from the start; what has happened so far is a question of
when one asks. So it does not matter who asks how often, and nothing grows.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Days before the beginning in which there were orders already.
PAST_DAYS = 12
_WARES = (
    ("TEA-1", "B0TEA00001", "Tea caddy", "24.90"),
    ("LAMP-2", "B0LAMP0002", "Reading lamp", "59.00"),
    ("MUG-3", "B0MUG00003", "Mug, set of two", "17.50"),
    ("RUG-4", "B0RUG00004", "Rug, 80 × 150", "89.99"),
)


class Oddity(StrEnum):
    """What is strange about an order."""

    NONE = ""
    NO_BUYER = "no_buyer"
    UNKNOWN_STATUS = "unknown_status"  # Until it is sent.
    OTHER_CURRENCY = "other_currency"
    SWITCHED = "switched"  # Once it is sent, another marketplace is named.


@dataclass(frozen=True)
class Life:
    """One order; each time is when something happens, or None: never."""

    number: str
    account: str
    country: str
    is_fba: bool
    ware: int
    quantity: int
    oddity: Oddity
    placed_at: datetime
    paid_at: datetime
    stars: int
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_asked_at: datetime | None = None
    return_asked_at: datetime | None = None
    returned_at: datetime | None = None
    refunded_at: datetime | None = None
    refund_shows_at: datetime | None = None
    claimed_at: datetime | None = None
    rated_at: datetime | None = None

    @cached_property
    def changes(self) -> tuple[datetime, ...]:
        """Return when the order as such changes, in order: returns and refunds do not."""
        arrival = None if self.is_fba else self.arrived_at
        times = (
            self.placed_at, self.paid_at, self.cancel_asked_at, self.cancelled_at,
            self.sent_at, arrival,
        )  # fmt: skip
        return tuple(sorted(time for time in times if time is not None))

    def changed_at(self, now: datetime) -> datetime:
        """Return when it changed last; it is placed already."""
        return max(time for time in self.changes if time <= now)

    @property
    def price(self) -> Decimal:
        """Return what was paid for the goods, in units that any currency has."""
        price = Decimal(_WARES[self.ware][3]) * self.quantity
        return price.quantize(Decimal(1)) if self.country == "JP" else price

    @property
    def dispatch_by(self) -> datetime:
        """Return until when it is to be sent: by the evening of the day it was paid."""
        return self.paid_at.replace(hour=23)

    @property
    def shipping(self) -> Decimal:
        return Decimal(0) if self.is_fba else Decimal(4)

    @property
    def article(self) -> tuple[str, str, str]:
        """Return the SKU, ASIN and title of what was bought."""
        sku, asin, title, _price = _WARES[self.ware]
        return sku, asin, title


@dataclass(frozen=True)
class Sellers:
    """Whose orders there are.

    Attributes:
        places: the marketplaces of each account, by their letters.
        a_day: orders a day of each store.
        began_on: the first day of the trial; there are orders from before as well.
        lag: how long after a refund the books show it at most.
        odd_share: of the orders something is strange about.
    """

    places: Mapping[str, Sequence[str]]
    a_day: int
    began_on: date
    seed: int = 0
    lag: timedelta = timedelta(hours=48)
    odd_share: float = 0.02
    _days: dict[tuple[str, date], tuple[Life, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def lives(self, account: str, now: datetime) -> list[Life]:
        """Return the orders of an account placed by now, by when."""
        found: list[Life] = []
        day = self.began_on - timedelta(days=PAST_DAYS)
        while day <= now.date():
            found += self._of_day(account, day)
            day += DAY
        return [life for life in found if life.placed_at <= now]

    def _of_day(self, account: str, day: date) -> tuple[Life, ...]:
        known = self._days.get((account, day))
        if known is None:
            known = tuple(
                sorted(
                    (
                        self._life(account, country, day, n)
                        for country in self.places.get(account, ())
                        for n in range(self.a_day)
                    ),
                    key=lambda life: (life.placed_at, life.number),
                )
            )
            self._days[account, day] = known
        return known

    def _life(self, account: str, country: str, day: date, n: int) -> Life:
        # By how far it is from the beginning, so that a trial goes alike on any day.
        nth = (day - self.began_on).days
        chance = random.Random(f"{self.seed}/{account}/{country}/{nth}/{n}")  # noqa: S311 -- a fake's
        placed = datetime.combine(day, time(), UTC) + chance.random() * DAY
        paid = placed + timedelta(minutes=chance.uniform(1, 30))
        is_fba = chance.random() < 0.5
        is_odd = chance.random() < self.odd_share
        times = _cancelled(chance, paid) if chance.random() < 0.03 else None
        times = times or _sent(chance, paid, self.lag, is_fba=is_fba)
        return Life(
            number=_number(chance),
            account=account,
            country=country,
            is_fba=is_fba,
            ware=chance.randrange(len(_WARES)),
            quantity=chance.choice((1, 1, 1, 2)),
            oddity=chance.choice(list(Oddity)[1:]) if is_odd else Oddity.NONE,
            placed_at=_whole(placed),
            paid_at=_whole(paid),
            stars=chance.choice((1, 2, 3)),
            **{name: _whole(at) for name, at in times.items() if at is not None},
        )


def _cancelled(chance: random.Random, paid: datetime) -> dict[str, datetime | None]:
    """Return the times of an order that is cancelled, by whom ever."""
    is_buyers = chance.random() < 0.5
    return {
        "cancelled_at": paid + 2 * HOUR,
        "cancel_asked_at": paid + HOUR if is_buyers else None,
    }


def _sent(
    chance: random.Random, paid: datetime, lag: timedelta, *, is_fba: bool
) -> dict[str, datetime | None]:
    """Return the times of an order that is sent: a few come back, or are paid back."""
    sent = paid + chance.uniform(2, 30) * HOUR
    arrived = sent + chance.uniform(18, 90) * HOUR
    asked = returned = refunded = claimed = None
    if chance.random() < 0.08:
        asked = arrived + chance.uniform(2, 70) * HOUR
        returned = asked + chance.uniform(24, 96) * HOUR
        refunded = returned + chance.uniform(1, 24) * HOUR
        # Of what goes back to Amazon's warehouses no report tells of claims.
        if not is_fba and chance.random() < 0.2:
            claimed = asked + chance.uniform(24, 72) * HOUR
    elif chance.random() < 0.03:
        refunded = arrived + chance.uniform(1, 40) * HOUR  # Without a return.
    return {
        "sent_at": sent,
        "arrived_at": arrived,
        "return_asked_at": asked,
        "returned_at": returned,
        "refunded_at": refunded,
        "refund_shows_at": refunded + chance.random() * lag if refunded else None,
        "claimed_at": claimed,
        "rated_at": (
            arrived + chance.uniform(5, 60) * HOUR if chance.random() < 0.06 else None
        ),
    }


def _number(chance: random.Random) -> str:
    digits = "".join(str(chance.randrange(10)) for _ in range(14))
    return f"{chance.randrange(100, 1000)}-{digits[:7]}-{digits[7:]}"


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)

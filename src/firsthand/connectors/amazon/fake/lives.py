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
    sent_at: datetime | None
    arrived_at: datetime | None
    cancelled_at: datetime | None
    cancel_asked_at: datetime | None
    return_asked_at: datetime | None
    returned_at: datetime | None
    refunded_at: datetime | None
    refund_shows_at: datetime | None
    claimed_at: datetime | None
    rated_at: datetime | None
    stars: int

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
    """

    places: Mapping[str, Sequence[str]]
    a_day: int
    began_on: date
    seed: int = 0
    lag: timedelta = timedelta(hours=48)
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
        chance = random.Random(f"{self.seed}/{account}/{country}/{day}/{n}")  # noqa: S311 -- a fake's
        number = _number(chance)
        placed = datetime.combine(day, time(), UTC) + chance.random() * DAY
        is_fba = chance.random() < 0.5
        paid = placed + timedelta(minutes=chance.uniform(1, 30))
        sent = paid + chance.uniform(2, 30) * HOUR
        arrived = sent + chance.uniform(18, 90) * HOUR
        is_cancelled = chance.random() < 0.03
        by_buyer = paid + HOUR if is_cancelled and chance.random() < 0.5 else None
        returns = not is_cancelled and chance.random() < 0.08
        return_asked = arrived + chance.uniform(2, 70) * HOUR if returns else None
        returned = return_asked + chance.uniform(24, 96) * HOUR if return_asked else None
        refunded = returned + chance.uniform(1, 24) * HOUR if returned else None
        if not returns and not is_cancelled and chance.random() < 0.03:
            refunded = arrived + chance.uniform(1, 40) * HOUR  # Without a return.
        claims = return_asked is not None and chance.random() < 0.1
        rates = not is_cancelled and chance.random() < 0.06
        oddity = chance.choice(list(Oddity)[1:]) if chance.random() < 0.02 else Oddity.NONE
        return Life(
            number=number,
            account=account,
            country=country,
            is_fba=is_fba,
            ware=chance.randrange(len(_WARES)),
            quantity=chance.choice((1, 1, 1, 2)),
            oddity=oddity,
            placed_at=_whole(placed),
            paid_at=_whole(paid),
            sent_at=None if is_cancelled else _whole(sent),
            arrived_at=None if is_cancelled else _whole(arrived),
            cancelled_at=_whole(paid + 2 * HOUR) if is_cancelled else None,
            cancel_asked_at=_whole(by_buyer) if by_buyer else None,
            return_asked_at=_whole(return_asked) if return_asked else None,
            returned_at=_whole(returned) if returned else None,
            refunded_at=_whole(refunded) if refunded else None,
            refund_shows_at=(
                _whole(refunded + chance.random() * self.lag) if refunded else None
            ),
            # Of what goes back to Amazon's warehouses no report tells of claims.
            claimed_at=(
                _whole(return_asked + chance.uniform(24, 72) * HOUR)
                if claims and return_asked and not is_fba
                else None
            ),
            rated_at=_whole(arrived + chance.uniform(5, 60) * HOUR) if rates else None,
            stars=chance.choice((1, 2, 3)),
        )


def _number(chance: random.Random) -> str:
    digits = "".join(str(chance.randrange(10)) for _ in range(14))
    return f"{chance.randrange(100, 1000)}-{digits[:7]}-{digits[7:]}"


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)

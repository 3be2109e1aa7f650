"""Other currencies in the reference currency: exactly, by rates with a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from firsthand.foundation.money import Money, exponent


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency was worth in the reference currency, on a day."""

    worth: Decimal
    on: date


class Unknown(StrEnum):
    """Why an amount cannot be converted."""

    MISSING = "missing"
    OLD = "old"
    FROM_THE_FUTURE = "from_the_future"


@dataclass(frozen=True)
class Rates:
    """Rates of one day's work.

    Attributes:
        reference: the currency that everything is held against.
        today: the day they are used on.
        by_currency: the newest rate of each currency; the reference needs none.
        valid_days: a rate that is older does not count.
    """

    reference: str
    today: date
    by_currency: Mapping[str, Rate]
    valid_days: int

    def unknown(self, currency: str) -> Unknown | None:
        """Return why amounts of a currency cannot be converted; None if they can."""
        if currency == self.reference:
            return None
        rate = self.by_currency.get(currency)
        if rate is None or rate.worth <= 0:
            return Unknown.MISSING
        age = (self.today - rate.on).days
        if age < 0:
            return Unknown.FROM_THE_FUTURE
        return Unknown.OLD if age > self.valid_days else None

    def exact(self, money: Money) -> Fraction:
        """Return an amount in minor units of the reference, not rounded.

        Raises:
            ValueError: it cannot be converted, see `unknown`.
        """
        if why := self.unknown(money.currency):
            raise ValueError(f"{money.currency} has no rate: {why}")
        if money.currency == self.reference:
            return Fraction(money.minor_units)
        worth = Fraction(self.by_currency[money.currency].worth)
        shift = exponent(self.reference) - exponent(money.currency)
        return money.minor_units * worth * Fraction(10) ** shift


def rounded_up(minor_units: Fraction) -> int:
    """Return whole minor units: what is left of one counts against a limit."""
    return ceil(minor_units)

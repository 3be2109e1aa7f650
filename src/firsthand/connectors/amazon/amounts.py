"""Amounts as Amazon writes them, in minor units: exact, or not at all."""

from __future__ import annotations

from decimal import Decimal

from firsthand.connectors.amazon.answers import number_at, text_at
from firsthand.foundation.money import Money, exponent

# What the columns of amounts hold.
_MOST_MINOR_UNITS = 2**63 - 1


def money_at(content: object, path: str, *, amount: str = "amount") -> Money | None:
    """Return the money at a path; None where there is none, or none that can be true.

    An amount with more decimals than its currency has is none: nobody rounds it here.

    Args:
        content: JSON.
        path: to an object with a currency and an amount.
        amount: what the amount is called there.
    """
    currency = text_at(content, f"{path}.currencyCode").strip().upper()
    number = number_at(content, f"{path}.{amount}")
    if number is None or len(currency) != 3 or not currency.isalpha():
        return None
    return money_of(number, currency)


def money_of(number: Decimal, currency: str) -> Money | None:
    """Return an amount in major units as money; None where its currency cannot hold it."""
    units = number.scaleb(exponent(currency))
    if units != units.to_integral_value() or abs(units) > _MOST_MINOR_UNITS:
        return None
    return Money(currency, int(units))

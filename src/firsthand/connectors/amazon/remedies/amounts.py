"""Amounts as Amazon writes them, and as we count them."""

from __future__ import annotations

import re
from decimal import Decimal

from firsthand.connectors.amazon.answers import Garbled, number_at, text_at
from firsthand.foundation.money import Money, exponent

CURRENCY = re.compile(r"[A-Z]{3}")


def as_text(minor_units: int, currency: str) -> str:
    """Return 700 as "7.00" in USD, "700" in JPY, "0.700" in KWD (ISO 4217)."""
    return format(Money(currency, minor_units).decimal(), "f")


def minor_units_of(amount: Decimal, currency: str) -> int:
    """Return the exact number of minor units.

    Raises:
        Garbled: it has smaller parts than its currency, or that is none.
    """
    if not CURRENCY.fullmatch(currency):
        raise Garbled("an amount in no currency")
    scaled = amount.scaleb(exponent(currency))
    if scaled != int(scaled):
        raise Garbled(f"{currency} has no such small parts: {amount}")
    return int(scaled)


def money_at(content: object, path: str, number: str = "amount") -> tuple[int, str]:
    """Return minor units and currency of `{amount: "7.00", currencyCode: "USD"}`.

    Raises:
        Garbled: there is no exact amount of a currency.
    """
    amount = number_at(content, f"{path}.{number}")
    currency = text_at(content, f"{path}.currencyCode")
    if amount is None:
        raise Garbled(f"{path} is no amount")
    return minor_units_of(amount, currency), currency

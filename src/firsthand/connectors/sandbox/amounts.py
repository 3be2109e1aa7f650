"""Amounts as marketplaces write them: decimals of the major unit, as text."""

from __future__ import annotations

import re
from decimal import Decimal

from firsthand.foundation.money import Money, exponent

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


def as_text(minor_units: int, currency: str) -> str:
    """Return 700 as "7.00" in USD, "700" in JPY, "0.700" in KWD."""
    return format(Money(currency, minor_units).decimal(), "f")


def minor_units_of(text: object, currency: object) -> int:
    """Return the exact number of minor units.

    Raises:
        ValueError: it is not an amount of this currency, to the last decimal.
    """
    if not (isinstance(text, str) and _DECIMAL.fullmatch(text)):
        raise ValueError(f"not an amount: {text!r}")
    if not (isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency)):
        raise ValueError(f"not a currency: {currency!r}")
    scaled = Decimal(text).scaleb(exponent(currency))
    if scaled != int(scaled):
        raise ValueError(f"{currency} has no such small parts: {text}")
    return int(scaled)

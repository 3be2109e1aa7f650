"""Sums of money as marketplaces write them, or nothing where a sum is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firsthand.domain.stores.rules import Marketplace
from firsthand.foundation.money import Money, exponent

# What means one currency wherever it stands. A plain $ or R needs the marketplace.
_SIGNS = {
    "US$": "USD", "CDN$": "CAD", "CA$": "CAD", "C$": "CAD", "MX$": "MXN", "R$": "BRL",
    "AU$": "AUD", "A$": "AUD", "SG$": "SGD", "S$": "SGD", "€": "EUR", "£": "GBP",
    "₹": "INR", "₺": "TRY", "TL": "TRY", "zł": "PLN", "円": "JPY", "¥": "JPY", "￥": "JPY",
    "kr": "SEK", "د.إ": "AED", "ر.س": "SAR", "ج.م": "EGP",
}  # fmt: skip
_DOLLARS = {"USD", "CAD", "MXN", "AUD", "SGD"}
_BY_MARKETPLACE = {"$": _DOLLARS, "R": {"ZAR"}}
_CODES = "USD|CAD|MXN|BRL|GBP|EUR|SEK|PLN|TRY|SAR|AED|EGP|ZAR|INR|SGD|AUD|JPY"
_SIGN = "|".join(
    re.escape(sign) for sign in sorted({*_SIGNS, *_BY_MARKETPLACE}, key=len, reverse=True)
)
_UNIT = rf"(?:{_CODES}|{_SIGN})"
_SPACE = " \xa0\u202f"
_FIGURES = (
    rf"[0-9]{{1,3}}(?:[{_SPACE}.,'’][0-9]{{3}}){{1,4}}(?:[.,][0-9]{{1,2}})?(?![0-9])"
    r"|[0-9]{1,2}(?:,[0-9]{2}){1,3},[0-9]{3}(?:\.[0-9]{1,2})?(?![0-9])"  # 1,23,456.00
    r"|[0-9]{1,9}(?:[.,][0-9]{1,2})?(?![0-9])"
)
_SUM = re.compile(
    rf"(?<![A-Za-z0-9])(?P<before>{_UNIT})[{_SPACE}]?(?P<first>{_FIGURES})"
    rf"|(?<![0-9.,])(?P<second>{_FIGURES})[{_SPACE}]?(?P<behind>{_UNIT})(?![A-Za-z])"
)
_DECIMALS = re.compile(r"(.*)[.,]([0-9]{1,2})")


def sums_in(text: str, marketplace: Marketplace | None) -> Iterator[Money]:
    """Yield the sums of money in a text whose currency is certain, in order.

    Args:
        text: of a few lines.
        marketplace: whose mail it is: tells what a plain dollar sign means.
    """
    for match in _SUM.finditer(text):
        currency = _currency(match["before"] or match["behind"], marketplace)
        units = _minor_units(match["first"] or match["second"], currency)
        if units is not None:
            yield Money(currency, units)


def _currency(unit: str, marketplace: Marketplace | None) -> str:
    if unit in _BY_MARKETPLACE:
        own = marketplace.currency if marketplace is not None else ""
        return own if own in _BY_MARKETPLACE[unit] else ""
    return _SIGNS.get(unit, unit)


def _minor_units(figures: str, currency: str) -> int | None:
    """Return the amount in minor units; None where the figures fit no such currency."""
    if not currency:
        return None
    decimals = _DECIMALS.fullmatch(figures)
    whole, part = (decimals[1], decimals[2]) if decimals else (figures, "")
    units = int(re.sub(r"[^0-9]", "", whole))
    if exponent(currency) == 0:
        return units if not part.strip("0") else None
    return units * 100 + int(part.ljust(2, "0"))

"""The shapes of the identifiers that sellers' tables hold.

A shape says what a value looks like, not that such an order or product exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_AMAZON_ORDER = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}")
_ASIN = re.compile(r"B0[0-9A-Z]{8}")
_ISBN_10 = re.compile(r"[0-9]{9}[0-9X]")


def looks_like_amazon_order(value: str) -> bool:
    """Say whether it has the 3-7-7 digits of an Amazon order number."""
    return _AMAZON_ORDER.fullmatch(value.strip()) is not None


def looks_like_asin(value: str) -> bool:
    """Say whether it has the shape of an ASIN: B0 and eight signs, or a book's ISBN-10.

    Ten digits alone are no ASIN: the check digit of the ISBN must be right.
    """
    value = value.strip()
    if _ASIN.fullmatch(value):
        return True
    if not _ISBN_10.fullmatch(value):
        return False
    digits = [10 if sign == "X" else int(sign) for sign in value]
    return sum(place * digit for place, digit in enumerate(digits, start=1)) % 11 == 0


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """What the values of one column look like."""

    values: int
    amazon_orders: int
    asins: int

    @property
    def asins_instead_of_orders(self) -> bool:
        """Say whether a column of order numbers holds products for the most part."""
        return self.asins > self.amazon_orders and 2 * self.asins > self.values


def shapes_of(values: Iterable[str]) -> Shapes:
    """Return what the values of a column look like; blank cells are left out."""
    filled = [value for value in values if value.strip()]
    return Shapes(
        values=len(filled),
        amazon_orders=sum(map(looks_like_amazon_order, filled)),
        asins=sum(map(looks_like_asin, filled)),
    )

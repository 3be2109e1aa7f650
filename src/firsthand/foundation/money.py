"""Money as an exact amount in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 minor-unit exponents that are not 2, for currencies a marketplace may use.
_EXPONENTS = {
    "BHD": 3, "CLP": 0, "ISK": 0, "IQD": 3, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0,
    "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Money:
    """An exact amount. `minor_units` is cents for USD and EUR, yen for JPY."""

    currency: str
    minor_units: int

    def __post_init__(self) -> None:
        assert len(self.currency) == 3, self.currency
        assert self.currency.isupper(), self.currency

    def __add__(self, other: Money) -> Money:
        assert self.currency == other.currency, (self, other)
        return Money(self.currency, self.minor_units + other.minor_units)

    def __sub__(self, other: Money) -> Money:
        assert self.currency == other.currency, (self, other)
        return Money(self.currency, self.minor_units - other.minor_units)

    def decimal(self) -> Decimal:
        """Return the amount in major units, exact: 1999 US cents are 19.99."""
        return Decimal(self.minor_units).scaleb(-exponent(self.currency))


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217): USD 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)

"""Where Amazon answers: three regions, each with the marketplaces it serves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TOKENS = "https://api.amazon.com/auth/o2/token"


class Region(StrEnum):
    NORTH_AMERICA = "na"
    EUROPE = "eu"
    FAR_EAST = "fe"


_COUNTRIES = {
    Region.NORTH_AMERICA: ("US", "CA", "MX", "BR"),
    Region.EUROPE: (
        "UK", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE", "IE", "TR", "AE", "SA",
        "EG", "IN", "ZA",
    ),
    Region.FAR_EAST: ("JP", "AU", "SG"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where calls and requests for tokens go."""

    api: str
    tokens: str = TOKENS

    @staticmethod
    def of(region: Region, *, is_sandbox: bool = False) -> Place:
        """Return a region's own place, or that of Amazon's own sandbox for it."""
        prefix = "sandbox." if is_sandbox else ""
        return Place(f"https://{prefix}sellingpartnerapi-{region}.amazon.com")

    @staticmethod
    def at(address: str) -> Place:
        """Return a fake's place: one address for everything."""
        return Place(address, f"{address}/auth/o2/token")


def region_of(country: str) -> Region | None:
    """Return the region of a marketplace by its country; None: Amazon has none there."""
    for region, countries in _COUNTRIES.items():
        if country.upper() in countries:
            return region
    return None

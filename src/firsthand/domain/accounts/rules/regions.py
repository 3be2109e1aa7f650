"""Amazon's three regions, each with the marketplaces it serves.

An account belongs to one: a seller in two regions has an account in each.
"""

from __future__ import annotations

from enum import StrEnum


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


def region_of(country: str) -> Region | None:
    """Return the region of a marketplace by its country; None: Amazon has none there."""
    for region, countries in _COUNTRIES.items():
        if country.upper() in countries:
            return region
    return None


def countries_of(region: Region) -> tuple[str, ...]:
    """Return the marketplaces of a region by their letters."""
    return _COUNTRIES[region]

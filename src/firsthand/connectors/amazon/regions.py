"""Where Amazon answers: each region at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.domain.accounts.ports import Region, region_of

__all__ = ["TOKENS", "Place", "Region", "region_of"]

TOKENS = "https://api.amazon.com/auth/o2/token"


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

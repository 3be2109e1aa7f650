"""What each kind of marketplace promises, and keeps unless told to go wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Which real channels it is like."""

    SHOP = "shop"  # A shop of one's own: native keys, all at once (as Shopify).
    MARKET = "market"  # No keys, effects at once, listed a little later (as Walmart).
    ASYNC = "async"  # Taken as pending, done a little later (as eBay).
    FEED = "feed"  # Documents, feeds, reports, a listing far behind (as Amazon).


@dataclass(frozen=True)
class Terms:
    """Times and sizes.

    Attributes:
        read_lag: how long after an effect the listing may not show it.
        processing: how long what was taken is in progress.
        key_life: how long a key is remembered; only the shop has keys.
        token_life: how long a token lets one in.
    """

    read_lag: timedelta
    processing: timedelta = timedelta(0)
    key_life: timedelta | None = None
    token_life: timedelta = timedelta(hours=1)
    page_size: int = 20


USUAL: dict[Kind, Terms] = {
    Kind.SHOP: Terms(timedelta(0), key_life=timedelta(hours=24)),
    Kind.MARKET: Terms(timedelta(seconds=2)),
    Kind.ASYNC: Terms(timedelta(seconds=2), processing=timedelta(seconds=2)),
    Kind.FEED: Terms(timedelta(seconds=5), processing=timedelta(seconds=3)),
}


def at_pace(pace: float) -> dict[Kind, Terms]:
    """Return the usual terms with all that takes time taking `pace` times as long."""
    return {
        kind: replace(
            terms, read_lag=terms.read_lag * pace, processing=terms.processing * pace
        )
        for kind, terms in USUAL.items()
    }
